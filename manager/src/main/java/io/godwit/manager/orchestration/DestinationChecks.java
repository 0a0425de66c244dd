package io.godwit.manager.orchestration;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.host.Accelerator;
import io.godwit.model.host.AcceleratorVerdict;
import io.godwit.model.host.QemuVersion;
import io.godwit.model.migration.Check;
import io.godwit.model.migration.DiskWish;
import io.godwit.model.vm.VmObservation;
import io.godwit.model.vm.VmState;
import java.util.List;
import java.util.Optional;

/** Whether a host can take a VM in. Pure. */
final class DestinationChecks {
  /** A QEMU has dozens of machine types; the newest say enough. */
  private static final int TYPES_SHOWN = 3;

  private final DataCenter state;
  private final VmEntry vm;
  private final Optional<HostEntry> source;
  private final HostEntry destination;
  private final DiskWish wish;

  /**
   * @param source the VM's home, if its agent has ever spoken
   */
  DestinationChecks(
      DataCenter state,
      VmEntry vm,
      Optional<HostEntry> source,
      HostEntry destination,
      DiskWish wish) {
    this.wish = wish;
    this.state = state;
    this.vm = vm;
    this.source = source;
    this.destination = destination;
  }

  void addTo(CheckList list) {
    machine(list);
    state
        .observation(vm)
        .filter(seen -> seen.state() == VmState.RUNNING)
        .ifPresent(seen -> running(list, seen));
    new CapacityChecks(state, vm, destination).addTo(list);
    source.ifPresent(from -> new DatastoreChecks(vm, from, destination, wish).addTo(list));
    new NetworkChecks(state, vm, destination).addTo(list);
  }

  private void machine(CheckList list) {
    String machine = vm.spec().machine().value();
    List<String> offered = destination.description().machineTypes();
    if (offered.contains(machine)) {
      list.check(Check.MACHINE, machine, machine).passes();
      return;
    }
    String newest = String.join(", ", offered.subList(0, Math.min(TYPES_SHOWN, offered.size())));
    list.check(Check.MACHINE, machine, offered.size() > TYPES_SHOWN ? newest + ", ..." : newest)
        .refuses(
            ErrorCode.MACHINE_UNSUPPORTED,
            "QEMU "
                + destination.description().qemuVersion()
                + " on "
                + destination.id()
                + " has no machine type "
                + machine
                + ", which VM "
                + vm.name()
                + " runs on.",
            "Name a host whose QEMU has it.");
  }

  private void running(CheckList list, VmObservation seen) {
    Accelerator running = seen.accelerator();
    if (running != null) {
      accelerator(list, running);
    }
    QemuVersion offered = destination.description().qemuVersion();
    if (running == Accelerator.TCG) {
      SourceChecks.keepsPages(list, Check.DESTINATION_QEMU, vm, offered, destination.id());
    }
    if (seen.qemuVersion() != null) {
      version(list, seen.qemuVersion(), offered);
    }
  }

  private void accelerator(CheckList list, Accelerator running) {
    AcceleratorVerdict verdict = destination.description().accelerator();
    if (running != Accelerator.KVM || verdict.chosen() == Accelerator.KVM) {
      // Software emulation works everywhere, also where KVM would.
      list.check(Check.ACCELERATOR, running, running).passes();
      return;
    }
    list.check(Check.ACCELERATOR, running, verdict.chosen())
        .refuses(
            ErrorCode.ACCELERATOR_UNSUPPORTED,
            "VM "
                + vm.name()
                + " runs on KVM, which "
                + destination.id()
                + " does not offer: "
                + verdict.reason()
                + ".",
            "Name a host with KVM.");
  }

  private void version(CheckList list, QemuVersion running, QemuVersion offered) {
    CheckList.Entry entry = list.check(Check.QEMU_VERSION, running + " or newer", offered);
    if (offered.compareTo(running) >= 0) {
      entry.passes();
      return;
    }
    entry.warns(
        "VM "
            + vm.name()
            + " runs in QEMU "
            + running
            + " and "
            + destination.id()
            + " has "
            + offered
            + "; a guest seldom moves to an older QEMU in practice, and less is tested.",
        "Prefer a host with QEMU " + running + " or newer.");
  }
}
