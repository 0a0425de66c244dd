package io.godwit.planner.migration;

import io.godwit.model.migration.Calibration;
import io.godwit.model.migration.Forecast;
import io.godwit.model.migration.MigrationResult;
import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What became of earlier forecasts, and what that says of the next one. */
public final class TrackRecord {
  /** The newest that count; what was measured on older hardware ages away. */
  public static final int NEWEST = 20;

  /** Fewer say nothing of the next one. */
  static final int FEWEST = 3;

  private TrackRecord() {}

  /** A migration that was forecast and has completed. */
  public record Outcome(Forecast predicted, MigrationResult actual) {}

  /**
   * The medians of actual over what the model alone had said, of the newest that were forecast from
   * samples.
   *
   * @param outcomes newest first
   */
  public static Calibration calibration(List<Outcome> outcomes) {
    List<Outcome> newest =
        outcomes.stream()
            .filter(each -> each.predicted().grounds() == Forecast.Grounds.SAMPLED)
            .limit(NEWEST)
            .toList();
    if (newest.size() < FEWEST) {
      return Calibration.NONE;
    }
    return new Calibration(
        median(newest, TrackRecord::transferred),
        median(newest, TrackRecord::duration),
        median(newest, TrackRecord::downtime),
        newest.size());
  }

  private static double transferred(Outcome each) {
    return ratio(each.actual().transferred().bytes(), each.predicted().transferred().bytes())
        * each.predicted().calibration().transferred();
  }

  private static double duration(Outcome each) {
    return ratio(each.actual().copy(), each.predicted().duration())
        * each.predicted().calibration().duration();
  }

  private static double downtime(Outcome each) {
    return ratio(each.actual().downtime(), each.predicted().downtime())
        * each.predicted().calibration().downtime();
  }

  private static double ratio(Duration actual, Duration predicted) {
    return ratio(actual.toNanos(), predicted.toNanos());
  }

  private static double ratio(long actual, long predicted) {
    return (double) Math.max(1, actual) / Math.max(1, predicted);
  }

  private static double median(List<Outcome> outcomes, ToDoubleFunction<Outcome> figure) {
    double[] sorted = outcomes.stream().mapToDouble(figure).sorted().toArray();
    double middle = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    return Math.clamp(middle, 1 / Calibration.WIDEST, Calibration.WIDEST);
  }
}
