package io.godwit.manager.balancing;

import io.godwit.manager.event.Origin;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.Migration;
import io.godwit.manager.inventory.MigrationState;
import io.godwit.model.migration.MigrationId;
import io.godwit.planner.cluster.Move;
import io.godwit.planner.cluster.Plan;
import io.godwit.planner.cluster.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A plan that is being carried out: steps that wait for others begin once those have ended well.
 * Soft state: another leader makes a plan of its own from what has come of this one. Immutable.
 *
 * @param who begins its moves, with what ties them together
 * @param approved by somebody; else only moves that need nobody's consent are made
 * @param begun the migrations of the steps that have begun, by their numbers
 */
record Carried(Pass pass, Origin who, boolean approved, Map<Integer, MigrationId> begun) {
  Carried {
    begun = Map.copyOf(begun);
  }

  /** Nothing has begun yet. */
  static Carried of(Pass pass, Origin who, boolean approved) {
    return new Carried(pass, who, approved, Map.of());
  }

  Carried with(Map<Integer, MigrationId> more) {
    Map<Integer, MigrationId> all = new HashMap<>(begun);
    all.putAll(more);
    return new Carried(pass, who, approved, all);
  }

  /** Whether all that has begun has come to its end, and to the one that was meant. */
  boolean hasGoneWell(DataCenter state) {
    return begun.values().stream()
        .allMatch(id ->
            state
                .hard()
                .migrations()
                .get(id)
                .map(Migration::state)
                .filter(MigrationState.Completed.class::isInstance)
                .isPresent());
  }

  /** Those of {@link #rest} that wait for nothing any more. */
  List<Step> ready() {
    return rest().stream().filter(step -> begun.keySet().containsAll(step.after())).toList();
  }

  /** What is still to be done, in its order, with the numbers of the plan. */
  private List<Step> rest() {
    List<Integer> reached = new ArrayList<>(begun.keySet());
    List<Step> rest = new ArrayList<>();
    for (Step step : pass.plan().steps()) {
      Move move = step.move();
      boolean may = approved || move.consent() == Move.Consent.GIVEN;
      if (may
          && move.from() != null
          && !begun.containsKey(step.number())
          && reached.containsAll(step.after())) {
        reached.add(step.number());
        rest.add(step);
      }
    }
    return rest;
  }

  boolean isDone() {
    return rest().isEmpty();
  }

  /** What is still to be done as a plan of its own. */
  Plan remainder() {
    List<Step> rest = rest();
    Map<Integer, Integer> numbers = new HashMap<>();
    List<Step> steps = new ArrayList<>();
    for (Step step : rest) {
      int number = steps.size() + 1;
      numbers.put(step.number(), number);
      List<Integer> after =
          step.after().stream().filter(numbers::containsKey).map(numbers::get).toList();
      steps.add(new Step(number, step.move(), after));
    }
    Plan whole = pass.plan();
    return new Plan(steps, whole.report(), whole.digest(), whole.seed());
  }
}
