package io.godwit.planner.cluster;

import java.util.List;

/**
 * What shall be done: complete, numbered, with its reasons. Equal inputs make equal plans.
 *
 * @param steps numbered from 1 in an order in which they can be done one after the other; steps
 *     that do not wait for each other may also run at once
 * @param digest of the snapshot and of what was asked, see {@link Digest}
 * @param seed what else it was made from
 */
public record Plan(List<Step> steps, Report report, String digest, long seed) {
  public Plan {
    steps = List.copyOf(steps);
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).number() != i + 1) {
        throw new IllegalArgumentException("steps are numbered from 1 without a hole");
      }
    }
  }

  /** Whether there is nothing to do; the report says why. */
  public boolean isEmpty() {
    return steps.isEmpty();
  }

  /** The moves in their order. */
  public List<Move> moves() {
    return steps.stream().map(Step::move).toList();
  }
}
