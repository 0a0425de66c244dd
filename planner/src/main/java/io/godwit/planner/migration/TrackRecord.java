package io.godwit.planner.migration;

import io.godwit.model.migration.Calibration;
import io.godwit.model.migration.Compression;
import io.godwit.model.migration.Course;
import io.godwit.model.migration.Forecast;
import io.godwit.model.migration.MigrationResult;
import io.godwit.model.migration.Secrecy;
import io.godwit.model.migration.Transport;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What became of earlier forecasts, and what that says of the next one: the medians of actual over
 * what the model alone had said, of the newest that were forecast from samples.
 *
 * @param overall of all kinds of copies
 * @param own of those kinds of which there were enough
 */
public record TrackRecord(Calibration overall, Map<Kind, Calibration> own) {
  /** Those that are looked at for {@link #of}; what was measured on older hardware ages away. */
  public static final int LOOKED_AT = 100;

  /** The newest of them that count. */
  static final int NEWEST = 20;

  /** Fewer say nothing of the next one. */
  static final int FEWEST = 3;

  /** Nobody has moved yet. */
  public static final TrackRecord NONE = new TrackRecord(Calibration.NONE, Map.of());

  public TrackRecord {
    own = Map.copyOf(own);
  }

  /** Copies of which the model is off by the same: a pause behind packed pages is another one. */
  public record Kind(Compression compression, Secrecy secrecy, boolean postcopy) {
    static Kind of(Transport transport, boolean postcopy) {
      return new Kind(transport.compression(), transport.secrecy(), postcopy);
    }
  }

  /** A migration that was forecast and has completed. */
  public record Outcome(Forecast predicted, MigrationResult actual) {}

  /**
   * Draws it up.
   *
   * @param outcomes newest first
   */
  public static TrackRecord of(List<Outcome> outcomes) {
    List<Outcome> founded =
        outcomes.stream()
            .filter(each -> each.predicted().grounds() == Forecast.Grounds.SAMPLED)
            .toList();
    Map<Kind, Calibration> own = new HashMap<>();
    founded.stream()
        .collect(Collectors.groupingBy(TrackRecord::kind))
        .forEach((kind, each) -> {
          if (each.size() >= FEWEST) {
            own.put(kind, calibration(each));
          }
        });
    return new TrackRecord(calibration(founded), own);
  }

  /** What the forecast of such a copy is corrected by. */
  Calibration calibration(Transport transport, boolean postcopy) {
    return own.getOrDefault(Kind.of(transport, postcopy), overall);
  }

  private static Kind kind(Outcome each) {
    Course course = each.predicted().course();
    return Kind.of(course.transport(), course.postcopy());
  }

  private static Calibration calibration(List<Outcome> outcomes) {
    List<Outcome> newest = outcomes.stream().limit(NEWEST).toList();
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
