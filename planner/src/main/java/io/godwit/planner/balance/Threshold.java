package io.godwit.planner.balance;

/** How much a move has to bring before it is made. */
public enum Threshold {
  /** Only what rules demand. */
  RULES_ONLY(1, Double.POSITIVE_INFINITY),
  /** At least twenty times its cost. */
  RELUCTANT(2, 20),
  /** At least five times. */
  MODERATE(3, 5),
  /** At least twice. */
  WILLING(4, 2),
  /** More than its cost. */
  ANY_GAIN(5, 1);

  private final int level;
  private final double factor;

  Threshold(int level, double factor) {
    this.level = level;
    this.factor = factor;
  }

  /**
   * By its number.
   *
   * @param level 1 to 5
   */
  public static Threshold of(int level) {
    for (Threshold each : values()) {
      if (each.level == level) {
        return each;
      }
    }
    throw new IllegalArgumentException("a threshold is 1 to 5, not " + level);
  }

  /** 1 for only what rules demand, 5 for any gain. */
  public int level() {
    return level;
  }

  /** Whether a gain is worth a cost, both in core-seconds. */
  public boolean accepts(double gain, double cost) {
    return gain > 0 && gain - factor * cost > 0;
  }

  /** By how many times a gain above zero is too small for a cost. */
  public double needed(double gain, double cost) {
    return Math.min(1e6, factor) * cost / gain;
  }

  /** By how much the gain has to exceed the cost. */
  double factor() {
    return factor;
  }
}
