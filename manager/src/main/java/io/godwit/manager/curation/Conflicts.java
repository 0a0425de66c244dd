package io.godwit.manager.curation;

import io.godwit.manager.catalog.Catalog;
import io.godwit.manager.catalog.ClusterRules;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.Rule;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import io.godwit.planner.cluster.PlacementRule;
import io.godwit.planner.rules.Contradictions;
import io.godwit.planner.rules.Possibility.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Whether a rule can be kept with the others of its cluster. Pure. */
final class Conflicts {
  private Conflicts() {}

  /** The refusal of a rule that cannot; empty if nothing was found, or if it only should be. */
  static Optional<GodwitException> of(DataCenter state, Rule rule) {
    if (rule.strength() == Rule.Strength.SHOULD) {
      return Optional.empty();
    }
    Catalog catalog = state.hard().catalog();
    List<Site> sites = sites(state, rule.cluster());
    if (sites.isEmpty()) {
      return Optional.empty(); // without hosts no rule can be kept; that is not the rule's fault
    }
    PlacementRule added = here(state, rule.cluster(), ClusterRules.of(catalog, rule));
    List<PlacementRule> others = new ArrayList<>();
    for (PlacementRule each : ClusterRules.of(catalog, rule.cluster())) {
      if (!each.name().equals(added.name())) {
        others.add(here(state, rule.cluster(), each));
      }
    }
    List<PlacementRule> conflict = Contradictions.of(added, others, sites);
    return conflict.isEmpty() ? Optional.empty() : Optional.of(refusal(rule, conflict));
  }

  private static GodwitException refusal(Rule rule, List<PlacementRule> conflict) {
    String others =
        conflict.stream()
            .map(PlacementRule::name)
            .filter(name -> !name.equals(rule.name().value()))
            .collect(Collectors.joining(", "));
    return new GodwitException(
        ErrorCode.RULE_CONTRADICTS,
        others.isEmpty()
            ? "The hosts of cluster "
                + rule.cluster()
                + " leave no place for what rule "
                + rule.name()
                + " demands, whatever room they have; nothing was changed."
            : "Rule "
                + rule.name()
                + " cannot be kept together with "
                + others
                + ", whatever room hosts have; without any one of them the others can. Nothing was"
                + " changed.",
        others.isEmpty()
            ? "Change the rule, or make it SHOULD: then it is kept where it can be."
                + (rule.kind() == Rule.Kind.SPREAD
                    ? " What fails together is said with 'godwit host edit HOST --fault-domain"
                        + " NAME'."
                    : "")
            : "Change or delete one of them, or make one SHOULD: then it is kept where it can be.");
  }

  /** VMs that are at home elsewhere do not need a place here. */
  private static PlacementRule here(DataCenter state, ClusterName cluster, PlacementRule rule) {
    Predicate<VmId> isHere =
        vm ->
            state
                .hard()
                .vms()
                .get(vm)
                .map(VmEntry::right)
                .filter(right -> state.hard().catalog().clusterOf(right.home()).equals(cluster))
                .isPresent();
    return rule.among(isHere);
  }

  private static List<Site> sites(DataCenter state, ClusterName cluster) {
    Catalog catalog = state.hard().catalog();
    TreeSet<HostId> known = new TreeSet<>(state.soft().hosts().entries().keySet());
    known.addAll(catalog.hosts().entries().keySet());
    state
        .hard()
        .enrolments()
        .hosts()
        .values()
        .forEach(host -> {
          if (host.enrolled()) {
            known.add(host.host());
          }
        });
    return known.stream()
        .filter(host -> catalog.clusterOf(host).equals(cluster))
        .map(host -> {
          String domain = catalog.of(host).faultDomain();
          return new Site(host, domain == null ? "" : domain);
        })
        .toList();
  }
}
