package io.godwit.qmp;

import java.time.Duration;

/**
 * How a guest's network cards are announced after a migration (RARP packets): the first at once,
 * the next after {@code initial}, then each {@code step} later than the one before, at most {@code
 * max} apart.
 *
 * @param initial 0 to 100 s
 * @param max 0 to 100 s
 * @param rounds how many packets, 1 to 1000
 * @param step 0 to 10 s
 */
public record AnnounceTimes(Duration initial, Duration max, int rounds, Duration step) {
  public AnnounceTimes {
    if (rounds < 1 || rounds > 1_000) {
      throw new IllegalArgumentException("announce rounds are 1 to 1000, not " + rounds);
    }
    if (initial.isNegative() || max.isNegative() || step.isNegative()) {
      throw new IllegalArgumentException("announce times are 0 or more");
    }
  }
}
