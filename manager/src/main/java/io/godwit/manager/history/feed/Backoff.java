package io.godwit.manager.history.feed;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before the next attempt: twice as long each time, up to a limit. */
final class Backoff {
  /** A database that restarts is back in a second or two. */
  private static final Duration FIRST = Duration.ofMillis(250);

  /** What a person who has just repaired it will wait for. */
  private static final Duration LONGEST = Duration.ofSeconds(15);

  private final RandomGenerator random;
  private Duration next = FIRST;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** Between half of it and all of it, so that several managers do not come at once. */
  Duration next() {
    long nanos = next.toNanos();
    next = next.compareTo(LONGEST.dividedBy(2)) > 0 ? LONGEST : next.multipliedBy(2);
    return Duration.ofNanos(nanos / 2 + random.nextLong(nanos / 2 + 1));
  }

  void reset() {
    next = FIRST;
  }
}
