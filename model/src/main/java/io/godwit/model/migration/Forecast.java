package io.godwit.model.migration;

import io.godwit.model.unit.DataSize;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is expected of a migration before it starts.
 *
 * @param course the way it would go
 * @param transferred bytes on the wire
 * @param duration QEMU's copy, from its first byte to its last
 * @param downtime guest stopped to guest running
 * @param slowdown percent of its speed that the guest loses at the worst time of the copy
 * @param convergence percent: how likely the copy ends by itself within limits, 0 to 100
 * @param grounds how well the guest is known
 * @param calibration the factors that are in the figures above
 * @param reasons what led to each figure, as sentences with their numbers; at most {@link
 *     #MAX_REASONS}
 * @param crowding how many times as long the copy takes on half of its link; null where nobody has
 *     looked
 */
public record Forecast(
    Course course,
    DataSize transferred,
    Duration duration,
    Duration downtime,
    int slowdown,
    int convergence,
    Grounds grounds,
    Calibration calibration,
    List<String> reasons,
    @Nullable Double crowding) {
  /** It is recorded with each migration. */
  public static final int MAX_REASONS = 12;

  public Forecast {
    reasons = List.copyOf(reasons);
    if (slowdown < 0 || slowdown > 100 || convergence < 0 || convergence > 100) {
      throw new IllegalArgumentException("a percentage is 0 to 100");
    }
    if (reasons.size() > MAX_REASONS) {
      throw new IllegalArgumentException("at most " + MAX_REASONS + " reasons");
    }
  }

  /** The same of one that knows what it is to share its link. */
  public Forecast crowded(double times) {
    return new Forecast(
        course,
        transferred,
        duration,
        downtime,
        slowdown,
        convergence,
        grounds,
        calibration,
        reasons,
        times);
  }

  /** What a forecast rests on. */
  public enum Grounds {
    /** The guest's memory was sampled. */
    SAMPLED,
    /** How fast the guest rewrites its memory was assumed; nothing is refused for it. */
    ASSUMED
  }
}
