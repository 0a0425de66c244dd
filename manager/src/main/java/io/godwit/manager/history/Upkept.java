package io.godwit.manager.history;

import java.time.Instant;
import java.util.List;

/** What {@link HistoryUpkeep} works on. All methods may throw when the database is away. */
public interface Upkept {
  /** Adds spans; one that is there already grows. */
  void addRollups(List<Rollup> added);

  /**
   * Adds spans of five minutes up to hours.
   *
   * @param end hours that end later wait
   * @return how many hours
   */
  int foldHours(Instant end);

  /**
   * Throws away what is too old; a bounded amount, so call it every hour or so.
   *
   * @return how many rows went
   */
  int prune(Instant now);
}
