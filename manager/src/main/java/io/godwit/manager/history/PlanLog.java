package io.godwit.manager.history;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Plans and recorded load in the history, as whoever plans needs them. All methods throw {@link
 * io.godwit.model.error.GodwitException} HISTORY_UNAVAILABLE or HISTORY_UNUSABLE if it cannot be
 * asked.
 */
public interface PlanLog {
  /** One that keeps nothing, for managers that have no past. */
  PlanLog NONE = new Forgetful();

  /**
   * Keeps a plan.
   *
   * @param plan its number does not matter
   * @param known numbers up to here are used already, though not kept
   * @return the number it has got
   */
  long addPlan(FiledPlan plan, long known);

  /** The plan with this number, if it is kept. */
  Optional<FiledPlan> plan(long number);

  /**
   * The newest of a cluster, the last made first, without bodies.
   *
   * @param before numbers smaller than this
   * @param limit 1 to {@link Paging#MAX_LIMIT}
   */
  List<FiledPlan> plans(String cluster, long before, int limit);

  /** See {@link HistoryStore#rollups}. */
  List<Rollup> rollups(String series, Rollup.Resolution resolution, Instant since, Instant until);

  /** Keeps nothing. */
  final class Forgetful implements PlanLog {
    private Forgetful() {}

    @Override
    public long addPlan(FiledPlan plan, long known) {
      return known + 1;
    }

    @Override
    public Optional<FiledPlan> plan(long number) {
      return Optional.empty();
    }

    @Override
    public List<FiledPlan> plans(String cluster, long before, int limit) {
      return List.of();
    }

    @Override
    public List<Rollup> rollups(
        String series, Rollup.Resolution resolution, Instant since, Instant until) {
      return List.of();
    }
  }
}
