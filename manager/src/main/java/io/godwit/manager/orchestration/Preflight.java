package io.godwit.manager.orchestration;

import io.godwit.manager.inventory.Claim;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.host.Accelerator;
import io.godwit.model.host.Datastore;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.host.HostId;
import io.godwit.model.host.QemuVersion;
import io.godwit.model.vm.Boot;
import io.godwit.model.vm.DatastoreFile;
import io.godwit.model.vm.DiskSpec;
import io.godwit.model.vm.NicSpec;
import io.godwit.model.vm.VmName;
import io.godwit.model.vm.VmObservation;
import io.godwit.model.vm.VmState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the manager can tell about a migration without asking anyone. Pure. */
final class Preflight {
  private final DataCenter state;
  private final VmEntry vm;
  private final HostEntry source;
  private final HostEntry destination;
  private final DiskWish wish;
  private final List<Problem> refusals = new ArrayList<>();

  private Preflight(
      DataCenter state, VmEntry vm, HostEntry source, HostEntry destination, DiskWish wish) {
    this.wish = wish;
    this.state = state;
    this.vm = vm;
    this.source = source;
    this.destination = destination;
  }

  /**
   * The VM, if nothing speaks against moving it.
   *
   * @throws GodwitException the first refusal
   */
  static VmEntry require(DataCenter state, VmName name, HostId to, DiskWish wish) {
    VmEntry vm = state.requireVm(name);
    List<Problem> refusals = refusals(state, vm, to, wish);
    if (!refusals.isEmpty()) {
      throw refusals.getFirst().asException();
    }
    return vm;
  }

  /** Every reason not to move the VM there, the most basic first. */
  static List<Problem> refusals(DataCenter state, VmEntry vm, HostId to, DiskWish wish) {
    List<Problem> basic = new ArrayList<>();
    HostId home = vm.right().home();
    migrating(state, vm).ifPresent(basic::add);
    claimed(state, vm).ifPresent(basic::add);
    if (home.equals(to)) {
      basic.add(
          problem(
              ErrorCode.SAME_HOST,
              "VM " + vm.name() + " is on host " + to + " already.",
              "Name another host."));
    }
    Optional<HostEntry> destination = connected(state, to, basic);
    Optional<HostEntry> source = connected(state, home, basic);
    if (!basic.isEmpty() || source.isEmpty() || destination.isEmpty()) {
      return basic;
    }
    return new Preflight(state, vm, source.get(), destination.get(), wish).check();
  }

  /** The refusal of a VM that is in a migration, during which nothing else may change it. */
  static Optional<Problem> migrating(DataCenter state, VmEntry vm) {
    return state
        .hard()
        .migrationOf(vm.id())
        .map(migration ->
            problem(
                ErrorCode.VM_MIGRATING,
                "VM "
                    + vm.name()
                    + " is being moved from "
                    + migration.source()
                    + " to "
                    + migration.destination()
                    + " by migration "
                    + migration.id()
                    + ".",
                "Wait until it has ended, or cancel it with 'godwit migration cancel "
                    + migration.id()
                    + "'."));
  }

  /** The refusal of a VM that another call is busy with. */
  static Optional<Problem> claimed(DataCenter state, VmEntry vm) {
    return state
        .soft()
        .claims()
        .get(vm.id())
        .map(claim ->
            problem(
                ErrorCode.VM_WRONG_STATE,
                "VM " + vm.name() + " is being " + words(claim.kind()) + " at the moment.",
                "Wait until that is done."));
  }

  private static String words(Claim.Kind kind) {
    return switch (kind) {
      case DEFINE -> "defined";
      case START -> "started";
      case DELETE -> "deleted";
      case FINISH -> "brought to the end of what another manager began";
    };
  }

  private static Optional<HostEntry> connected(
      DataCenter state, HostId host, List<Problem> refusals) {
    try {
      return Optional.of(state.requireConnected(host));
    } catch (GodwitException refused) {
      refusals.add(refused.problem());
      return Optional.empty();
    }
  }

