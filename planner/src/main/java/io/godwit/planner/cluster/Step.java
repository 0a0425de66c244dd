package io.godwit.planner.cluster;

import java.util.List;

/**
 * A move in its place in a plan.
 *
 * @param number from 1
 * @param after smaller numbers of the steps that have to be done before it begins
 */
public record Step(int number, Move move, List<Integer> after) {
  public Step {
    Figures.atLeast("number", 1, number);
    after = List.copyOf(after);
    for (int earlier : after) {
      if (earlier < 1 || earlier >= number) {
        throw new IllegalArgumentException("step " + number + " cannot wait for " + earlier);
      }
    }
  }
}
