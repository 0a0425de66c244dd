package io.godwit.manager.orchestration;

import io.godwit.manager.catalog.CatalogKey;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.model.catalog.NetworkSpec;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.host.NetworkName;
import io.godwit.model.host.OverlayEnd;
import io.godwit.model.migration.Check;
import io.godwit.model.vm.NicSpec;
import io.godwit.model.vm.VmId;
import java.util.List;
import java.util.Optional;

/** Whether a VM's networks are where it goes, and take its cards. Pure. */
final class NetworkChecks {
  private final DataCenter state;
  private final VmEntry vm;
  private final HostEntry destination;

  NetworkChecks(DataCenter state, VmEntry vm, HostEntry destination) {
    this.state = state;
    this.vm = vm;
    this.destination = destination;
  }

  void addTo(CheckList list) {
    for (NicSpec nic : vm.spec().nics()) {
      present(list, nic);
      overlay(list, nic.network());
      mac(list, nic);
    }
  }

  private void present(CheckList list, NicSpec nic) {
    List<NetworkName> there = destination.description().networks();
    if (there.contains(nic.network())) {
      list.of(Check.NETWORK, nic.mac(), nic.network(), nic.network()).passes();
      return;
    }
    String found =
        there.isEmpty()
            ? "none"
            : String.join(", ", there.stream().map(NetworkName::toString).toList());
    list.of(Check.NETWORK, nic.mac(), nic.network(), found)
        .refuses(
            ErrorCode.NETWORK_UNKNOWN,
            "Host "
                + destination.id()
                + " has no network "
                + nic.network()
                + ", which VM "
                + vm.name()
                + " needs.",
            "Set it up there, or name another host.");
  }

  /** What a network is, both ends and the catalog have to say alike. */
  private void overlay(CheckList list, NetworkName network) {
    Optional<NetworkSpec> spec =
        state
            .hard()
            .catalog()
            .find(CatalogKey.of(network))
            .map(NetworkSpec.class::cast)
            .filter(each -> each.kind() == NetworkSpec.Kind.OVERLAY);
    Optional<OverlayEnd> there = destination.description().overlay(network);
    String needed = spec.map(each -> "an overlay, MTU " + each.mtu()).orElse("a bridge");
    String found =
        there
            .map(end -> "an overlay at " + end.address() + ", MTU " + end.mtu())
            .orElse("a bridge");
    CheckList.Entry entry = list.of(Check.OVERLAY, network, needed, found);
    Optional<String> unfit = unfit(network, spec, there);
    if (unfit.isEmpty() || !destination.description().networks().contains(network)) {
      entry.passes();
    } else {
      entry.refuses(
          ErrorCode.NETWORK_UNFIT,
          "Host " + destination.id() + " cannot take VM " + vm.name() + ": " + unfit.get() + ".",
          "Correct the agent's configuration there or its device, or name another host.");
    }
  }

  private Optional<String> unfit(
      NetworkName network, Optional<NetworkSpec> spec, Optional<OverlayEnd> there) {
    if (spec.isPresent() && there.isEmpty()) {
      return Optional.of("network " + network + " is an overlay, and a bridge of its own there");
    }
    if (spec.isEmpty() && there.isPresent()) {
      return Optional.of(
          "network " + network + " is an overlay there, and the inventory has no overlay of it");
    }
    if (spec.isEmpty() || there.isEmpty()) {
      return Optional.empty();
    }
    OverlayEnd end = there.get();
    if (end.mtu() < spec.get().mtu()) {
      return Optional.of(
          "packets of overlay "
              + network
              + " have up to "
              + spec.get().mtu()
              + " bytes, and the device with its overlay address "
              + end.address()
              + (end.mtu() == 0 ? " is not there" : " takes " + end.mtu()));
    }
    return home(network)
        .filter(here -> OverlayEnd.isIpv6(here.address()) != OverlayEnd.isIpv6(end.address()))
        .map(here ->
            "of overlay "
                + network
                + " it has the address "
                + end.address()
                + ", which does not talk to "
                + here.address());
  }

  private Optional<OverlayEnd> home(NetworkName network) {
    return state
        .soft()
        .hosts()
        .get(vm.right().home())
        .flatMap(host -> host.description().overlay(network));
  }

  private void mac(CheckList list, NicSpec nic) {
    Optional<VmEntry> other =
        state.candidates(destination.id()).stream()
            .filter(id -> !id.equals(vm.id()) && state.occupies(id, destination.id()))
            .flatMap(id -> known(id).stream())
            .filter(entry -> entry.spec().nics().contains(nic))
            .findFirst();
    CheckList.Entry entry =
        list.of(
            Check.MAC,
            nic.mac(),
            "no other VM's on " + nic.network(),
            other.map(vm -> vm.name().value()).orElse("none"));
    if (other.isEmpty()) {
      entry.passes();
    } else {
      entry.refuses(
          ErrorCode.MAC_TAKEN,
          "VM "
              + other.get().name()
              + " on "
              + destination.id()
              + " has the address "
              + nic.mac()
              + " of VM "
              + vm.name()
              + " on the same network "
              + nic.network()
              + ".",
          "Define one of them again with another address.");
    }
  }

  private Optional<VmEntry> known(VmId id) {
    return state.hard().vms().get(id);
  }
}
