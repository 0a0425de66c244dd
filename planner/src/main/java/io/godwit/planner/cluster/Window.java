package io.godwit.planner.cluster;

import java.time.Instant;

/**
 * A time in which a VM must not move.
 *
 * @param until the first instant after it
 */
public record Window(Instant from, Instant until) {
  public Window {
    if (!from.isBefore(until)) {
      throw new IllegalArgumentException("a window ends after it begins");
    }
  }

  /** Whether it is open then. */
  public boolean contains(Instant at) {
    return !at.isBefore(from) && at.isBefore(until);
  }
}
