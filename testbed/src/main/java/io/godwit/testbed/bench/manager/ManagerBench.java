package io.godwit.testbed.bench.manager;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.godwit.cli.text.Table;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.protocol.api.HostView;
import io.godwit.protocol.client.ApiClient;
import io.godwit.testbed.bench.manager.Readers.Latency;
import io.godwit.testbed.bench.manager.Readers.Read;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Fills an inventory, reads from it while all agents report, and starts the manager again. */
@Command(
    name = "manager",
    mixinStandardHelpOptions = true,
    description = "An inventory of thousands of hosts in one manager: heap, reads, restart.")
public final class ManagerBench implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(20);
  private static final Duration POLL = Duration.ofMillis(200);

  /** What is promised. */
  private static final double MOST_HEAP_GIB = 1.5;

  private static final double LONGEST_RESTART_S = 20;
  private static final double LONGEST_READ_MS = 20;

  @Option(names = "--hosts", defaultValue = "2500", description = "Default ${DEFAULT-VALUE}.")
  private int hosts;

  @Option(names = "--vms", defaultValue = "40000", description = "Default ${DEFAULT-VALUE}.")
  private int vms;

  @Option(
      names = "--seconds",
      defaultValue = "120",
      description = "How long it is read from (default ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--heap",
      defaultValue = "1536m",
      description = "The manager's -Xmx (default ${DEFAULT-VALUE}).")
  private String heap = "1536m";

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
    Path folder = Files.createTempDirectory("godwit-bench");
    int each = Math.max(1, vms / hosts);
    try (ManagerProcess manager = new ManagerProcess(folder, heap)) {
      manager.start();
      try (ApiClient api = manager.api();
          Swarm swarm = new Swarm(hosts, each, folder.resolve("hosts"), manager.agents())) {
        measure(manager, api, swarm, each * hosts);
      }
    } finally {
      deleteTree(folder);
    }
    return 0;
  }

  private void measure(ManagerProcess manager, ApiClient api, Swarm swarm, int all)
      throws IOException, InterruptedException, ExecutionException {
    Table table = Table.of("figure", "measured", "bound", "within");
    long begun = System.nanoTime();
    swarm.enrol(api);
    table.row("enrolment of " + hosts + " hosts", seconds(since(begun)), "", "");

    begun = System.nanoTime();
    swarm.begin();
    awaitLinked(swarm);
    awaitVms(api, all);
    table.row(all + " VMs adopted", seconds(since(begun)), "", "");

    // A round of telemetry and the compiler's work belong to no figure.
    Thread.sleep(Duration.ofSeconds(30));
    long reports = swarm.reports();
    begun = System.nanoTime();
    Map<Read, Latency> reads = new Readers(api, hosts, all).run(Duration.ofSeconds(seconds));
    double rate = (swarm.reports() - reports) / since(begun);
    table.row("reports of agents meanwhile", "%.0f a second".formatted(rate), "", "");
    reads.forEach((read, took) ->
        table.row(
            "p99 of " + took.reads() + " × " + read.title(),
            String.format(Locale.ROOT, "%.1f ms (median %.1f)", took.p99(), took.median()),
            String.format(Locale.ROOT, "%.0f ms", LONGEST_READ_MS),
            yes(took.p99() < LONGEST_READ_MS)));
    double gib = manager.liveHeap() / (double) (1L << 30);
    table.row(
        "heap in use, of -Xmx" + heap,
        String.format(Locale.ROOT, "%.2f GiB", gib),
        String.format(Locale.ROOT, "%.1f GiB", MOST_HEAP_GIB),
        yes(gib <= MOST_HEAP_GIB));

    table.lines().forEach(System.out::println);
    restart(manager, api, all);
  }

  private void restart(ManagerProcess manager, ApiClient api, int all)
      throws IOException, InterruptedException {
    Table table = Table.of("figure", "measured", "bound", "within");
    manager.kill();
    double restart = manager.start().toNanos() / 1e9;
    long serving = System.nanoTime();
    restart += firstRead(api, all);
    table.row(
        "restart after SIGKILL, until all VMs are served",
        seconds(restart),
        seconds(LONGEST_RESTART_S),
        yes(restart <= LONGEST_RESTART_S));
    awaitConnected(api);
    table.row("and until all agents are linked again", seconds(since(serving)), "", "");
    table.lines().forEach(System.out::println);
  }

  /** Seconds until the last VM of the inventory is answered. */
  private static double firstRead(ApiClient api, int all) throws InterruptedException {
    long begun = System.nanoTime();
    while (true) {
      try {
        api.vm(Synthetic.vm(all - 1).value());
        return since(begun);
      } catch (GodwitException notYet) {
        if (notYet.code() != ErrorCode.MANAGER_UNREACHABLE || since(begun) > PATIENCE.toSeconds()) {
          throw notYet;
        }
        Thread.sleep(20);
      }
    }
  }

  private void awaitLinked(Swarm swarm) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (swarm.linked() < hosts) {
      progress(swarm.linked() + " of " + hosts + " agents are linked", end);
    }
  }

  private static void awaitVms(ApiClient api, int all) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    for (int known = api.vms().size(); known < all; known = api.vms().size()) {
      progress(known + " of " + all + " VMs are known", end);
    }
  }

  private void awaitConnected(ApiClient api) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    for (long connected = connected(api); connected < hosts; connected = connected(api)) {
      progress(connected + " of " + hosts + " hosts are connected", end);
    }
  }

  private static long connected(ApiClient api) {
    return api.hosts().stream()
        .filter(host -> host.connection() == HostView.Connection.CONNECTED)
        .count();
  }

  private static void progress(String what, long end) throws InterruptedException {
    if (System.nanoTime() > end) {
      throw new IllegalStateException("after " + PATIENCE.toMinutes() + " minutes " + what);
    }
    System.err.println(what);
    Thread.sleep(POLL.multipliedBy(10));
  }

  private static double since(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  private static String seconds(double value) {
    return String.format(Locale.ROOT, "%.1f s", value);
  }

  private static String yes(boolean holds) {
    return holds ? "yes" : "no";
  }

  private static void deleteTree(Path top) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(top)) {
      files = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}
