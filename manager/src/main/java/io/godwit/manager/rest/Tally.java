package io.godwit.manager.rest;

import io.godwit.manager.catalog.Catalog;
import io.godwit.manager.enrolment.EnrolledHost;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.FolderPath;
import io.godwit.model.catalog.HostAttributes;
import io.godwit.model.catalog.PoolId;
import io.godwit.model.catalog.TagName;
import io.godwit.model.catalog.VmAttributes;
import io.godwit.model.host.HostId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Counts what is in what, once for a call: for each object anew would be a pass for each. */
final class Tally {
  private final DataCenter state;
  private final Map<Object, Integer> vms = new HashMap<>();
  private final Map<Object, Integer> hosts = new HashMap<>();

  Tally(DataCenter state) {
    this.state = state;
    state.hard().vms().values().forEach(vm -> count(vms, catalog().clusterOf(vm.right().home())));
    catalog().vms().values().forEach(this::count);
    known(state).forEach(host -> count(hosts, catalog().clusterOf(host)));
    catalog()
        .hosts()
        .values()
        .forEach((HostAttributes said) -> said.tags().forEach(tag -> count(hosts, tag)));
  }

  /** Every host there is: enrolled, connected before or now, or spoken of. */
  static Set<HostId> known(DataCenter state) {
    TreeSet<HostId> known = new TreeSet<>(state.soft().hosts().entries().keySet());
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
    known.addAll(state.hard().catalog().hosts().entries().keySet());
    return known;
  }

  /** Whether there is such a host. */
  static boolean knows(DataCenter state, HostId host) {
    return state.soft().hosts().has(host)
        || state.hard().enrolments().hosts().get(host).filter(EnrolledHost::enrolled).isPresent()
        || state.hard().catalog().hosts().has(host);
  }

  /** Whether every host there is has spoken to this leader. */
  static boolean haveSpoken(DataCenter state) {
    return state.hard().enrolments().hosts().values().stream()
            .allMatch(host -> !host.enrolled() || state.soft().hosts().has(host.host()))
        && state.hard().catalog().hosts().values().stream()
            .allMatch(said -> state.soft().hosts().has(said.host()));
  }

  private void count(VmAttributes said) {
    FolderPath folder = said.folder();
    if (folder != null) {
      count(vms, folder);
    }
    PoolId pool = said.pool();
    if (pool != null) {
      count(vms, pool);
    }
    said.tags().forEach(tag -> count(vms, tag));
  }

  private static void count(Map<Object, Integer> counts, Object of) {
    counts.merge(of, 1, Integer::sum);
  }

  DataCenter state() {
    return state;
  }

  Catalog catalog() {
    return state.hard().catalog();
  }

  /** Hosts that are connected. */
  List<HostEntry> connected() {
    return state.soft().hosts().values().stream().filter(HostEntry::isConnected).toList();
  }

  int vmsIn(ClusterName cluster) {
    return vms.getOrDefault(cluster, 0);
  }

  int vmsIn(FolderPath folder) {
    return vms.getOrDefault(folder, 0);
  }

  int vmsIn(PoolId pool) {
    return vms.getOrDefault(pool, 0);
  }

  int vmsWith(TagName tag) {
    return vms.getOrDefault(tag, 0);
  }

  int hostsIn(ClusterName cluster) {
    return hosts.getOrDefault(cluster, 0);
  }

  int hostsWith(TagName tag) {
    return hosts.getOrDefault(tag, 0);
  }
}
