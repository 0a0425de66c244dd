package io.godwit.manager.balancing;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When clusters are looked at: once a minute, and soon after something has happened that matters.
 * Looking takes a fiftieth of the time at most. Pure but for what it remembers; for one thread.
 */
final class Occasions {
  /** How often it is seen whether something has happened. */
  static final Duration GLANCE = Duration.ofSeconds(1);

  private static final Duration USUAL = Duration.ofMinutes(1);

  /** What happens together, as when a rack has power again, is looked at together. */
  private static final Duration GATHERING = Duration.ofSeconds(2);

  /** Whoever moves VMs all the time, or a host that comes and goes, causes no more than this. */
  private static final Duration SOONEST = Duration.ofSeconds(10);

  /**
   * Of so much time one part goes into looking: callers of the manager want its processors, too.
   */
  private static final int SHARE = 50;

  private long endedNanos;
  private Duration took = Duration.ZERO;
  private @Nullable Glance looked;
  private long sinceNanos;
  private boolean isChanged;

  /** Hosts have reported when the first minute is over; nothing before is an occasion. */
  Occasions(long nowNanos) {
    this.endedNanos = nowNanos;
  }

  /** What was seen when clusters were looked at last; null before the first time. */
  @Nullable Glance looked() {
    return looked;
  }

  /**
   * Whether to look.
   *
   * @param seen what is so at the moment
   */
  boolean isDue(Glance seen, long nowNanos) {
    Duration rested = Duration.ofNanos(nowNanos - endedNanos);
    if (rested.compareTo(rest(USUAL, took)) >= 0) {
      return true;
    }
    Glance before = looked;
    if (before == null || !seen.differsFrom(before)) {
      isChanged = false;
      return false;
    }
    if (!isChanged) {
      isChanged = true;
      sinceNanos = nowNanos;
    }
    return rested.compareTo(rest(SOONEST, took)) >= 0
        && nowNanos - sinceNanos >= GATHERING.toNanos();
  }

  /** Clusters were looked at. */
  void looked(Glance seen, long beganNanos, long nowNanos) {
    looked = seen;
    took = Duration.ofNanos(nowNanos - beganNanos);
    endedNanos = nowNanos;
    isChanged = false;
  }

  /** How long nothing is looked at after looks that took so long. */
  static Duration rest(Duration least, Duration took) {
    Duration share = took.multipliedBy(SHARE);
    return share.compareTo(least) > 0 ? share : least;
  }
}
