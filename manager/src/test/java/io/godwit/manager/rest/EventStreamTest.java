package io.godwit.manager.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.godwit.manager.orchestration.Bench;
import io.godwit.manager.orchestration.FakeAgent;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationPhase;
import io.godwit.model.migration.MigrationProgress;
import io.godwit.protocol.agent.Order;
import io.godwit.protocol.agent.ToManager;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.MigrateRequest;
import io.godwit.protocol.client.ApiClient;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class EventStreamTest {
  private final CountDownLatch arrive = new CountDownLatch(1);
  private Bench bench;
  private FakeAgent h1;
  private RestServer server;
  private String migration;

  /** A migration that copies until {@code arrive}. */
  @BeforeEach
  void start() throws Exception {
    bench = new Bench();
    h1 = held(bench.host("h1").connect());
    held(bench.host("h2").connect());
    bench.running("web", h1);
    server =
        new RestServer(
            RestAddress.plain("127.0.0.1", 0),
            TestSites.open(bench),
            Observability.none(),
            Duration.ofMillis(50));
    try (ApiClient client = new ApiClient(URI.create("http://127.0.0.1:" + server.port()))) {
      migration = client.migrate("web", MigrateRequest.to("h2")).id();
    }
  }

  private FakeAgent held(FakeAgent agent) {
    for (Class<? extends Order> end :
        java.util.List.of(Order.AwaitSource.class, Order.AwaitDestination.class)) {
      agent.on(
          end,
          wait -> {
            arrive.await(30, TimeUnit.SECONDS);
            return agent.asUsual(wait);
          });
    }
    return agent;
  }

  @AfterEach
  void stop() {
    arrive.countDown();
    bench.close();
    server.close();
  }

  private Socket follow() throws Exception {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    String request = "GET " + ApiPaths.migrationEvents(migration) + " HTTP/1.1\r\nHost: a\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  private static void until(BufferedReader lines, String part) throws Exception {
    String line = lines.readLine();
    while (!line.contains(part)) {
      line = lines.readLine();
    }
  }

  private static BufferedReader lines(Socket socket) throws Exception {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  @Test
  void showsPhasesAndBeatsBetweenThemUntilTheEnd() throws Exception {
    try (Socket socket = follow()) {
      BufferedReader lines = lines(socket);
      until(lines, "\"phase\":\"PRECOPY\"");
      until(lines, ": alive");
      until(lines, ": alive");
      MigrationProgress progress = MigrationProgress.before(MigrationPhase.SWITCHOVER);
      h1.send(new ToManager.Progress(new MigrationId(migration), progress));
      until(lines, "\"phase\":\"SWITCHOVER\"");
      arrive.countDown();
      until(lines, "\"state\":\"COMPLETED\"");
    }
    await().until(() -> server.followers() == 0);
  }

  @Test
  void dropsAClientThatVanishes() throws Exception {
    try (Socket stays = follow();
        Socket vanishes = follow()) {
      until(lines(stays), "data:");
      until(lines(vanishes), "data:");
      assertThat(server.followers()).isEqualTo(2);
      vanishes.setSoLinger(true, 0);
      vanishes.close();
      await().until(() -> server.followers() == 1);
      arrive.countDown();
      until(lines(stays), "\"state\":\"COMPLETED\"");
    }
  }
}
