package io.godwit.manager.orchestration;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.host.NetworkName;
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
