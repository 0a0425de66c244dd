package io.godwit.manager.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.manager.health.Health;
import io.godwit.manager.health.Part;
import io.godwit.manager.orchestration.Bench;
import io.godwit.protocol.api.ReadinessView;
import io.godwit.protocol.json.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class HealthRoutesTest {
  @Test
  void aManagerIsReadyWhileAllOfItsPartsAre() throws Exception {
    AtomicLong backlog = new AtomicLong(1);
    Health health = new Health(List.of(Part.role(() -> "leader"), Part.history(backlog::get, 10)));
    Observability shown =
        new Observability(
            Observability.none().telemetry(),
            health,
            out -> out.write("up 1\n".getBytes(StandardCharsets.UTF_8)),
            (method, route, status, nanos) -> {});
    try (Bench bench = new Bench();
        RestServer server =
            new RestServer(RestAddress.plain("127.0.0.1", 0), TestSites.open(bench), shown);
        HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> ready = get(client, server, "/readyz");
      assertThat(ready.statusCode()).isEqualTo(200);
      assertThat(Json.STRICT.readValue(ready.body(), ReadinessView.class).ready()).isTrue();
      backlog.set(11);
      HttpResponse<String> late = get(client, server, "/readyz");
      assertThat(late.statusCode()).isEqualTo(503);
      assertThat(Json.STRICT.readValue(late.body(), ReadinessView.class).parts())
          .extracting(ReadinessView.PartView::ready)
          .containsExactly(true, false);
      assertThat(get(client, server, "/healthz").body()).isEqualTo("ok\n");
      HttpResponse<String> metrics = get(client, server, "/metrics");
      assertThat(metrics.body()).isEqualTo("up 1\n");
      assertThat(metrics.headers().firstValue("Content-Type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
    }
  }

  private static HttpResponse<String> get(HttpClient client, RestServer server, String path)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
