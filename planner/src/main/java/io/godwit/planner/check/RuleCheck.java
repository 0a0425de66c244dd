package io.godwit.planner.check;

import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import io.godwit.planner.cluster.PlacementRule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Looks whether a rule is kept. */
final class RuleCheck {
  private RuleCheck() {}

  /** How many times a rule is broken: 0 if it is kept. */
  static int broken(PlacementRule rule, Whereabouts where) {
    return switch (rule) {
      case PlacementRule.KeepTogether it -> Math.max(0, used(it.vms(), where).size() - 1);
      case PlacementRule.KeepApart it -> pairs(it, where);
      case PlacementRule.RunOn it -> outside(it, where);
      case PlacementRule.Avoid it -> inside(it, where);
      case PlacementRule.Spread it -> crowded(it, where);
      case PlacementRule.MostVms it -> over(it, where);
    };
  }

  private static Set<HostId> used(List<VmId> vms, Whereabouts where) {
    Set<HostId> hosts = new TreeSet<>();
    vms.forEach(vm -> hosts.addAll(where.hosts(vm)));
    return hosts;
  }

  private static int pairs(PlacementRule.KeepApart rule, Whereabouts where) {
    int pairs = 0;
    Map<HostId, Integer> there = new HashMap<>();
    for (VmId vm : rule.vms()) {
      for (HostId host : where.hosts(vm)) {
        pairs += there.merge(host, 1, Integer::sum) - 1;
      }
    }
    return pairs;
  }

  private static int outside(PlacementRule.RunOn rule, Whereabouts where) {
    int count = 0;
    for (VmId vm : rule.vms()) {
      for (HostId host : where.hosts(vm)) {
        count += rule.hosts().contains(host) ? 0 : 1;
      }
    }
    return count;
  }

  private static int inside(PlacementRule.Avoid rule, Whereabouts where) {
    int count = 0;
    for (VmId vm : rule.vms()) {
      for (HostId host : where.hosts(vm)) {
        count += rule.hosts().contains(host) ? 1 : 0;
      }
    }
    return count;
  }

  private static int crowded(PlacementRule.Spread rule, Whereabouts where) {
    Map<String, Set<VmId>> domains = new HashMap<>();
    for (VmId vm : rule.vms()) {
      for (HostId host : where.hosts(vm)) {
        domains.computeIfAbsent(where.domain(host), _ -> new TreeSet<>()).add(vm);
      }
    }
    return domains.values().stream().mapToInt(vms -> Math.max(0, vms.size() - rule.most())).sum();
  }

  private static int over(PlacementRule.MostVms rule, Whereabouts where) {
    Set<HostId> hosts = rule.hosts().isEmpty() ? where.allHosts() : new TreeSet<>(rule.hosts());
    return hosts.stream().mapToInt(host -> Math.max(0, where.vms(host).size() - rule.most())).sum();
  }
}
