package io.godwit.manager.balancing;

import io.godwit.model.host.HostId;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Condition;
import io.godwit.planner.cluster.Demand;
import io.godwit.planner.cluster.HostFacts;
import io.godwit.planner.cluster.Plan;
import io.godwit.planner.cluster.PowerCurve;
import io.godwit.planner.cluster.Step;
import io.godwit.planner.cluster.VmFacts;
import io.godwit.planner.evacuation.Timetable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a plan would come to.
 *
 * @param migrations guests that would move while they work
 * @param starts VMs that would start, having run nowhere
 * @param bytes that would be copied
 * @param duration until the last is done, one copy at a time on each end of a link
 * @param watts what the hosts that are on would draw before and after
 * @param unmeasured hosts of which no power curve is known; then nothing is said of watts
 */
public record Consequences(
    int migrations,
    int starts,
    long bytes,
    Duration duration,
    Optional<Watts> watts,
    List<HostId> unmeasured) {
  public Consequences {
    unmeasured = List.copyOf(unmeasured);
  }

  /** Of all hosts that are on, together. */
  public record Watts(double before, double after) {}

  /**
   * Of a plan in a cluster.
   *
   * @param after the cluster once all is done
   */
  public static Consequences of(ClusterSnapshot cluster, Plan plan, ClusterSnapshot after) {
    List<Step> moves = plan.steps().stream().filter(step -> step.move().from() != null).toList();
    List<HostId> unmeasured =
        Stream.of(cluster, after)
            .flatMap(each -> each.hosts().stream())
            .filter(host -> host.condition() != Condition.STANDBY && host.power() == null)
            .map(HostFacts::id)
            .distinct()
            .sorted()
            .toList();
    return new Consequences(
        moves.size(),
        plan.steps().size() - moves.size(),
        moves.stream().mapToLong(step -> step.move().cost().bytes().bytes()).sum(),
        Timetable.of(cluster, plan.steps()).end(),
        unmeasured.isEmpty()
            ? Optional.of(new Watts(draw(cluster), draw(after)))
            : Optional.empty(),
        unmeasured);
  }

  /** A VM that was not measured counts with all of its processors. */
  private static double draw(ClusterSnapshot cluster) {
    Map<HostId, Double> used = new TreeMap<>();
    for (VmFacts vm : cluster.vms()) {
      double cores =
          switch (vm.demand()) {
            case Demand.Known known -> known.cpu().mean();
            case Demand.Unknown _ -> vm.vcpus();
          };
      vm.host().ifPresent(host -> used.merge(host, cores, Double::sum));
    }
    double watts = 0;
    for (HostFacts host : cluster.hosts()) {
      PowerCurve curve = host.power();
      if (host.condition() != Condition.STANDBY && curve != null) {
        watts += curve.at(used.getOrDefault(host.id(), 0.0) / host.cores());
      }
    }
    return watts;
  }
}
