package io.godwit.model.migration;

import io.godwit.model.unit.DataRate;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What somebody says of the limits of migrations: a call of its own, a VM's owner of that VM, an
 * operator of a cluster. What is null is left to whoever is asked next. Ranges are those of {@link
 * MigrationLimits}.
 */
public record LimitsWish(
    @Nullable Duration downtimeLimit,
    @Nullable DataRate bandwidth,
    @Nullable Duration deadline,
    @Nullable Integer maxSlowdown,
    @Nullable PostcopyPolicy postcopy,
    @Nullable SecrecyPolicy secrecy) {
  /** Everything is left to others. */
  public static final LimitsWish NONE = new LimitsWish(null, null, null, null, null, null);

  public LimitsWish {
    if (downtimeLimit != null) {
      MigrationLimits.requireDowntime(downtimeLimit);
    }
    if (deadline != null) {
      MigrationLimits.requireDeadline(deadline);
    }
    if (downtimeLimit != null && deadline != null) {
      MigrationLimits.requireInOrder(downtimeLimit, deadline);
    }
    if (maxSlowdown != null) {
      MigrationLimits.requireSlowdown(maxSlowdown);
    }
  }

  /**
   * This wish, and where it says nothing the wider one.
   *
   * @throws IllegalArgumentException if they contradict each other
   */
  public LimitsWish or(LimitsWish wider) {
    return new LimitsWish(
        downtimeLimit == null ? wider.downtimeLimit : downtimeLimit,
        bandwidth == null ? wider.bandwidth : bandwidth,
        deadline == null ? wider.deadline : deadline,
        maxSlowdown == null ? wider.maxSlowdown : maxSlowdown,
        postcopy == null ? wider.postcopy : postcopy,
        secrecy == null ? wider.secrecy : secrecy);
  }

  public LimitsWish withDowntime(Duration other) {
    return new LimitsWish(other, bandwidth, deadline, maxSlowdown, postcopy, secrecy);
  }

  public LimitsWish withDeadline(Duration other) {
    return new LimitsWish(downtimeLimit, bandwidth, other, maxSlowdown, postcopy, secrecy);
  }

  public LimitsWish withMaxSlowdown(int other) {
    return new LimitsWish(downtimeLimit, bandwidth, deadline, other, postcopy, secrecy);
  }

  /**
   * The limits, where nobody is left to ask.
   *
   * @throws IllegalArgumentException if they contradict each other
   */
  public MigrationLimits limits() {
    MigrationLimits is = MigrationLimits.DEFAULT;
    return new MigrationLimits(
        Objects.requireNonNullElse(downtimeLimit, is.downtimeLimit()),
        Objects.requireNonNullElse(bandwidth, is.bandwidth()),
        Objects.requireNonNullElse(deadline, is.deadline()),
        Objects.requireNonNullElse(maxSlowdown, is.maxSlowdown()),
        Objects.requireNonNullElse(postcopy, is.postcopy()),
        Objects.requireNonNullElse(secrecy, is.secrecy()));
  }
}
