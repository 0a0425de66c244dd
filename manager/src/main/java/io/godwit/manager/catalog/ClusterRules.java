package io.godwit.manager.catalog;

import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.Rule;
import io.godwit.model.catalog.TagName;
import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import io.godwit.planner.cluster.PlacementRule;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** The rules of a cluster as the planner takes them: tags are looked up. Pure. */
public final class ClusterRules {
  private static final HostId NOBODY = new HostId("no-host-has-this-tag");

  private ClusterRules() {}

  /** All of a cluster, by name. */
  public static List<PlacementRule> of(Catalog catalog, ClusterName cluster) {
    return catalog
        .rules()
        .filter(rule -> rule.cluster().equals(cluster))
        .map(rule -> of(catalog, rule))
        .toList();
  }

  /** One, which need not be in the catalog. */
  public static PlacementRule of(Catalog catalog, Rule rule) {
    return PlacementRule.of(rule, vms(catalog, rule), hosts(catalog, rule));
  }

  private static Collection<VmId> vms(Catalog catalog, Rule rule) {
    TagName tag = rule.vmTag();
    if (tag == null) {
      return rule.vms();
    }
    TreeSet<VmId> tagged = new TreeSet<>();
    catalog.vms().values().stream()
        .filter(said -> said.tags().contains(tag))
        .forEach(said -> tagged.add(said.vm()));
    return tagged;
  }

  /**
   * Of a rule that means every host if it names none, a tag that no host has would make a rule of
   * few into a rule of all; such a rule means a host that is not there.
   */
  private static Collection<HostId> hosts(Catalog catalog, Rule rule) {
    TagName tag = rule.hostTag();
    if (tag == null) {
      return rule.hosts();
    }
    TreeSet<HostId> tagged = new TreeSet<>();
    catalog.hosts().values().stream()
        .filter(said -> said.tags().contains(tag))
        .forEach(said -> tagged.add(said.host()));
    if (tagged.isEmpty() && rule.kind() == Rule.Kind.MOST_VMS) {
      tagged.add(NOBODY);
    }
    return tagged;
  }
}
