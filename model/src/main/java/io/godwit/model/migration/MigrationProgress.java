package io.godwit.model.migration;

import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import java.time.Duration;

/**
 * How far a migration is. Sampled; soft state.
 *
 * @param phase where it is
 * @param elapsed since the source's QEMU began, zero before
 * @param round copy round, 1 is the first full pass, 0 before
 * @param total the guest's memory
 * @param transferred bytes sent so far
 * @param remaining bytes still to send
 * @param rate current speed on the wire
 * @param dirtyRate how fast the guest rewrites memory, as of the last round
 * @param expectedDowntime what QEMU expects the pause to be if it stopped the guest now
 */
public record MigrationProgress(
    MigrationPhase phase,
    Duration elapsed,
    long round,
    DataSize total,
    DataSize transferred,
    DataSize remaining,
    DataRate rate,
    DataRate dirtyRate,
    Duration expectedDowntime) {

  /** The progress of a migration that has not begun to copy. */
  public static MigrationProgress before(MigrationPhase phase) {
    return new MigrationProgress(
        phase,
        Duration.ZERO,
        0,
        DataSize.ZERO,
        DataSize.ZERO,
        DataSize.ZERO,
        DataRate.ZERO,
        DataRate.ZERO,
        Duration.ZERO);
  }

  /** The same figures in another phase. */
  public MigrationProgress in(MigrationPhase other) {
    return new MigrationProgress(
        other, elapsed, round, total, transferred, remaining, rate, dirtyRate, expectedDowntime);
  }
}
