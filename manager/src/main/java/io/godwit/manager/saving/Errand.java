package io.godwit.manager.saving;

import io.godwit.manager.event.Origin;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.Migration;
import io.godwit.manager.orchestration.PlannedMoves;
import io.godwit.planner.cluster.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The moves of a look, in their order: one begins when those it waits for are done. If one cannot
 * begin, those that wait for it do not. For one thread at a time.
 */
final class Errand {
  private final Inventory inventory;
  private final PlannedMoves planned;
  private final Origin origin;
  private final List<Step> waiting;
  private final Set<Integer> begun = new HashSet<>();
  private final List<Step> all;

  Errand(Inventory inventory, PlannedMoves planned, Look look, Origin origin) {
    this.inventory = inventory;
    this.planned = planned;
    this.origin = origin;
    this.all = look.moves();
    this.waiting = new ArrayList<>(all);
  }

  /** Whether all moves have ended or will not be made. */
  boolean isOver() {
    return waiting.isEmpty() && all.stream().noneMatch(step -> isUnderWay(inventory.now(), step));
  }

  /** Begins what may begin. */
  void push() throws InterruptedException {
    DataCenter state = inventory.now();
    for (Step step : List.copyOf(waiting)) {
      boolean free =
          all.stream()
              .filter(other -> step.after().contains(other.number()))
              .noneMatch(other -> waiting.contains(other) || isUnderWay(state, other));
      if (free) {
        waiting.remove(step);
        if (planned.begin(step.move(), origin).isPresent()) {
          begun.add(step.number());
        } else {
          waiting.removeIf(other -> other.after().contains(step.number()));
        }
      }
    }
  }

  private boolean isUnderWay(DataCenter state, Step step) {
    return begun.contains(step.number())
        && state.hard().migrationOf(step.move().vm()).filter(Migration::awaitsItsEnd).isPresent();
  }
}
