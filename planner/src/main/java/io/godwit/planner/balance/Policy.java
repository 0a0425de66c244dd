package io.godwit.planner.balance;

/**
 * How a cluster is balanced.
 *
 * @param mostMoves moves of one pass beside those that rules demand, 0 or more; the next pass looks
 *     at what came of them
 */
public record Policy(Threshold threshold, int mostMoves) {
  /** Five times the cost, as many moves as a cluster makes within some minutes. */
  public static final Policy DEFAULT = new Policy(Threshold.MODERATE, 64);

  public Policy {
    if (mostMoves < 0) {
      throw new IllegalArgumentException("a number of moves is 0 or more, not " + mostMoves);
    }
  }
}
