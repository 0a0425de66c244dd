package io.godwit.manager.orchestration;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.Problem;
import io.godwit.model.host.Accelerator;
import io.godwit.model.host.HostId;
import io.godwit.model.host.QemuVersion;
import io.godwit.model.migration.Check;
import io.godwit.model.vm.MachineType;
import io.godwit.model.vm.VmObservation;
import io.godwit.model.vm.VmState;
import java.util.Optional;

/** Whether a VM can leave the host it is on. Pure. */
final class SourceChecks {
  private final DataCenter state;
  private final VmEntry vm;
  private final HostEntry source;

  SourceChecks(DataCenter state, VmEntry vm, HostEntry source) {
    this.state = state;
    this.vm = vm;
    this.source = source;
  }

  void addTo(CheckList list) {
    Optional<VmObservation> seen = state.observation(vm);
    running(list, seen);
    pinned(list);
    seen.ifPresent(now -> {
      if (now.accelerator() == Accelerator.TCG && now.qemuVersion() != null) {
        keepsPages(list, Check.SOURCE_QEMU, vm, now.qemuVersion(), source.id());
      }
    });
  }

  private void running(CheckList list, Optional<VmObservation> seen) {
    String found = seen.map(s -> s.state().name()).orElse("UNKNOWN");
    CheckList.Entry entry = list.check(Check.VM_STATE, VmState.RUNNING, found);
    if (seen.map(VmObservation::state).filter(VmState.RUNNING::equals).isPresent()) {
      entry.passes();
      return;
    }
    entry.refuses(
        ErrorCode.VM_NOT_RUNNING,
        "VM "
            + vm.name()
            + " is "
            + found
            + " on "
            + source.id()
            + "; only a running VM is moved live.",
        seen.map(VmObservation::state).filter(s -> !s.hasProcess()).isPresent()
            ? "Start it with 'godwit vm start " + vm.name() + "'."
            : "Try again once it is RUNNING.");
  }

  private void pinned(CheckList list) {
    MachineType machine = vm.spec().machine();
    CheckList.Entry entry = list.check(Check.MACHINE_PINNED, "a versioned type", machine);
    if (machine.isVersioned()) {
      entry.passes();
    } else {
      entry.refuses(
          ErrorCode.MACHINE_UNSUPPORTED,
          "VM "
              + vm.name()
              + " runs on machine type "
              + machine
              + ", which is another machine in another QEMU.",
          "Define it again; an agent pins the type then.");
    }
  }

  /** Whether a QEMU keeps the pages of a software-emulated guest that moves. */
  static void keepsPages(
      CheckList list, Check check, VmEntry vm, QemuVersion version, HostId host) {
    QemuVersion safe = QemuVersion.TCG_MIGRATES_SAFELY;
    Problem loses =
        new Problem(
            ErrorCode.QEMU_LOSES_PAGES,
            "VM "
                + vm.name()
                + " is software-emulated, and QEMU "
                + version
                + " on "
                + host
                + " loses dirty pages when it moves such a guest, which corrupts its memory.",
            "Use QEMU " + safe + " or newer on both hosts, or KVM.");
    list.check(check, safe + " or newer", version)
        .unless(version.compareTo(safe) < 0 ? Optional.of(loses) : Optional.empty());
  }
}
