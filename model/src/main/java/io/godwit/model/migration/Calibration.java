package io.godwit.model.migration;

/**
 * What forecasts of the past were off by, as factors from predicted to actual.
 *
 * @param samples how many migrations it rests on
 */
public record Calibration(double transferred, double duration, double downtime, int samples) {
  /** Nothing is known: forecasts stand as they are. */
  public static final Calibration NONE = new Calibration(1, 1, 1, 0);

  /** Whatever is further off has another reason than the model's constants. */
  public static final double WIDEST = 4;

  public Calibration {
    for (double factor : new double[] {transferred, duration, downtime}) {
      if (!(factor >= 1 / WIDEST && factor <= WIDEST)) {
        throw new IllegalArgumentException("a factor is 0.25 to 4, not " + factor);
      }
    }
  }
}
