package io.godwit.planner.migration;

import io.godwit.model.migration.MigrationProgress;
import java.util.ArrayList;
import java.util.List;

/**
 * The rounds of a running copy, out of samples of its progress. Rounds that are shorter than the
 * time between two samples are seen as one.
 *
 * @param ended oldest first, at most {@link #MOST}
 * @param seen the round that the newest sample was of
 */
public record Rounds(List<Round> ended, long seen) {
  public static final Rounds NONE = new Rounds(List.of(), 0);

  /** What was longer ago does not matter to any decision. */
  static final int MOST = 32;

  public Rounds {
    ended = List.copyOf(ended);
  }

  /**
   * With one sample more.
   *
   * @param throttle percent that the guest is held back by
   */
  public Rounds with(MigrationProgress sample, int throttle) {
    if (sample.round() <= Math.max(1, seen)) {
      return new Rounds(ended, Math.max(seen, sample.round()));
    }
    List<Round> more = new ArrayList<>(ended);
    more.add(
        new Round(
            sample.round() - 1, sample.elapsed(), sample.remaining(), sample.rate(), throttle));
    return new Rounds(more.subList(Math.max(0, more.size() - MOST), more.size()), sample.round());
  }
}
