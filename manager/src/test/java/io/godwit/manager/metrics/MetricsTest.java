package io.godwit.manager.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.godwit.manager.inventory.VmEntry;
import io.godwit.manager.orchestration.Bench;
import io.godwit.manager.orchestration.FakeAgent;
import io.godwit.manager.rest.RestBench;
import io.godwit.manager.telemetry.Samples;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.vm.VmName;
import io.godwit.protocol.agent.Order;
import io.godwit.protocol.agent.ToManager;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class MetricsTest {
  private static final Pattern TYPE = Pattern.compile("# TYPE (godwit_\\S+) (\\S+)");
  private static final Pattern ROW =
      Pattern.compile("\\| `(godwit_[a-z_]+)` \\| (\\w+) \\|([^|]*)\\|.*");

  private Metrics metrics;
  private Bench bench;

  @BeforeEach
  void start() throws Exception {
    metrics = new Metrics();
    bench = new Bench(metrics);
    metrics.watch(() -> Optional.of(bench.inventory), bench.telemetry, Metrics.VmSeries.SHOWN);
  }

  @AfterEach
  void stop() {
    bench.close();
    metrics.close();
  }

  @Test
  void migrationsCountOnceByHowTheyEnded() throws Exception {
    FakeAgent h1 = bench.host("h1").connect();
    FakeAgent h2 = bench.host("h2").connect();
    bench.running("web", h1);
    bench.migrate("web", h2);
    h1.fails(Order.PrepareDestination.class, ErrorCode.QEMU_START_FAILED);
    bench.migrate("web", h1);
    String text = scrape();
    assertThat(value(text, "godwit_migrations_started_total")).isEqualTo(2);
    assertThat(value(text, "godwit_migrations_ended_total{code=\"none\",result=\"completed\"}"))
        .isEqualTo(1);
    assertThat(
            value(
                text,
                "godwit_migrations_ended_total{code=\"qemu-start-failed\",result=\"failed\"}"))
        .isEqualTo(1);
    // The fake's two ends are 55 ms apart.
    assertThat(value(text, "godwit_migration_downtime_seconds_sum")).isEqualTo(0.055);
    assertThat(value(text, "godwit_migration_downtime_seconds_bucket{le=\"0.05\"}")).isZero();
    assertThat(value(text, "godwit_migration_downtime_seconds_bucket{le=\"0.1\"}")).isEqualTo(1);
    assertThat(value(text, "godwit_migration_transferred_bytes_sum")).isEqualTo(420 << 20);
    assertThat(text)
        .contains("godwit_agent_orders_seconds_count{order=\"StartSource\",outcome=\"done\"} 1")
        .contains(
            "godwit_agent_orders_seconds_count{order=\"PrepareDestination\",outcome=\"failed\"} 1");
  }

  @Test
  void thoseThatWaitAreCountedApart() throws Exception {
    CountDownLatch copied = new CountDownLatch(1);
    FakeAgent h1 = bench.host("h1");
    h1.on(
        Order.AwaitSource.class,
        held -> {
          copied.await(30, TimeUnit.SECONDS);
          return h1.asUsual(held);
        });
    h1.connect();
    FakeAgent h2 = bench.host("h2").connect();
    for (String name : List.of("one", "two", "three")) {
      bench.running(name, h1);
      bench.orchestration.migrations().begin(new VmName(name), h2.host(), MigrationLimits.DEFAULT);
    }
    String text = scrape();
    assertThat(value(text, "godwit_migrations_queued")).isEqualTo(1);
    await().until(() -> value(scrape(), "godwit_migrations_queue_oldest_seconds") > 0);
    copied.countDown();
    await().until(() -> bench.inventory.now().hard().inFlight().size() == 0);
    text = scrape();
    assertThat(value(text, "godwit_migrations_queued")).isZero();
    assertThat(value(text, "godwit_migrations_queue_oldest_seconds")).isZero();
  }

  @Test
  void whatIsGoneHasNoSeriesAnyMore() throws Exception {
    FakeAgent h1 = bench.host("h1").connect();
    VmEntry web = bench.running("web", h1);
    measured(h1, web);
    assertThat(scrape())
        .contains("godwit_vm_cpu_cores{host=\"h1\",vm=\"web\"} 0.5")
        .contains("godwit_host_pressure_ratio{host=\"h1\",resource=\"memory\",tasks=\"full\"} 0.02")
        .contains("godwit_vms{state=\"running\"} 1.0")
        .contains("godwit_hosts{connection=\"connected\"} 1.0");
    bench.orchestration.vms().kill(web.name());
    bench.orchestration.vms().delete(web.name());
    assertThat(scrape()).doesNotContain("vm=\"web\"").contains("godwit_vms{state=\"running\"} 0.0");
    h1.cut();
    await().until(() -> scrape().contains("godwit_agents_connected 0.0"));
    assertThat(value(scrape(), "godwit_agent_links_closed_total")).isEqualTo(1);
  }

  @Test
  void vmsCanBeLeftOut() throws Exception {
    try (Metrics hidden = new Metrics()) {
      hidden.watch(() -> Optional.of(bench.inventory), bench.telemetry, Metrics.VmSeries.HIDDEN);
      FakeAgent h1 = bench.host("h1").connect();
      measured(h1, bench.running("web", h1));
      assertThat(scrape(hidden)).contains("godwit_host_cpus").doesNotContain("godwit_vm_");
    }
  }

  /** A scrape of a manager that has done a bit of everything, against the table of the guide. */
  @Test
  void theGuideNamesEveryMetricWithItsTypeAndLabels() throws Exception {
    metrics.watchTasks(() -> Map.of(new Metrics.TaskGroup("migration", "running"), 3));
    metrics.watchHistory(() -> 7);
    FakeAgent h1 = bench.host("h1").connect();
    FakeAgent h2 = bench.host("h2").connect();
    VmEntry web = bench.running("web", h1);
    bench.migrate("web", h2);
    measured(h2, web);
    RestBench.ask(bench, metrics, "/api/v1/hosts", "/nothing/here");
    String text = scrape();
    assertThat(text).contains("route=\"none\"").doesNotContain("/nothing/here");
    assertThat(shown(text)).isEqualTo(documented());
    assertThat(text).contains("jvm_memory_used_bytes", "jvm_gc_", "process_cpu_usage");
  }

  private void measured(FakeAgent host, VmEntry vm) {
    host.send(
        new ToManager.Telemetry(Samples.host(Samples.NOON, 1), List.of(Samples.vm(vm.id(), 0.5))));
    await().until(() -> bench.telemetry.vm(host.host(), vm.id()).isPresent());
  }

  /** Each as {@code name type label,label}; a timer's maximum goes with its timer. */
  private static Set<String> shown(String text) {
    Map<String, String> types = new TreeMap<>();
    Map<String, Set<String>> labels = new TreeMap<>();
    String current = "";
    for (String line : text.lines().toList()) {
      var type = TYPE.matcher(line);
      if (type.matches()) {
        current = type.group(1);
        types.put(current, type.group(2));
      } else if (line.startsWith("godwit_") && line.contains("{")) {
        String list = line.substring(line.indexOf('{') + 1, line.indexOf('}'));
        for (String label : list.split(",(?=\\w+=\")", -1)) {
          String name = label.substring(0, label.indexOf('='));
          if (!name.equals("le")) {
            labels.computeIfAbsent(current, _ -> new TreeSet<>()).add(name);
          }
        }
      }
    }
    Set<String> found = new TreeSet<>();
    types.forEach((name, type) -> {
      if (!name.endsWith("_max")) {
        found.add(name + " " + type + " " + labels.getOrDefault(name, Set.of()));
      }
    });
    return found;
  }

  private static Set<String> documented() throws IOException {
    Set<String> found = new TreeSet<>();
    for (String line : Files.readString(guide()).lines().toList()) {
      var row = ROW.matcher(line);
      if (row.matches() && !row.group(2).equals("reserved")) {
        Set<String> labels = new TreeSet<>();
        for (String label : row.group(3).replace("`", "").split(",", -1)) {
          if (!label.isBlank()) {
            labels.add(label.strip());
          }
        }
        found.add(row.group(1) + " " + row.group(2) + " " + labels);
      }
    }
    return found;
  }

  private static Path guide() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("docs/operations/metrics.md"))) {
      folder = folder.getParent();
    }
    return folder.resolve("docs/operations/metrics.md");
  }

  private static double value(String text, String series) {
    return text.lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError(series + " is not in\n" + text));
  }

  private String scrape() throws IOException {
    return scrape(metrics);
  }

  private static String scrape(Metrics metrics) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    metrics.writeTo(out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
