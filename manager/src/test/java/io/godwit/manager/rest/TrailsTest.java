package io.godwit.manager.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.manager.orchestration.Bench;
import io.godwit.manager.orchestration.FakeAgent;
import io.godwit.protocol.agent.Order;
import io.godwit.trace.Trail;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

final class TrailsTest {
  @Test
  void theCallersIdComesBackAndGoesToTheAgent() throws Exception {
    try (Bench bench = new Bench();
        RestServer server =
            new RestServer(RestAddress.plain("127.0.0.1", 0), TestSites.open(bench));
        HttpClient client = HttpClient.newHttpClient()) {
      FakeAgent h1 = bench.host("h1").connect();
      bench.running("web", h1);
      URI base = URI.create("http://127.0.0.1:" + server.port());
      HttpResponse<String> paused =
          post(client, base.resolve("/api/v1/vms/web/pause"), "ops-7.a_b");
      assertThat(paused.statusCode()).isEqualTo(200);
      assertThat(id(paused)).isEqualTo("ops-7.a_b");
      assertThat(h1.command(Order.Pause.class).correlation()).isEqualTo("ops-7.a_b");
    }
  }

  @Test
  void anIdThatIsNotSaneIsReplacedAlsoWhereThereIsNothing() throws Exception {
    try (Bench bench = new Bench();
        RestServer server =
            new RestServer(RestAddress.plain("127.0.0.1", 0), TestSites.open(bench));
        HttpClient client = HttpClient.newHttpClient()) {
      URI base = URI.create("http://127.0.0.1:" + server.port());
      for (String path : new String[] {"/api/v1/vms/none/pause", "/nothing"}) {
        HttpResponse<String> refused = post(client, base.resolve(path), "a b");
        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(id(refused)).isNotEqualTo("a b").matches(Trail::isSane);
      }
    }
  }

  private static String id(HttpResponse<String> response) {
    return response.headers().firstValue(Trails.HEADER).orElse("");
  }

  private static HttpResponse<String> post(HttpClient client, URI uri, String id) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri)
            .POST(HttpRequest.BodyPublishers.noBody())
            .header(Trails.HEADER, id)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
