package io.godwit.manager.decision;

import io.godwit.manager.history.FiledPlan;
import io.godwit.manager.history.PlanLog;
import io.godwit.manager.history.Rollup;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Plans in memory, as a history keeps them; it can be away. */
public final class MemoryPlanLog implements PlanLog {
  private final TreeMap<Long, FiledPlan> kept = new TreeMap<>();
  private final List<Rollup> rollups = new ArrayList<>();
  private boolean away;

  /** From now on it cannot be asked, or can. */
  public synchronized void away(boolean now) {
    away = now;
  }

  /** What was recorded of load. */
  public synchronized void record(Rollup rollup) {
    rollups.add(rollup);
  }

  /** All that is kept. */
  public synchronized List<FiledPlan> kept() {
    return List.copyOf(kept.values());
  }

  @Override
  public synchronized long addPlan(FiledPlan plan, long known) {
    requireThere();
    long number = Math.max(known, kept.isEmpty() ? 0 : kept.lastKey()) + 1;
    kept.put(
        number,
        new FiledPlan(
            number,
            plan.at(),
            plan.cluster(),
            plan.purpose(),
            plan.moves(),
            plan.digest(),
            plan.summary(),
            plan.body()));
    return number;
  }

  @Override
  public synchronized Optional<FiledPlan> plan(long number) {
    requireThere();
    return Optional.ofNullable(kept.get(number));
  }

  @Override
  public synchronized List<FiledPlan> plans(String cluster, long before, int limit) {
    requireThere();
    return kept.headMap(before, false).descendingMap().values().stream()
        .filter(plan -> plan.cluster().equals(cluster))
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized List<Rollup> rollups(
      String series, Rollup.Resolution resolution, Instant since, Instant until) {
    requireThere();
    return rollups.stream()
        .filter(each -> each.series().equals(series) && each.resolution() == resolution)
        .filter(each -> !each.start().isBefore(since) && each.start().isBefore(until))
        .toList();
  }

  private void requireThere() {
    if (away) {
      throw new GodwitException(
          ErrorCode.HISTORY_UNAVAILABLE, "The history is away.", "Wait until it is back.");
    }
  }
}
