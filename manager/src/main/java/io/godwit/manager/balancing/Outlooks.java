package io.godwit.manager.balancing;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import io.godwit.planner.balance.Balance;
import io.godwit.planner.balance.Policy;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Condition;
import io.godwit.planner.cluster.HostFacts;
import io.godwit.planner.cluster.Plan;
import io.godwit.planner.evacuation.Evacuation;
import io.godwit.planner.repair.Repair;
import java.util.ArrayList;
import java.util.List;

/** Answers what-if questions with the planner that decides. Pure. */
final class Outlooks {
  private Outlooks() {}

  /**
   * What would be done, and in which cluster.
   *
   * @param in with the event in it
   */
  record Outlook(ClusterSnapshot in, Plan plan) {}

  static Outlook of(ClusterSnapshot cluster, Question.Event event, Policy policy) {
    return switch (event) {
      case Question.Event.Nothing _ -> balanced(cluster, policy);
      case Question.Event.Fail fail -> {
        require(cluster, fail.host());
        ClusterSnapshot failed =
            cluster
                .with(Condition.STANDBY, List.of(fail.host()))
                .mapVms(vm -> fail.host().equals(vm.home()) ? vm.at(null) : vm);
        yield new Outlook(failed, Repair.of(failed, 0).plan());
      }
      case Question.Event.Maintain maintain -> {
        require(cluster, maintain.host());
        ClusterSnapshot leaving = cluster.with(Condition.LEAVING, List.of(maintain.host()));
        yield new Outlook(leaving, Evacuation.of(cluster, List.of(maintain.host()), 0).plan());
      }
      case Question.Event.Add add -> balanced(with(cluster, add.count()), policy);
    };
  }

  private static Outlook balanced(ClusterSnapshot cluster, Policy policy) {
    return new Outlook(cluster, Balance.of(cluster, policy, 0));
  }

  private static ClusterSnapshot with(ClusterSnapshot cluster, int count) {
    HostFacts like =
        cluster.hosts().stream()
            .filter(host -> host.condition().admits())
            .findFirst()
            .orElseThrow(() ->
                new GodwitException(
                    ErrorCode.SPEC_INVALID,
                    "No host of this cluster takes VMs, so it is not known what a new one is"
                        + " like.",
                    "Wait until a host has reported."));
    List<HostFacts> hosts = new ArrayList<>(cluster.hosts());
    for (int i = 1; i <= count; i++) {
      hosts.add(
          new HostFacts(
              new HostId("new-" + i),
              null,
              like.cores(),
              like.memory(),
              like.cpuOvercommit(),
              like.link(),
              Condition.OPEN,
              like.power()));
    }
    return new ClusterSnapshot(
        cluster.at(), hosts, cluster.vms(), cluster.rules(), cluster.underWay());
  }

  private static void require(ClusterSnapshot cluster, HostId host) {
    if (cluster.host(host).isEmpty()) {
      throw new GodwitException(
          ErrorCode.HOST_UNKNOWN,
          "This cluster has no host " + host + " that has connected.",
          "List the hosts with 'godwit host list'.");
    }
  }
}