  private List<Problem> check() {
    Optional<VmObservation> seen = state.observation(vm);
    if (seen.isEmpty() || seen.get().state() != VmState.RUNNING) {
      refuse(
          ErrorCode.VM_NOT_RUNNING,
          "VM "
              + vm.name()
              + " is "
              + seen.map(s -> s.state().name()).orElse("UNKNOWN")
              + " on "
              + source.id()
              + "; only a running VM is moved live.",
          seen.map(VmObservation::state).filter(s -> !s.hasProcess()).isPresent()
              ? "Start it with 'godwit vm start " + vm.name() + "'."
              : "Try again once it is RUNNING.");
    }
    disks();
    networks();
    machine();
    seen.filter(s -> s.state() == VmState.RUNNING).ifPresent(this::accelerator);
    memory();
    return refusals;
  }

  private void disks() {
    for (DiskSpec disk : vm.spec().disks()) {
      DatastoreName name = DiskPlan.target(disk, source, destination, wish);
      if (hasDatastore(name) && !wish.copied() && !DiskPlan.isShared(source, destination, name)) {
        refuse(
            ErrorCode.DISK_NOT_SHARED,
            "Disk "
                + disk.file()
                + " of VM "
                + vm.name()
                + " lies on a datastore that "
                + source.id()
                + " and "
                + destination.id()
                + " do not share.",
            "Let it go along with --with-disks, or move it to a shared datastore first.");
      }
    }
    if (vm.spec().boot() instanceof Boot.Kernel kernel) {
      for (DatastoreFile file : List.of(kernel.kernel(), kernel.initrd())) {
        if (hasDatastore(file.datastore())
            && DataCenter.reach(destination, file.datastore()).orElseThrow()
                != Datastore.Reach.SHARED) {
          refuse(
              ErrorCode.DISK_NOT_SHARED,
              "VM "
                  + vm.name()
                  + " boots from "
                  + file
                  + ", which "
                  + destination.id()
                  + " does not share.",
              "Move the file to a shared datastore first.");
        }
      }
    }
  }

  private boolean hasDatastore(DatastoreName name) {
    if (DataCenter.reach(destination, name).isPresent()) {
      return true;
    }
    refuse(
        ErrorCode.DATASTORE_UNKNOWN,
        "Host "
            + destination.id()
            + " has no datastore "
            + name
            + ", which VM "
            + vm.name()
            + " needs.",
        "Mount it there, or name another host.");
    return false;
  }

  private void networks() {
    for (NicSpec nic : vm.spec().nics()) {
      if (!destination.description().networks().contains(nic.network())) {
        refuse(
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
    }
  }

  private void machine() {
    String machine = vm.spec().machine().value();
    if (!destination.description().machineTypes().contains(machine)) {
      refuse(
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
  }

  private void accelerator(VmObservation seen) {
    Accelerator running = seen.accelerator();
    if (running == Accelerator.KVM
        && destination.description().accelerator().chosen() != Accelerator.KVM) {
      refuse(
          ErrorCode.ACCELERATOR_UNSUPPORTED,
          "VM "
              + vm.name()
              + " runs on KVM, which "
              + destination.id()
              + " does not offer: "
              + destination.description().accelerator().reason()
              + ".",
          "Name a host with KVM.");
    }
    if (running == Accelerator.TCG) {
      if (seen.qemuVersion() != null) {
        keepsPages(seen.qemuVersion(), source.id());
      }
      keepsPages(destination.description().qemuVersion(), destination.id());
    }
  }

  private void keepsPages(QemuVersion version, HostId host) {
    if (version.compareTo(QemuVersion.TCG_MIGRATES_SAFELY) < 0) {
      refuse(
          ErrorCode.QEMU_LOSES_PAGES,
          "VM "
              + vm.name()
              + " is software-emulated, and QEMU "
              + version
              + " on "
              + host
              + " loses dirty pages when it moves such a guest, which corrupts its memory.",
          "Use QEMU " + QemuVersion.TCG_MIGRATES_SAFELY + " or newer on both hosts, or KVM.");
    }
  }

  private void memory() {
    Capacity.shortage(state, destination, vm.name(), vm.spec().memory()).ifPresent(refusals::add);
  }

  private void refuse(ErrorCode code, String detail, String next) {
    refusals.add(problem(code, detail, next));
  }

  private static Problem problem(ErrorCode code, String detail, String next) {
    return new Problem(code, detail, next);
  }
}
