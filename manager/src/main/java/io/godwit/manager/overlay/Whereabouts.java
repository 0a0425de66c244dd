package io.godwit.manager.overlay;

import io.godwit.manager.catalog.CatalogKind;
import io.godwit.manager.enrolment.EnrolledHost;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.model.catalog.CatalogObject;
import io.godwit.model.catalog.NetworkSpec;
import io.godwit.model.host.HostId;
import io.godwit.model.host.NetworkName;
import io.godwit.model.host.OverlayEnd;
import io.godwit.model.migration.MigrationPhase;
import io.godwit.model.vm.NicSpec;
import io.godwit.model.vm.RightToRun;
import io.godwit.model.vm.RightToRun.Handover;
import io.godwit.model.vm.RightToRun.Owned;
import io.godwit.model.vm.VmState;
import io.godwit.protocol.agent.Overlay;
import io.godwit.protocol.agent.Station;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which cards overlay networks have, and behind which host each is. Pure. */
final class Whereabouts {
  private final DataCenter state;

  Whereabouts(DataCenter state) {
    this.state = state;
  }

  /** All overlay networks as their members should have them. */
  SortedMap<NetworkName, Overlay> overlays() {
    SortedMap<NetworkName, NetworkSpec> specs = new TreeMap<>();
    for (CatalogObject object : state.hard().catalog().all(CatalogKind.NETWORK)) {
      if (object instanceof NetworkSpec spec && spec.kind() == NetworkSpec.Kind.OVERLAY) {
        specs.put(spec.name(), spec);
      }
    }
    SortedMap<NetworkName, Overlay> overlays = new TreeMap<>();
    if (!specs.isEmpty()) {
      SortedMap<NetworkName, List<Station>> stations = stations(specs);
      specs.forEach((name, spec) ->
          overlays.put(name, overlay(spec, stations.getOrDefault(name, List.of()))));
    }
    return overlays;
  }

  /** Where a VM's packets go: to the host that runs it, or is about to. */
  HostId place(VmEntry vm) {
    return switch (vm.right()) {
      case Owned owned -> owned.host();
      case Handover handover -> hasLeft(vm, handover) ? handover.destination() : handover.source();
    };
  }

  /** Either end may be the first to be heard; a guest that stands still misses nothing. */
  private boolean hasLeft(VmEntry vm, Handover handover) {
    boolean standing =
        state
            .hard()
            .migrationOf(vm.id())
            .flatMap(migration -> state.soft().progress().get(migration.id()))
            .filter(progress -> progress.phase().compareTo(MigrationPhase.SWITCHOVER) >= 0)
            .isPresent();
    return standing
        || is(vm, handover.source(), VmState.HANDED_OVER)
        || is(vm, handover.destination(), VmState.RUNNING);
  }

  private boolean is(VmEntry vm, HostId host, VmState seen) {
    return state
        .soft()
        .observation(host, vm.id())
        .filter(observed -> observed.state() == seen)
        .isPresent();
  }

  private SortedMap<NetworkName, List<Station>> stations(
      SortedMap<NetworkName, NetworkSpec> specs) {
    SortedMap<NetworkName, List<Station>> all = new TreeMap<>();
    for (VmEntry vm : state.hard().vms().values()) {
      List<NicSpec> nics = vm.spec().nics();
      for (int card = 0; card < nics.size(); card++) {
        NicSpec nic = nics.get(card);
        if (specs.containsKey(nic.network())) {
          Optional<String> end = end(place(vm), nic.network());
          if (end.isPresent()) {
            all.computeIfAbsent(nic.network(), _ -> new ArrayList<>())
                .add(new Station(nic.mac(), vm.id(), card, end.get()));
          }
        }
      }
    }
    all.values().forEach(each -> each.sort(Comparator.comparing(s -> s.mac().value())));
    return all;
  }

  private Optional<String> end(HostId host, NetworkName network) {
    return state
        .soft()
        .hosts()
        .get(host)
        .flatMap(entry -> entry.description().overlay(network))
        .map(OverlayEnd::address);
  }

  private Overlay overlay(NetworkSpec spec, List<Station> stations) {
    List<String> ends =
        state.soft().hosts().values().stream()
            .map(HostEntry::description)
            .flatMap(host -> host.overlay(spec.name()).stream())
            .map(OverlayEnd::address)
            .distinct()
            .sorted()
            .toList();
    Integer vni = spec.vni();
    return new Overlay(
        spec.name(),
        vni == null ? 0 : vni,
        spec.mtu(),
        ends,
        stations,
        everyHostIsHeard() ? Overlay.Others.GO : Overlay.Others.STAY);
  }

  /** Since this manager leads. */
  private boolean everyHostIsHeard() {
    boolean enrolled =
        state.hard().enrolments().hosts().values().stream()
            .filter(EnrolledHost::enrolled)
            .allMatch(host -> state.soft().hosts().has(host.host()));
    return enrolled
        && state.hard().vms().values().stream()
            .map(VmEntry::right)
            .map(RightToRun::home)
            .allMatch(state.soft().hosts()::has);
  }
}
