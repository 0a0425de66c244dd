package io.godwit.planner.repair;

import io.godwit.planner.cluster.Plan;
import java.util.List;

/**
 * What a repair came to.
 *
 * @param unmet what is still wrong once the plan was carried out; empty if nothing is
 */
public record Repaired(Plan plan, List<Unmet> unmet) {
  public Repaired {
    unmet = List.copyOf(unmet);
  }

  /** Whether everything is met. */
  public boolean isComplete() {
    return unmet.isEmpty();
  }
}
