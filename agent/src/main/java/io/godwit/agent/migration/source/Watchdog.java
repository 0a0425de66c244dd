package io.godwit.agent.migration.source;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Notices that a copy has not moved for too long: a link that was cut says nothing. */
final class Watchdog {
  /**
   * A guest whose writes wait for a dead link stands still that long; a busy disk is never silent
   * for so long.
   */
  static final Duration PATIENCE = Duration.ofSeconds(15);

  private long seen = -1;
  private @Nullable Instant since;

  /**
   * Whether it is too long since {@code bytes} changed.
   *
   * @param resting whether it need not change now
   */
  boolean barks(Instant now, long bytes, boolean resting) {
    if (since == null || resting || bytes != seen) {
      seen = bytes;
      since = now;
      return false;
    }
    return Duration.between(since, now).compareTo(PATIENCE) > 0;
  }
}
