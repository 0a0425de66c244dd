package io.godwit.manager.rest;

import io.godwit.manager.health.Health;
import io.godwit.manager.metrics.Metrics;
import io.godwit.manager.orchestration.Bench;
import io.godwit.manager.orchestration.FakeAgent;
import io.godwit.model.vm.VmSpec;
import io.godwit.protocol.api.MigrateRequest;
import io.godwit.protocol.client.ApiClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

/** Warms up what a benchmark measures with. */
public final class RestBench {
  private static final int ROUNDS = 40;

  private RestBench() {}

  /** Asks a manager for each of the paths. */
  public static void ask(Bench bench, Metrics metrics, String... paths) throws Exception {
    Observability watched =
        new Observability(
            bench.telemetry, new Health(List.of()), metrics::writeTo, metrics.requests());
    try (RestServer server =
            new RestServer(RestAddress.plain("127.0.0.1", 0), TestSites.open(bench), watched);
        HttpClient client = HttpClient.newHttpClient()) {
      for (String path : paths) {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
        client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding());
      }
    }
  }

  /** Moves a VM there and back; its spec is left. */
  public static VmSpec warmUp() throws Exception {
    try (Bench bench = new Bench();
        RestServer server =
            new RestServer(RestAddress.plain("127.0.0.1", 0), TestSites.open(bench));
        ApiClient client = new ApiClient(URI.create("http://127.0.0.1:" + server.port()))) {
      FakeAgent h1 = bench.host("h1").connect();
      bench.host("h2").connect();
      bench.running("web", h1);
      for (int i = 0; i < ROUNDS; i++) {
        String to = i % 2 == 0 ? "h2" : "h1";
        client.watch(client.migrate("web", MigrateRequest.to(to)).id(), view -> {});
      }
      return bench.vm("web").spec();
    }
  }
}
