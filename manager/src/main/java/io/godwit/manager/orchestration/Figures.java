package io.godwit.manager.orchestration;

import io.godwit.model.migration.Blackout;
import io.godwit.model.migration.MigrationProgress;
import io.godwit.model.migration.MigrationResult;
import io.godwit.model.migration.SourceReport;
import java.time.Duration;
import java.time.Instant;

/** The figures of a completed migration, from what both ends reported. Pure. */
final class Figures {
  private Figures() {}

  /**
   * The downtime is the distance of two hosts' time stamps. Where their clocks differ so much that
   * it is shorter than what the source's QEMU measured by itself, that measure is the better one.
   */
  static MigrationResult of(SourceReport report, Instant resumedAt, Duration total) {
    Duration between = Duration.between(report.stoppedAt(), resumedAt);
    return new MigrationResult(
        total,
        between.compareTo(report.downtime()) < 0 ? report.downtime() : between,
        report.downtime(),
        report.duration(),
        report.transferred(),
        report.rounds(),
        null);
  }

  /**
   * The result with what a prober saw. A guest that stands still does not answer: a prober that saw
   * much less than the source's QEMU says was not asking at that time.
   */
  static MigrationResult with(MigrationResult result, Blackout seen) {
    boolean missed =
        seen instanceof Blackout.Measured measured
            && measured.longest().compareTo(result.qemuDowntime().dividedBy(2)) < 0;
    return result.with(
        missed ? new Blackout.NotMeasured("nobody was asking when the guest stood still") : seen);
  }

  /** For a source that did not report although the guest arrived: what it told last. */
  static MigrationResult estimated(MigrationProgress last, Duration total) {
    return new MigrationResult(
        total,
        last.expectedDowntime(),
        last.expectedDowntime(),
        last.elapsed(),
        last.transferred(),
        last.round(),
        null);
  }
}
