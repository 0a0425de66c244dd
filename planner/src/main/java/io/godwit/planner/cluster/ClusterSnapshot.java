package io.godwit.planner.cluster;

import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A cluster at one instant. Hosts and VMs are unique and ordered by id, rules are in their order.
 * VMs run on its hosts or nowhere; a VM under way is at home where it comes from.
 *
 * @param at the wall clock's time; windows are compared with it
 */
public record ClusterSnapshot(
    Instant at,
    List<HostFacts> hosts,
    List<VmFacts> vms,
    List<PlacementRule> rules,
    List<MoveUnderWay> underWay) {
  public ClusterSnapshot {
    hosts = hosts.stream().sorted(Comparator.comparing(HostFacts::id)).toList();
    vms = vms.stream().sorted(Comparator.comparing(VmFacts::id)).toList();
    rules = List.copyOf(rules);
    underWay = underWay.stream().sorted(Comparator.comparing(MoveUnderWay::vm)).toList();
    requireUnique("host", hosts, HostFacts::id);
    requireUnique("VM", vms, VmFacts::id);
    requireUnique("move of VM", underWay, MoveUnderWay::vm);
    Set<HostId> known = new HashSet<>();
    hosts.forEach(host -> known.add(host.id()));
    for (VmFacts vm : vms) {
      if (vm.home() != null && !known.contains(vm.home())) {
        throw new IllegalArgumentException(vm.name() + " runs on " + vm.home() + ", no host here");
      }
    }
    if (!underWay.isEmpty()) {
      Set<VmId> there = new HashSet<>();
      vms.forEach(vm -> there.add(vm.id()));
      for (MoveUnderWay move : underWay) {
        boolean meant = known.contains(move.from()) && known.contains(move.to());
        if (!meant || !there.contains(move.vm())) {
          throw new IllegalArgumentException("nobody here is meant by " + move);
        }
      }
    }
  }

  /** Looks at neighbours: they are in order. */
  private static <T, K> void requireUnique(String what, List<T> ordered, Function<T, K> key) {
    for (int i = 1; i < ordered.size(); i++) {
      K id = key.apply(ordered.get(i));
      if (id.equals(key.apply(ordered.get(i - 1)))) {
        throw new IllegalArgumentException(what + " " + id + " is there twice");
      }
    }
  }

  /** The host with this id. */
  public Optional<HostFacts> host(HostId id) {
    return hosts.stream().filter(each -> each.id().equals(id)).findFirst();
  }

  /** The VM with this id. */
  public Optional<VmFacts> vm(VmId id) {
    return vms.stream().filter(each -> each.id().equals(id)).findFirst();
  }

  /** The same with some hosts in another condition; others are passed over. */
  public ClusterSnapshot with(Condition condition, Collection<HostId> some) {
    Set<HostId> meant = new HashSet<>(some);
    return mapHosts(host -> meant.contains(host.id()) ? host.in(condition) : host);
  }

  /** The same with each host replaced. */
  public ClusterSnapshot mapHosts(UnaryOperator<HostFacts> change) {
    return new ClusterSnapshot(at, hosts.stream().map(change).toList(), vms, rules, underWay);
  }

  /** The same with each VM replaced. */
  public ClusterSnapshot mapVms(UnaryOperator<VmFacts> change) {
    return new ClusterSnapshot(at, hosts, vms.stream().map(change).toList(), rules, underWay);
  }

  /** The same under other rules. */
  public ClusterSnapshot under(List<PlacementRule> other) {
    return new ClusterSnapshot(at, hosts, vms, other, underWay);
  }

  /** The same at another time. */
  public ClusterSnapshot when(Instant other) {
    return new ClusterSnapshot(other, hosts, vms, rules, underWay);
  }

  /** The same once the plan was carried out. */
  public ClusterSnapshot after(Plan plan) {
    Map<VmId, HostId> places = new TreeMap<>();
    plan.steps().forEach(step -> places.put(step.move().vm(), step.move().to()));
    return mapVms(vm -> places.containsKey(vm.id()) ? vm.at(places.get(vm.id())) : vm);
  }
}
