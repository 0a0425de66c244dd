package io.godwit.manager.decision;

import io.godwit.model.catalog.Balancing;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.host.HostId;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Condition;
import io.godwit.planner.cluster.Plan;
import io.godwit.planner.power.PowerPlan.Direction;
import io.godwit.planner.power.PowerPlan.Switch;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * One plan, and all that it was made from.
 *
 * @param number see {@link Decisions}; 0 before it has one
 * @param how its cluster was to be balanced
 * @param version of the manager that has made it
 */
public record Decision(
    long number,
    Instant at,
    ClusterName cluster,
    Balancing how,
    Matter matter,
    ClusterSnapshot snapshot,
    Plan plan,
    String version) {
  public Decision {
    Objects.requireNonNull(matter, "it does not say what it was made for");
  }

  /** One without a number, before {@link Decisions} says of which version it is. */
  public Decision(
      Instant at,
      ClusterName cluster,
      Balancing how,
      Matter matter,
      ClusterSnapshot snapshot,
      Plan plan) {
    this(0, at, cluster, how, matter, snapshot, plan, "");
  }

  /** The cluster once all of it is done. */
  public ClusterSnapshot after() {
    ClusterSnapshot moved = snapshot.after(plan);
    return switch (matter) {
      case Matter.Power power ->
          moved
              .with(Condition.OPEN, switched(power, Direction.ON))
              .with(Condition.STANDBY, switched(power, Direction.OFF));
      case Matter.Balance _, Matter.Maintenance _, Matter.Homecoming _ -> moved;
    };
  }

  private static List<HostId> switched(Matter.Power power, Direction direction) {
    return power.switches().stream()
        .filter(each -> each.direction() == direction)
        .map(Switch::host)
        .toList();
  }

  Decision numbered(long other, String by) {
    return new Decision(other, at, cluster, how, matter, snapshot, plan, by);
  }

  /** Another plan from the same. */
  Decision coming(Plan to, Matter with) {
    return new Decision(number, at, cluster, how, with, snapshot, to, version);
  }
}
