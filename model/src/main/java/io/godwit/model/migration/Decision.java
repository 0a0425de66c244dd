package io.godwit.model.migration;

import java.time.Instant;

/**
 * Something that was decided about a migration.
 *
 * @param at wall clock, for people
 * @param text what and why, one sentence with its numbers; at most {@link #MAX_LENGTH} characters
 */
public record Decision(Instant at, String text) {
  /** A sentence; what is longer is cut. */
  public static final int MAX_LENGTH = 400;

  /** Of one migration; the oldest are forgotten first. */
  public static final int MAX_OF_ONE = 40;

  public Decision {
    text = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH - 1) + "…";
  }
}
