package io.godwit.planner.check;

import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.HostFacts;
import io.godwit.planner.cluster.MoveUnderWay;
import io.godwit.planner.cluster.VmFacts;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** On which hosts each VM is; on two while it moves. */
final class Whereabouts {
  private static final double ROUNDING = 1e-6;

  private final Map<HostId, HostFacts> hosts = new HashMap<>();
  private final Map<VmId, VmFacts> vms = new HashMap<>();
  private final Map<VmId, Set<HostId>> places = new HashMap<>();
  private final Map<HostId, Set<VmId>> residents = new HashMap<>();
  private final Set<VmId> busy = new HashSet<>();

  Whereabouts(ClusterSnapshot snapshot) {
    for (HostFacts host : snapshot.hosts()) {
      hosts.put(host.id(), host);
      residents.put(host.id(), new HashSet<>());
    }
    for (VmFacts vm : snapshot.vms()) {
      vms.put(vm.id(), vm);
      places.put(vm.id(), new TreeSet<>());
      vm.host().ifPresent(host -> put(vm.id(), host));
    }
    for (MoveUnderWay move : snapshot.underWay()) {
      put(move.vm(), move.from());
      put(move.vm(), move.to());
      busy.add(move.vm());
    }
  }

  void put(VmId vm, HostId host) {
    hosts(vm).add(host);
    vms(host).add(vm);
  }

  void remove(VmId vm, HostId host) {
    hosts(vm).remove(host);
    vms(host).remove(vm);
  }

  /** Where a VM is; nowhere if nobody knows it. */
  Set<HostId> hosts(VmId vm) {
    Set<HostId> some = places.get(vm);
    return some == null ? Set.of() : some;
  }

  Set<VmId> vms(HostId host) {
    Set<VmId> some = residents.get(host);
    return some == null ? Set.of() : some;
  }

  Optional<VmFacts> vm(VmId id) {
    return Optional.ofNullable(vms.get(id));
  }

  Optional<HostFacts> host(HostId id) {
    return Optional.ofNullable(hosts.get(id));
  }

  boolean isBusy(VmId vm) {
    return busy.contains(vm);
  }

  Set<HostId> allHosts() {
    return new TreeSet<>(hosts.keySet());
  }

  String domain(HostId host) {
    return host(host).flatMap(HostFacts::domain).orElse("");
  }

  /** What a host has promised beyond what it has. */
  List<String> excess(HostId id) {
    HostFacts host = hosts.get(id);
    if (host == null) {
      return List.of();
    }
    long bytes = 0;
    long vcpus = 0;
    double reserved = 0;
    for (VmId each : vms(id)) {
      VmFacts vm = vms.get(each);
      if (vm != null) {
        bytes += vm.backed().bytes();
        vcpus += vm.vcpus();
        reserved += vm.entitlement().reservedCores();
      }
    }
    if (bytes > host.memory().bytes()) {
      return List.of(id + " has promised more memory than it has");
    }
    if (vcpus > host.cores() * host.cpuOvercommit() + ROUNDING) {
      return List.of(id + " has promised more virtual processors than it may");
    }
    return reserved > host.cores() + ROUNDING
        ? List.of(id + " has reserved more cores than it has")
        : List.of();
  }
}
