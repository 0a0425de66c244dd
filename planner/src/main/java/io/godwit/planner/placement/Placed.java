package io.godwit.planner.placement;

import io.godwit.model.vm.VmId;
import io.godwit.planner.cluster.Plan;
import java.util.List;

/**
 * Where a batch of VMs starts.
 *
 * @param plan a step for each that was admitted
 * @param rankings of each VM, in the order in which they were placed, as it was at its turn
 * @param rejected VMs that no host takes; the report says why
 */
public record Placed(Plan plan, List<Ranking> rankings, List<VmId> rejected) {
  public Placed {
    rankings = List.copyOf(rankings);
    rejected = List.copyOf(rejected);
  }
}
