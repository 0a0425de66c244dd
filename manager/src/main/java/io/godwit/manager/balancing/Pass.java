package io.godwit.manager.balancing;

import io.godwit.model.catalog.Balancing;
import io.godwit.model.catalog.ClusterName;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Plan;
import java.time.Instant;

/**
 * One look at a cluster, and what came of it.
 *
 * @param number see {@link io.godwit.manager.decision.Decisions}; 0 for what was only asked
 * @param at when it was looked
 * @param how the cluster was to be balanced then
 * @param snapshot what the plan was made from; the same makes the same plan
 */
public record Pass(
    long number,
    Instant at,
    ClusterName cluster,
    Balancing how,
    ClusterSnapshot snapshot,
    Plan plan) {
  Pass numbered(long other) {
    return new Pass(other, at, cluster, how, snapshot, plan);
  }
}
