package io.godwit.manager.history;

import java.time.Instant;

/**
 * A plan as it is kept.
 *
 * @param number of all plans of this data center, from 1, never used twice; 0 before it is kept
 * @param at when it was made; kept to the microsecond
 * @param purpose a word, such as BALANCE
 * @param moves how many it has
 * @param digest of what it was made from
 * @param summary its first sentence
 * @param body all of it and what it was made from, packed, at most {@link #MAX_BODY} characters;
 *     empty in lists
 */
public record FiledPlan(
    long number,
    Instant at,
    String cluster,
    String purpose,
    int moves,
    String digest,
    String summary,
    String body) {
  /** A column of H2 takes 1,048,576. */
  public static final int MAX_BODY = 1_000_000;

  public FiledPlan {
    if (body.length() > MAX_BODY) {
      throw new IllegalArgumentException(
          "a plan has at most " + MAX_BODY + " characters, not " + body.length());
    }
  }
}
