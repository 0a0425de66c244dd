package io.godwit.manager.saving;

import io.godwit.manager.decision.Matter;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.power.KeptOn;
import io.godwit.planner.power.PastDemand;
import io.godwit.planner.power.PowerManagement;
import io.godwit.planner.power.PowerPlan;
import io.godwit.planner.power.PowerSettings;

/** What the planner is asked with. */
record Situation(ClusterSnapshot cluster, PastDemand past, PowerSettings settings, KeptOn kept) {
  PowerPlan plan() {
    return PowerManagement.plan(cluster, past, settings, kept);
  }

  Matter matter(PowerPlan plan) {
    return Matter.Power.of(past, settings, kept, plan);
  }
}
