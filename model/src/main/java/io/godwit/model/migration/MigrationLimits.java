package io.godwit.model.migration;

import io.godwit.model.unit.DataRate;
import java.time.Duration;

/**
 * What a migration may use.
 *
 * @param downtimeLimit the pause QEMU may plan for, 1 ms to 60 s
 * @param bandwidth most bytes per second on the wire; zero is no limit
 * @param deadline how long the copy may take before it is given up, 1 s to 24 h
 * @param maxSlowdown percent of its processors' time that the guest may be held back by, so that
 *     the copy can catch up; 0 to 99, 0 is not at all
 * @param postcopy whether the guest may go ahead of its memory
 * @param secrecy whether memory must be encrypted on its way
 */
public record MigrationLimits(
    Duration downtimeLimit,
    DataRate bandwidth,
    Duration deadline,
    int maxSlowdown,
    PostcopyPolicy postcopy,
    SecrecyPolicy secrecy) {
  /** The most that QEMU can hold a guest back. */
  public static final int MOST_SLOWDOWN = 99;

  /**
   * QEMU's own downtime limit, no bandwidth limit, one hour; the guest is not held back, stays with
   * its memory, and what travels is encrypted where it can be.
   */
  public static final MigrationLimits DEFAULT =
      new MigrationLimits(
          Duration.ofMillis(300),
          DataRate.ZERO,
          Duration.ofHours(1),
          0,
          PostcopyPolicy.FORBIDDEN,
          SecrecyPolicy.PREFERRED);

  public MigrationLimits {
    requireDowntime(downtimeLimit);
    requireDeadline(deadline);
    requireInOrder(downtimeLimit, deadline);
    requireSlowdown(maxSlowdown);
  }

  static void requireDowntime(Duration downtimeLimit) {
    if (downtimeLimit.toMillis() < 1 || downtimeLimit.compareTo(Duration.ofMinutes(1)) > 0) {
      throw new IllegalArgumentException("a downtime limit is 1 ms to 60 s");
    }
  }

  static void requireDeadline(Duration deadline) {
    if (deadline.compareTo(Duration.ofSeconds(1)) < 0
        || deadline.compareTo(Duration.ofHours(24)) > 0) {
      throw new IllegalArgumentException("a migration's deadline is 1 s to 24 h");
    }
  }

  static void requireInOrder(Duration downtimeLimit, Duration deadline) {
    if (deadline.compareTo(downtimeLimit) < 0) {
      throw new IllegalArgumentException("a migration's deadline is not before its pause ends");
    }
  }

  static void requireSlowdown(int percent) {
    if (percent < 0 || percent > MOST_SLOWDOWN) {
      throw new IllegalArgumentException("a slowdown is 0 to " + MOST_SLOWDOWN + " percent");
    }
  }

  public MigrationLimits withDowntimeLimit(Duration other) {
    return new MigrationLimits(other, bandwidth, deadline, maxSlowdown, postcopy, secrecy);
  }

  public MigrationLimits withBandwidth(DataRate other) {
    return new MigrationLimits(downtimeLimit, other, deadline, maxSlowdown, postcopy, secrecy);
  }

  public MigrationLimits withDeadline(Duration other) {
    return new MigrationLimits(downtimeLimit, bandwidth, other, maxSlowdown, postcopy, secrecy);
  }

  public MigrationLimits withMaxSlowdown(int other) {
    return new MigrationLimits(downtimeLimit, bandwidth, deadline, other, postcopy, secrecy);
  }

  public MigrationLimits withPostcopy(PostcopyPolicy other) {
    return new MigrationLimits(downtimeLimit, bandwidth, deadline, maxSlowdown, other, secrecy);
  }

  public MigrationLimits withSecrecy(SecrecyPolicy other) {
    return new MigrationLimits(downtimeLimit, bandwidth, deadline, maxSlowdown, postcopy, other);
  }
}
