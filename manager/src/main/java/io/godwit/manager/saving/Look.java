package io.godwit.manager.saving;

import io.godwit.manager.decision.Decision;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.PowerSaving;
import io.godwit.model.host.HostId;
import io.godwit.planner.cluster.HostFacts;
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
 * @param number see {@link io.godwit.manager.decision.Decisions}
 * @param how what the cluster's people want
 * @param plan what was decided
 * @param decision the same with what it was made from
 */
public record Look(long number, PowerSaving how, PowerPlan plan, Decision decision) {
  /** When it was looked. */
  public Instant at() {
    return decision.at();
  }

  /** At what. */
  public ClusterName cluster() {
    return decision.cluster();
  }

  /** All of the cluster. */
  public List<HostId> hosts() {
    return decision.snapshot().hosts().stream().map(HostFacts::id).toList();
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

  Look numbered(long other) {
    return new Look(other, how, plan, decision);
  }
}
