package io.godwit.model.migration;

import io.godwit.model.unit.DataSize;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a completed migration.
 *
 * @param total from the accepted request to the recorded handover
 * @param downtime guest stopped on the source to guest running on the destination, from QEMU's own
 *     event time stamps on both hosts
 * @param qemuDowntime the source QEMU's figure alone, which ends with the last byte sent
 * @param copy the source QEMU's copy, from its first byte to its last
 * @param transferred bytes on the wire
 * @param rounds passes over memory, the first full one included
 * @param blackout how long the VM could not be reached; null in records of older managers
 */
public record MigrationResult(
    Duration total,
    Duration downtime,
    Duration qemuDowntime,
    Duration copy,
    DataSize transferred,
    long rounds,
    @Nullable Blackout blackout) {

  /** The figures without a blackout. */
  public MigrationResult(
      Duration total,
      Duration downtime,
      Duration qemuDowntime,
      Duration copy,
      DataSize transferred,
      long rounds) {
    this(total, downtime, qemuDowntime, copy, transferred, rounds, null);
  }

  /** The same with what the prober said. */
  public MigrationResult with(Blackout seen) {
    return new MigrationResult(total, downtime, qemuDowntime, copy, transferred, rounds, seen);
  }
}
