package io.godwit.planner.evacuation;

import io.godwit.model.host.HostId;
import io.godwit.planner.cluster.Plan;
import java.util.List;

/**
 * What emptying some hosts means, before it begins.
 *
 * @param blockers who keeps them from being empty; empty if nobody does
 * @param timetable of the plan's steps
 * @param headroom once they are empty
 */
public record EvacuationPlan(
    List<HostId> hosts, Plan plan, List<Blocker> blockers, Timetable timetable, Headroom headroom) {
  public EvacuationPlan {
    hosts = List.copyOf(hosts);
    blockers = List.copyOf(blockers);
  }

  /** Whether the hosts are empty once the plan was carried out. */
  public boolean empties() {
    return blockers.isEmpty();
  }
}
