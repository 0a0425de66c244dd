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
  static final Duration MIRROR_PATIENCE = Duration.ofSeconds(15);

  /** Nobody waits for a copy of memory alone, and a network may take a while to mend itself. */
  static final Duration COPY_PATIENCE = Duration.ofSeconds(30);

  /**
   * The guest stands still meanwhile. A link that is away for two seconds is used again within four
   * of its return.
   */
  static final Duration STANDING_PATIENCE = Duration.ofSeconds(8);

  /** A guest that has gone ahead may stand still all that time. */
  static final Duration POSTCOPY_PATIENCE = Duration.ofSeconds(5);

  private final Duration patience;
  private long seen = -1;
  private @Nullable Instant since;

  Watchdog(Duration patience) {
    this.patience = patience;
  }

  Duration patience() {
    return patience;
  }

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
    return Duration.between(since, now).compareTo(patience) > 0;
  }
}
