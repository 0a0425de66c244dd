package io.godwit.planner.cluster;

import java.util.Arrays;

/** Divides an amount by weight: nobody gets more than it wants, what it leaves is for others. */
public final class Division {
  private static final double NOTHING = 1e-12;

  private Division() {}

  /**
   * What each gets of the amount.
   *
   * @param amount 0 or more
   * @param weights above zero each
   * @param wanted the most that each takes, 0 or more
   */
  public static double[] of(double amount, double[] weights, double[] wanted) {
    double[] given = new double[weights.length];
    Integer[] order = new Integer[weights.length];
    Arrays.setAll(order, i -> i);
    // Whoever wants least for its weight is satisfied first.
    Arrays.sort(
        order,
        (a, b) -> {
          int byNeed = Double.compare(wanted[a] / weights[a], wanted[b] / weights[b]);
          return byNeed != 0 ? byNeed : Integer.compare(a, b);
        });
    double left = amount;
    double weight = Arrays.stream(weights).sum();
    for (int each : order) {
      double part = weight <= NOTHING ? left : left * weights[each] / weight;
      given[each] = Math.min(wanted[each], Math.max(0, part));
      left -= given[each];
      weight -= weights[each];
    }
    return given;
  }
}
