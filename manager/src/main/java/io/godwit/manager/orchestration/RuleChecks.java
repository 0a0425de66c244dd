package io.godwit.manager.orchestration;

import io.godwit.manager.catalog.Catalog;
import io.godwit.manager.catalog.ClusterRules;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.Migration;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.model.catalog.Rule;
import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import io.godwit.planner.cluster.PlacementRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether a place breaks a must rule, as things are: the last look at a move that was planned when
 * they were otherwise. A group that must stay together is apart while it moves, and is not looked
 * at here. Pure.
 */
final class RuleChecks {
  private RuleChecks() {}

  /** The rule that keeps a VM from a host; it counts on both ends of its way. */
  static Optional<Rule> broken(DataCenter state, VmId vm, HostId to) {
    Catalog catalog = state.hard().catalog();
    return catalog
        .rules()
        .filter(rule -> rule.strength() == Rule.Strength.MUST)
        .filter(rule -> rule.cluster().equals(catalog.clusterOf(to)))
        .filter(rule -> means(catalog, rule, vm))
        .filter(rule -> isBroken(state, ClusterRules.of(catalog, rule), vm, to))
        .findFirst();
  }

  /** Asked first: to look up everybody with a tag takes long. */
  private static boolean means(Catalog catalog, Rule rule, VmId vm) {
    return !rule.kind().takesVms()
        || (rule.vmTag() == null
            ? rule.vms().contains(vm)
            : catalog.of(vm).tags().contains(rule.vmTag()));
  }

  private static boolean isBroken(DataCenter state, PlacementRule rule, VmId vm, HostId to) {
    return switch (rule) {
      case PlacementRule.KeepTogether _ -> false;
      case PlacementRule.KeepApart apart ->
          apart.vms().stream()
              .anyMatch(other -> !other.equals(vm) && at(state, other).contains(to));
      case PlacementRule.RunOn runOn -> !runOn.hosts().contains(to);
      case PlacementRule.Avoid avoid -> avoid.hosts().contains(to);
      case PlacementRule.Spread spread ->
          spread.vms().stream()
                  .filter(other -> !other.equals(vm))
                  .filter(other ->
                      at(state, other).stream().anyMatch(host -> isOneDomain(state, host, to)))
                  .count()
              >= spread.most();
      case PlacementRule.MostVms most ->
          (most.hosts().isEmpty() || most.hosts().contains(to))
              && state.candidates(to).stream()
                      .filter(other -> !other.equals(vm) && at(state, other).contains(to))
                      .count()
                  >= most.most();
    };
  }

  /** Where it takes room: at home, and where it is going. */
  private static List<HostId> at(DataCenter state, VmId vm) {
    List<HostId> hosts = new ArrayList<>();
    state
        .hard()
        .vms()
        .get(vm)
        .map(VmEntry::right)
        .filter(right -> state.occupies(vm, right.home()))
        .ifPresent(right -> hosts.add(right.home()));
    state.hard().migrationOf(vm).map(Migration::destination).ifPresent(hosts::add);
    return hosts;
  }

  /** Hosts of which nobody has said one are together in one. */
  private static boolean isOneDomain(DataCenter state, HostId one, HostId other) {
    Catalog catalog = state.hard().catalog();
    return Objects.equals(catalog.of(one).faultDomain(), catalog.of(other).faultDomain());
  }
}
