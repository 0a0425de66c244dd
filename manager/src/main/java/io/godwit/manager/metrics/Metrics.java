package io.godwit.manager.metrics;

import io.godwit.manager.agents.AgentCalls;
import io.godwit.manager.agents.LinkListener;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.loop.LoopObserver;
import io.godwit.manager.rest.Observability;
import io.godwit.manager.telemetry.Telemetry;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * All metrics of one manager. The parts are made with what this hands out, and the parts that come
 * later are told to it; whoever is not told of has no series. Safe for all threads.
 */
public final class Metrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final LoopMeters loop;
  private final RequestMeters requests;

  public Metrics() {
    new JvmMemoryMetrics().bindTo(registry);
    collections.bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    this.loop = new LoopMeters(registry, new MigrationMeters(registry));
    this.requests = new RequestMeters(registry);
  }

  /** Whether each VM has series of its own. */
  public enum VmSeries {
    SHOWN,
    HIDDEN
  }

  /**
   * Tasks that are counted together.
   *
   * @param kind of a bounded set
   * @param state of a bounded set
   */
  public record TaskGroup(String kind, String state) {}

  /** For the single writer. */
  public LoopObserver<StateRecord> loop() {
    return loop;
  }

  /** For the API. */
  public Observability.RequestObserver requests() {
    return requests;
  }

  /** Counts the orders that go through. */
  public AgentCalls metered(AgentCalls calls) {
    return new MeteredCalls(calls, registry);
  }

  /** Counts what the links bring. */
  public LinkListener metered(LinkListener links) {
    return new MeteredLinks(links, registry);
  }

  /**
   * Shows hosts, VMs and migrations from now on. Once.
   *
   * @param inventory what there is, while this manager leads
   */
  public void watch(Supplier<Optional<Inventory>> inventory, Telemetry telemetry, VmSeries vms) {
    registry.getPrometheusRegistry().register(new DataCenterSeries(inventory, telemetry, vms));
  }

  /** Shows tasks from now on. Once. */
  public void watchTasks(Supplier<Map<TaskGroup, Integer>> tasks) {
    registry.getPrometheusRegistry().register(new TaskSeries(tasks));
  }

  /**
   * Shows from now on what is recorded and not yet in the history database. Once.
   *
   * @param backlog entries
   */
  public void watchHistory(LongSupplier backlog) {
    Gauge.builder("godwit.history.backlog", backlog, LongSupplier::getAsLong)
        .description("Entries that are recorded and not yet in the history database.")
        .strongReference(true)
        .register(registry);
  }

  /** Writes everything in Prometheus' text format. */
  public void writeTo(OutputStream out) throws IOException {
    registry.scrape(out);
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
