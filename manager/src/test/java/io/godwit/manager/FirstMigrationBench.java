package io.godwit.manager;

import io.godwit.manager.agents.TestHosts;
import io.godwit.manager.orchestration.FakeAgent;
import io.godwit.manager.rest.RestBench;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmSpec;
import io.godwit.model.vm.VmState;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import io.godwit.protocol.api.HostAdd;
import io.godwit.protocol.api.MigrateRequest;
import io.godwit.protocol.client.ApiClient;
import io.godwit.protocol.client.Credentials;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures what the manager itself adds to the first migration after its start, and to later ones.
 * The manager is a process of its own; agents and client live in this one, which is warmed up
 * first, so that they add next to nothing. Prints medians in milliseconds.
 */
public final class FirstMigrationBench {
  private static final String PASSWORD = "a password for a bench";

  private static final int PROCESSES = 7;
  private static final int MIGRATIONS = 20;

  private FirstMigrationBench() {}

  /** One migration, as seen from outside. */
  private record Times(double prepare, double accepted, double shown) {}

  public static void main(String[] arguments) throws Exception {
    VmSpec spec = RestBench.warmUp();
    double[] start = new double[PROCESSES];
    Times[][] times = new Times[PROCESSES][];
    for (int i = 0; i < PROCESSES; i++) {
      long begun = System.nanoTime();
      Process manager = launch();
      try {
        BufferedReader out =
            new BufferedReader(
                new InputStreamReader(manager.getInputStream(), StandardCharsets.UTF_8));
        String ready = out.readLine();
        while (!ready.startsWith("godwit-manager ready")) {
          ready = out.readLine();
        }
        start[i] = (System.nanoTime() - begun) / 1e6;
        drain(out);
        times[i] = measure(spec, word(ready, "rest="), word(ready, "agents="));
      } finally {
        manager.destroyForcibly().waitFor();
      }
    }
    System.out.printf("start to ready            %8.1f%n", median(start));
    print("first", times, 0);
    print("second", times, 1);
    print("twentieth", times, MIGRATIONS - 1);
  }

  private static void print(String which, Times[][] times, int index) {
    double[] prepare = new double[PROCESSES];
    double[] accepted = new double[PROCESSES];
    double[] shown = new double[PROCESSES];
    for (int i = 0; i < PROCESSES; i++) {
      prepare[i] = times[i][index].prepare();
      accepted[i] = times[i][index].accepted();
      shown[i] = times[i][index].shown();
    }
    System.out.printf(
        "%-10s POST to PrepareDestination %6.1f, POST to 202 %6.1f, both ends to SSE end %6.1f%n",
        which, median(prepare), median(accepted), median(shown));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    java.util.Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static Process launch() throws Exception {
    Path config = Files.createTempFile("manager", ".yaml");
    Path password = Files.writeString(Files.createTempFile("manager", ".password"), PASSWORD);
    password.toFile().deleteOnExit();
    Files.writeString(
        config,
        "rest: 127.0.0.1:0\nagents: 127.0.0.1:0\ntls: off\ndata: "
            + Files.createTempDirectory("manager")
            + "\ninitialAdminPasswordFile: "
            + password
            + "\n");
    config.toFile().deleteOnExit();
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            "io.godwit.manager.Main",
            "--config",
            config.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static void drain(BufferedReader out) {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            while (out.readLine() != null) {}
          } catch (java.io.IOException ended) {
            return;
          }
        });
  }

  private static String word(String line, String key) {
    int at = line.indexOf(key) + key.length();
    int end = line.indexOf(' ', at);
    return end < 0 ? line.substring(at) : line.substring(at, end);
  }

  private static Times[] measure(VmSpec spec, String rest, String agents) throws Exception {
    int port = Integer.parseInt(agents.substring(agents.lastIndexOf(':') + 1));
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    AtomicLong prepared = new AtomicLong();
    AtomicLong reported = new AtomicLong();
    Times[] times = new Times[MIGRATIONS];
    try (ApiClient client =
            new ApiClient(
                URI.create("http://" + rest), new Credentials.Password("admin", PASSWORD));
        FakeAgent h1 = agent("h1", address, client);
        FakeAgent h2 = agent("h2", address, client)) {
      for (FakeAgent agent : new FakeAgent[] {h1, h2}) {
        stamp(agent, Order.PrepareDestination.class, prepared);
        stamp(agent, Order.AwaitSource.class, reported);
        stamp(agent, Order.AwaitDestination.class, reported);
      }
      VmId vm = new VmId(new UUID(1, 1));
      h1.has(vm, spec, VmState.RUNNING, Generation.FIRST);
      h1.connect();
      h2.connect();
      for (int i = 0; i < MIGRATIONS; i++) {
        String to = i % 2 == 0 ? "h2" : "h1";
        long begun = System.nanoTime();
        var accepted = client.migrate(spec.name().value(), MigrateRequest.to(to));
        long answered = System.nanoTime();
        client.watch(accepted.id(), view -> {});
        long shown = System.nanoTime();
        times[i] =
            new Times(
                (prepared.get() - begun) / 1e6,
                (answered - begun) / 1e6,
                (shown - reported.get()) / 1e6);
      }
    }
    return times;
  }

  private static FakeAgent agent(String host, InetSocketAddress manager, ApiClient client)
      throws Exception {
    String token = client.addHost(new HostAdd(host, null, null)).token();
    return new FakeAgent(host, manager, TestHosts.enrol(manager, host, token));
  }

  /** The copy takes a little, as it does in life: the client watches before it ends. */
  private static void stamp(FakeAgent agent, Class<? extends Order> order, AtomicLong at) {
    agent.on(
        order,
        given -> {
          if (given instanceof Order.AwaitSource || given instanceof Order.AwaitDestination) {
            Thread.sleep(150);
          }
          Answer answer = agent.asUsual(given);
          at.accumulateAndGet(System.nanoTime(), Math::max);
          return answer;
        });
  }
}
