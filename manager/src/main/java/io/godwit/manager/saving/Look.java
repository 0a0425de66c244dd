package io.godwit.manager.saving;

import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.PowerSaving;
import io.godwit.model.host.HostId;
import io.godwit.planner.cluster.Move.Purpose;
import io.godwit.planner.cluster.Step;
import io.godwit.planner.power.PowerPlan;
import io.godwit.planner.power.PowerPlan.Direction;
import io.godwit.planner.power.PowerPlan.Switch;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One look at the power of a cluster, and what it comes to.
 *
 * @param number of the looks of this manager's term, from 1
 * @param how what the cluster's people want
 * @param hosts all of the cluster
 */
public record Look(
    long number,
    Instant at,
    ClusterName cluster,
    PowerSaving how,
    List<HostId> hosts,
    PowerPlan plan) {
  public Look {
    hosts = List.copyOf(hosts);
  }

  /** Hosts that are to go that way. */
  public Set<HostId> hosts(Direction direction) {
    return plan.switches().stream()
        .filter(each -> each.direction() == direction)
        .map(Switch::host)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The moves: for power only from hosts that go off after them. */
  public List<Step> moves() {
    Set<HostId> off = hosts(Direction.OFF);
    return plan.plan().steps().stream()
        .filter(step ->
            step.move().purpose() != Purpose.POWER
                || step.move().source().filter(off::contains).isPresent())
        .toList();
  }
}
