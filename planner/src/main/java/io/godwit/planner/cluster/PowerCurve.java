package io.godwit.planner.cluster;

import java.util.List;

/**
 * What a host draws, as SPECpower tables give it.
 *
 * @param watts at 0, 10, … 100 % of its processors; eleven finite values, 0 or more
 */
public record PowerCurve(List<Double> watts) {
  /** From 0 to 100 % in tenths. */
  private static final int POINTS = 11;

  public PowerCurve {
    watts = List.copyOf(watts);
    if (watts.size() != POINTS) {
      throw new IllegalArgumentException("a power curve has eleven values, not " + watts.size());
    }
    watts.forEach(each -> Figures.amount("watts", each));
  }

  /**
   * Watts between two points of the curve, on the straight line.
   *
   * @param use share of the processors that is busy; less than 0 counts as 0, more than 1 as 1
   */
  public double at(double use) {
    double place = Math.clamp(use, 0.0, 1.0) * (POINTS - 1);
    int below = (int) Math.min(POINTS - 2, Math.floor(place));
    double part = place - below;
    return watts.get(below) * (1 - part) + watts.get(below + 1) * part;
  }
}
