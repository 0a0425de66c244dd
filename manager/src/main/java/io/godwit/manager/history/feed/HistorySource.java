package io.godwit.manager.history.feed;

import io.godwit.manager.history.Filed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What waits to be filed, and stays until it is: the outbox. Called by the writer's thread. */
public interface HistorySource {
  /**
   * The oldest that wait, in order; empty if nothing does.
   *
   * @param most 1 or more
   */
  List<Filed> next(int most);

  /** All up to here is filed and need not be kept. May be told again after a restart. */
  void done(long upToSequence);

  /**
   * Waits until something is there.
   *
   * @return whether something is; false after {@code patience}
   */
  boolean await(Duration patience) throws InterruptedException;

  /** How much waits. Called by any thread. */
  Backlog backlog();

  /**
   * How much waits.
   *
   * @param count how many items
   * @param oldest when the oldest of them happened; null if nothing waits
   */
  record Backlog(long count, @Nullable Instant oldest) {
    /** Nothing waits. */
    public static final Backlog NONE = new Backlog(0, null);
  }
}
