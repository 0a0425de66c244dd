package io.godwit.manager.history;

import io.godwit.model.event.Event;
import java.time.Instant;

/**
 * One thing for the history: as it waits in the outbox, and as a task or a migration comes back.
 *
 * @param sequence its place among all that was ever filed in this data center, of every kind; from
 *     1, never used twice
 * @param kind what it is
 * @param id its name among its kind; 1 to 128 characters
 * @param at when it happened; kept to the microsecond
 * @param body JSON: the {@link Event}, or the finished task or migration as the API shows it; at
 *     most {@link #MAX_BODY} characters
 */
public record Filed(long sequence, Kind kind, String id, Instant at, String body) {
  /** An event with both states at their largest; a quarter of what ZooKeeper takes. */
  public static final int MAX_BODY = 256 * 1024;

  /** What is filed. */
  public enum Kind {
    /** An {@link Event}. */
    EVENT,
    /**
     * A task that has ended. Searched by the texts {@code actor}, {@code action}, {@code
     * subjectKind}, {@code subject} and {@code state} of its body.
     */
    TASK,
    /**
     * A migration that has ended. Searched by the texts {@code actor}, {@code vm}, {@code source},
     * {@code destination} and {@code state} of its body.
     */
    MIGRATION
  }

  public Filed {
    if (sequence < 1) {
      throw new IllegalArgumentException("sequences start at 1");
    }
    if (id.isBlank() || id.length() > Event.MAX_WORD) {
      throw new IllegalArgumentException("an id has 1 to " + Event.MAX_WORD + " characters");
    }
    if (body.length() > MAX_BODY) {
      throw new IllegalArgumentException(
          "a body has at most " + MAX_BODY + " characters, not " + body.length());
    }
  }
}
