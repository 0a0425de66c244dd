package io.godwit.planner.balance;

import org.jspecify.annotations.Nullable;

/**
 * Something that could be done.
 *
 * @param gain in core-seconds
 * @param cost in core-seconds; less than 0 if a move is saved
 * @param second the other half of a swap or chain; null if there is none
 */
record Option(int vm, int to, double gain, double cost, @Nullable Option second) {
  double totalGain() {
    return gain + (second == null ? 0 : second.totalGain());
  }

  double totalCost() {
    return cost + (second == null ? 0 : second.totalCost());
  }

  /** What is left of the gain once the cost was taken off as often as the threshold says. */
  double net(double factor) {
    return totalGain() - factor * totalCost();
  }
}
