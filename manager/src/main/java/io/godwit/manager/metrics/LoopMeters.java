package io.godwit.manager.metrics;

import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.loop.LoopObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Counts what the single writer does. Called by the loop's thread. */
final class LoopMeters implements LoopObserver<StateRecord> {
  /** A decision takes microseconds, a commit with a sync of three disks some milliseconds. */
  private static final Duration[] BUCKETS = {
    Duration.ofNanos(100_000),
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(20),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(2),
    Duration.ofSeconds(10)
  };

  private final MeterRegistry registry;
  private final MigrationMeters migrations;
  private final Map<Verdict, Timer> decisions = new EnumMap<>(Verdict.class);
  private final Timer waits;
  private final Timer commits;
  private final Counter refused;
  private final Counter uncertain;

  LoopMeters(MeterRegistry registry, MigrationMeters migrations) {
    this.registry = registry;
    this.migrations = migrations;
    for (Verdict verdict : Verdict.values()) {
      decisions.put(
          verdict,
          Timer.builder("godwit.loop.decision")
              .description("Decisions of the single writer, from the queue to the published state.")
              .tag("verdict", verdict.name().toLowerCase(Locale.ROOT))
              .serviceLevelObjectives(BUCKETS)
              .register(registry));
    }
    waits =
        Timer.builder("godwit.loop.wait")
            .description("How long decisions waited in the queue.")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    commits =
        Timer.builder("godwit.loop.commit")
            .description("How long the store took to keep the records of a decision.")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    refused = failures("refused");
    uncertain = failures("uncertain");
  }

  private Counter failures(String kind) {
    return Counter.builder("godwit.store.failures")
        .description("Commits that the store refused, or whose outcome is not known.")
        .tag("kind", kind)
        .register(registry);
  }

  @Override
  public void decided(Verdict verdict, long waitedNanos, long tookNanos) {
    Timer timer = decisions.get(verdict);
    if (timer != null) {
      timer.record(tookNanos, TimeUnit.NANOSECONDS);
    }
    waits.record(waitedNanos, TimeUnit.NANOSECONDS);
    switch (verdict) {
      case NOT_KEPT -> refused.increment();
      case UNCERTAIN -> uncertain.increment();
      case CHANGED, UNCHANGED, REFUSED -> {}
    }
  }

  @Override
  public void committed(List<StateRecord> records, long tookNanos) {
    commits.record(tookNanos, TimeUnit.NANOSECONDS);
    for (StateRecord record : records) {
      registry
          .counter("godwit.loop.records", "record", record.getClass().getSimpleName())
          .increment();
      migrations.happened(record);
    }
  }
}
