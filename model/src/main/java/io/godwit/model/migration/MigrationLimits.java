package io.godwit.model.migration;

import io.godwit.model.unit.DataRate;
import java.time.Duration;

/**
 * What a migration may use.
 *
 * @param downtimeLimit the pause QEMU may plan for, 1 ms to 60 s
 * @param bandwidth most bytes per second on the wire; zero is no limit
 * @param deadline how long the copy may take before it is given up, 1 s to 24 h
 */
public record MigrationLimits(Duration downtimeLimit, DataRate bandwidth, Duration deadline) {
  /** QEMU's own downtime limit, no bandwidth limit, one hour. */
  public static final MigrationLimits DEFAULT =
      new MigrationLimits(Duration.ofMillis(300), DataRate.ZERO, Duration.ofHours(1));

  public MigrationLimits {
    if (downtimeLimit.toMillis() < 1 || downtimeLimit.compareTo(Duration.ofMinutes(1)) > 0) {
      throw new IllegalArgumentException("a downtime limit is 1 ms to 60 s");
    }
    if (deadline.compareTo(Duration.ofSeconds(1)) < 0
        || deadline.compareTo(Duration.ofHours(24)) > 0) {
      throw new IllegalArgumentException("a migration's deadline is 1 s to 24 h");
    }
  }
}
