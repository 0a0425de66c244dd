package io.godwit.manager.metrics;

import io.godwit.manager.inventory.MigrationEvent;
import io.godwit.manager.inventory.MigrationEvent.CopyBegun;
import io.godwit.manager.inventory.MigrationEvent.Enqueued;
import io.godwit.manager.inventory.MigrationEvent.GuestLost;
import io.godwit.manager.inventory.MigrationEvent.HandoverReserved;
import io.godwit.manager.inventory.MigrationEvent.HandoverUncertain;
import io.godwit.manager.inventory.MigrationEvent.MigrationCancelled;
import io.godwit.manager.inventory.MigrationEvent.MigrationCompleted;
import io.godwit.manager.inventory.MigrationEvent.MigrationFailed;
import io.godwit.manager.inventory.MigrationEvent.PostcopyBegun;
import io.godwit.manager.inventory.MigrationEvent.PrepareBegun;
import io.godwit.manager.inventory.MigrationEvent.TakeBackDecided;
import io.godwit.manager.inventory.MigrationEvent.TurnCame;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.migration.Blackout;
import io.godwit.model.migration.MigrationResult;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;

/**
 * Counts migrations by their records, so that each counts once, whatever its thread went through.
 * Called by the loop's thread.
 */
final class MigrationMeters {
  /** From what nobody notices to what breaks connections. */
  private static final Duration[] DOWNTIME =
      millis(5, 10, 20, 50, 100, 200, 300, 500, 1000, 2000, 5000, 15_000);

  /** From an idle small guest to a busy one of a terabyte. */
  private static final Duration[] WHOLE =
      millis(500, 1000, 2000, 5000, 15_000, 60_000, 300_000, 900_000, 3_600_000, 14_400_000);

  private static final double MIB = 1 << 20;
  private static final double[] BYTES = {
    16 * MIB, 64 * MIB, 256 * MIB, 1024 * MIB, 4096 * MIB, 16_384 * MIB, 65_536 * MIB, 262_144 * MIB
  };
  private static final double[] ROUNDS = {1, 2, 3, 5, 8, 13, 21, 55, 144};

  private final MeterRegistry registry;
  private final Counter started;
  private final Counter uncertain;
  private final Timer downtime;
  private final Timer blackout;
  private final Counter unmeasured;
  private final Timer duration;
  private final Timer copy;
  private final DistributionSummary transferred;
  private final DistributionSummary rounds;

  MigrationMeters(MeterRegistry registry) {
    this.registry = registry;
    started =
        Counter.builder("godwit.migrations.started")
            .description("Migrations that passed their checks.")
            .register(registry);
    uncertain =
        Counter.builder("godwit.migrations.uncertain")
            .description("Times that a migration could not be decided for a while.")
            .register(registry);
    downtime =
        timer(
            "downtime",
            "Guest stopped on the source to guest running on the destination.",
            DOWNTIME);
    blackout =
        timer("blackout", "The longest time that the VM did not answer on its network.", DOWNTIME);
    unmeasured =
        Counter.builder("godwit.migrations.blackout.unmeasured")
            .description("Completed migrations whose blackout nobody could measure.")
            .register(registry);
    duration = timer("duration", "Accepted request to recorded handover.", WHOLE);
    copy = timer("copy", "The source QEMU's copy, first byte to last.", WHOLE);
    transferred =
        DistributionSummary.builder("godwit.migration.transferred")
            .description("Bytes on the wire.")
            .baseUnit("bytes")
            .serviceLevelObjectives(BYTES)
            .register(registry);
    rounds =
        DistributionSummary.builder("godwit.migration.rounds")
            .description("Passes over the guest's memory.")
            .serviceLevelObjectives(ROUNDS)
            .register(registry);
    // There before the first one: a rate of what appears with 1 is 0.
    ended("completed", "none");
  }

  private Timer timer(String what, String description, Duration[] buckets) {
    return Timer.builder("godwit.migration." + what)
        .description(description)
        .serviceLevelObjectives(buckets)
        .register(registry);
  }

  void happened(StateRecord record) {
    if (record instanceof StateRecord.MigrationAccepted) {
      started.increment();
    } else if (record instanceof MigrationEvent event) {
      happened(event);
    }
  }

  private void happened(MigrationEvent event) {
    switch (event) {
      case MigrationCompleted completed -> {
        ended("completed", "none").increment();
        record(completed.result());
      }
      case MigrationFailed failed -> ended("failed", slug(failed.problem().code())).increment();
      case GuestLost lost -> ended("failed", slug(lost.problem().code())).increment();
      case MigrationCancelled _ -> ended("cancelled", "none").increment();
      case HandoverUncertain _ -> uncertain.increment();
      case Enqueued _,
          TurnCame _,
          HandoverReserved _,
          PrepareBegun _,
          CopyBegun _,
          PostcopyBegun _,
          TakeBackDecided _ -> {}
    }
  }

  private void record(MigrationResult result) {
    downtime.record(result.downtime());
    if (result.blackout() instanceof Blackout.Measured seen) {
      blackout.record(seen.longest());
    } else {
      unmeasured.increment();
    }
    duration.record(result.total());
    copy.record(result.copy());
    transferred.record((double) result.transferred().bytes());
    rounds.record((double) result.rounds());
  }

  private Counter ended(String result, String code) {
    return Counter.builder("godwit.migrations.ended")
        .description("Migrations by how they ended, and why if they failed.")
        .tag("result", result)
        .tag("code", code)
        .register(registry);
  }

  private static String slug(ErrorCode code) {
    return code.slug();
  }

  private static Duration[] millis(long... values) {
    return Arrays.stream(values).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
  }
}
