package io.godwit.manager.orchestration;

import io.godwit.manager.catalog.Catalog;
import io.godwit.manager.catalog.References;
import io.godwit.manager.inventory.Claim;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.Reservations;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.VmAttributes;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.host.Accelerator;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.host.HostId;
import io.godwit.model.task.TaskId;
import io.godwit.model.vm.AcceleratorChoice;
import io.godwit.model.vm.Boot;
import io.godwit.model.vm.DiskSpec;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.MacAddress;
import io.godwit.model.vm.NicSpec;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.model.vm.VmObservation;
import io.godwit.model.vm.VmSpec;
import io.godwit.model.vm.VmState;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Decides whether a call may be carried out as things are, and what it comes to. Changes nothing;
 * runs on the state loop, whose thread is the only one that uses its random numbers.
 */
final class VmAdmission {
  private static final Set<VmState> STOPPED = EnumSet.of(VmState.STOPPED, VmState.CRASHED);
  private static final Set<VmState> PROCESSES =
      EnumSet.of(
          VmState.RUNNING,
          VmState.PAUSED,
          VmState.STARTING,
          VmState.STOPPING,
          VmState.UNRESPONSIVE);

  /** A VM that is not there yet. */
  private static final VmId NOBODY = new VmId(new UUID(0, 0));

  private final RandomGenerator random;

  VmAdmission(RandomGenerator random) {
    this.random = random;
  }

  /**
   * What is to be done, and what others must not cross meanwhile.
   *
   * @param spec what the VM is, or shall be
   */
  record Admitted(VmWork work, VmSpec spec, Optional<Claim> claim) {}

  /**
   * Admits a call.
   *
   * @param task that it becomes
   * @throws GodwitException why not
   */
  Admitted admit(DataCenter state, TaskId task, VmCall call) {
    return switch (call) {
      case VmCall.Define define -> define(state, define);
      case VmCall.Start start -> start(state, start.name());
      case VmCall.Stop stop -> {
        VmEntry vm = require(state, stop.name(), ErrorCode.VM_NOT_RUNNING, PROCESSES);
        yield shared(
            vm, new VmWork.Stop(vm.id(), vm.right().generation(), vm.right().home(), stop.grace()));
      }
      case VmCall.Kill kill -> {
        VmEntry vm = require(state, kill.name(), ErrorCode.VM_NOT_RUNNING, PROCESSES);
        yield shared(vm, new VmWork.Kill(vm.id(), vm.right().generation(), vm.right().home()));
      }
      case VmCall.Pause pause -> {
        VmEntry vm =
            require(state, pause.name(), ErrorCode.VM_NOT_RUNNING, EnumSet.of(VmState.RUNNING));
        yield shared(vm, new VmWork.Pause(vm.id(), vm.right().generation(), vm.right().home()));
      }
      case VmCall.Resume resume -> {
        VmEntry vm =
            require(state, resume.name(), ErrorCode.VM_WRONG_STATE, EnumSet.of(VmState.PAUSED));
        yield shared(vm, new VmWork.Resume(vm.id(), vm.right().generation(), vm.right().home()));
      }
      case VmCall.MoveDisk move -> moveDisk(state, task, move);
      case VmCall.Delete delete -> {
        VmEntry vm = require(state, delete.name(), ErrorCode.VM_NOT_STOPPED, STOPPED);
        Preflight.claimed(state, vm).ifPresent(VmAdmission::refuse);
        yield alone(
            vm,
            new VmWork.Delete(vm.id(), vm.right().generation(), vm.right().home()),
            Claim.Kind.DELETE);
      }
    };
  }

  /** The claim of work that another manager began, if the VM is still known. */
  static Optional<Claim> again(DataCenter state, VmWork work) {
    return switch (work) {
      case VmWork.Define define ->
          Optional.of(new Claim(Claim.Kind.DEFINE, define.vm(), define.spec(), define.home()));
      case VmWork.Start start -> again(state, start, Claim.Kind.START);
      case VmWork.Delete delete -> again(state, delete, Claim.Kind.DELETE);
      case VmWork.MoveDisk move -> again(state, move, Claim.Kind.MOVE_DISK);
      case VmWork.Stop _, VmWork.Kill _, VmWork.Pause _, VmWork.Resume _ ->
          again(state, work, Claim.Kind.FINISH);
    };
  }

  private static Optional<Claim> again(DataCenter state, VmWork work, Claim.Kind kind) {
    return state
        .hard()
        .vms()
        .get(work.vm())
        .map(vm -> new Claim(kind, vm.id(), vm.spec(), work.home()));
  }

  /** Others may come between: a VM that is being stopped may be killed. */
  private static Admitted shared(VmEntry vm, VmWork work) {
    return new Admitted(work, vm.spec(), Optional.empty());
  }

  private static Admitted alone(VmEntry vm, VmWork work, Claim.Kind kind) {
    Claim claim = new Claim(kind, vm.id(), vm.spec(), work.home());
    return new Admitted(work, vm.spec(), Optional.of(claim));
  }

  private static Admitted moveDisk(DataCenter state, TaskId task, VmCall.MoveDisk move) {
    VmEntry vm =
        require(
            state,
            move.name(),
            ErrorCode.VM_NOT_RUNNING,
            EnumSet.of(VmState.RUNNING, VmState.PAUSED));
    Preflight.claimed(state, vm).ifPresent(VmAdmission::refuse);
    HostEntry host = state.requireConnected(vm.right().home());
    DiskSpec target = DiskPlan.moved(state, vm, host, move);
    return alone(
        vm,
        new VmWork.MoveDisk(
            vm.id(),
            vm.right().generation(),
            host.id(),
            task,
            move.disk(),
            target,
            move.bandwidth()),
        Claim.Kind.MOVE_DISK);
  }

  private Admitted start(DataCenter state, VmName name) {
    VmEntry vm = require(state, name, ErrorCode.VM_NOT_STOPPED, STOPPED);
    Preflight.claimed(state, vm).ifPresent(VmAdmission::refuse);
    Availability.refusal(state, vm.right().home()).ifPresent(VmAdmission::refuse);
    HostEntry host = state.requireConnected(vm.right().home());
    DiskUse.conflict(state, vm.id(), vm.spec().disks(), host).ifPresent(VmAdmission::refuse);
    Capacity.shortage(state, host, vm).ifPresent(VmAdmission::refuse);
    Reservations.refusal(state, host, vm.id(), name, Reservations.of(state, vm.id()))
        .ifPresent(VmAdmission::refuse);
    return alone(
        vm,
        new VmWork.Start(vm.id(), vm.right().generation(), vm.right().home()),
        Claim.Kind.START);
  }

  private Admitted define(DataCenter state, VmCall.Define call) {
    VmDraft draft = call.draft();
    HostId to = call.host();
    Availability.refusal(state, to).ifPresent(VmAdmission::refuse);
    HostEntry host = state.requireConnected(to);
    boolean claimed =
        state.soft().claims().values().stream()
            .anyMatch(claim -> claim.spec().name().equals(draft.name()));
    if (claimed || state.hard().names().has(draft.name())) {
      throw new GodwitException(
          ErrorCode.VM_NAME_TAKEN,
          "There is a VM named " + draft.name() + " already.",
          "Take another name.");
    }
    VmSpec spec = complete(state, draft);
    needs(draft, host);
    VmId id = new VmId(new UUID(random.nextLong(), random.nextLong()));
    DiskUse.conflict(state, id, spec.disks(), host).ifPresent(VmAdmission::refuse);
    VmAttributes said = attributes(state, draft, id, to);
    return new Admitted(
        new VmWork.Define(
            id, Generation.FIRST, to, spec, said.plain() ? null : said, call.because()),
        spec,
        Optional.of(new Claim(Claim.Kind.DEFINE, id, spec, to)));
  }

  private static VmAttributes attributes(DataCenter state, VmDraft draft, VmId id, HostId home) {
    Catalog catalog = state.hard().catalog();
    ClusterName cluster = catalog.clusterOf(home);
    VmAttributes said = draft.attributes(id, cluster);
    References.wrong(catalog, said)
        .ifPresent(wrong -> {
          throw invalid("VM " + draft.name() + " cannot be filed there: " + wrong + ".");
        });
    draft
        .resources()
        .wrongFor(draft.cpus(), draft.memory())
        .ifPresent(wrong -> {
          throw invalid("VM " + draft.name() + " cannot be like that: " + wrong + ".");
        });
    Reservations.tooLarge(state, cluster, draft.name(), said.resources().cpu().reservation())
        .ifPresent(VmAdmission::refuse);
    return said;
  }

  private VmSpec complete(DataCenter state, VmDraft draft) {
    Set<MacAddress> taken = new HashSet<>();
    state.hard().vms().values().forEach(vm -> addMacs(taken, vm.spec()));
    state.soft().claims().values().forEach(claim -> addMacs(taken, claim.spec()));
    for (VmDraft.Nic nic : draft.nics()) {
      if (nic.given().filter(taken::contains).isPresent()) {
        throw invalid("MAC address " + nic.mac() + " belongs to another VM.");
      }
    }
    draft.nics().forEach(nic -> nic.given().ifPresent(taken::add));
    List<NicSpec> nics = new ArrayList<>();
    for (VmDraft.Nic nic : draft.nics()) {
      Optional<MacAddress> given = nic.given();
      nics.add(new NicSpec(nic.network(), given.isPresent() ? given.get() : newMac(taken)));
    }
    try {
      return draft.spec(nics);
    } catch (IllegalArgumentException wrong) {
      throw invalid("The VM cannot be as described: " + wrong.getMessage() + ".");
    }
  }

  private static void addMacs(Set<MacAddress> macs, VmSpec spec) {
    spec.nics().forEach(nic -> macs.add(nic.mac()));
  }

  private MacAddress newMac(Set<MacAddress> taken) {
    // 16.7 million addresses for 40,000 VMs: the first is free nearly always.
    MacAddress mac = MacAddress.ofTail(random.nextInt());
    while (!taken.add(mac)) {
      mac = MacAddress.ofTail(random.nextInt());
    }
    return mac;
  }

  /**
   * What keeps a new VM from being defined on a host; what it has room for is not looked at.
   *
   * @param more datastores that it needs besides those of its disks
   */
  static Optional<Problem> unfit(
      DataCenter state, VmDraft draft, List<DatastoreName> more, HostId to) {
    try {
      HostEntry host = state.requireConnected(to);
      Availability.refusal(state, to).ifPresent(VmAdmission::refuse);
      return lacking(state, draft, more, host);
    } catch (GodwitException refused) {
      return Optional.of(refused.problem());
    }
  }

  /**
   * The same of a host that is off, as if it were on. Of one that this leader has never heard of
   * nobody knows what it has.
   */
  static Optional<Problem> unfitWhenOn(
      DataCenter state, VmDraft draft, List<DatastoreName> more, HostId to) {
    return state.soft().hosts().get(to).flatMap(host -> lacking(state, draft, more, host));
  }

  private static Optional<Problem> lacking(
      DataCenter state, VmDraft draft, List<DatastoreName> more, HostEntry host) {
    try {
      more.forEach(name -> needs(name, host));
      needs(draft, host);
      return DiskUse.conflict(state, NOBODY, draft.disks(), host);
    } catch (GodwitException refused) {
      return Optional.of(refused.problem());
    }
  }

  private static void needs(VmDraft draft, HostEntry host) {
    List<DatastoreName> needed = new ArrayList<>();
    for (DiskSpec disk : draft.disks()) {
      needed.add(disk.file().datastore());
    }
    if (draft.boot() instanceof Boot.Kernel kernel) {
      needed.add(kernel.kernel().datastore());
      needed.add(kernel.initrd().datastore());
    }
    needed.forEach(name -> needs(name, host));
    for (VmDraft.Nic nic : draft.nics()) {
      if (!host.description().networks().contains(nic.network())) {
        throw new GodwitException(
            ErrorCode.NETWORK_UNKNOWN,
            "Host " + host.id() + " has no network " + nic.network() + ".",
            "Look at its networks with 'godwit host show " + host.id() + "'.");
      }
    }
    boolean fast = host.description().accelerator().chosen() == Accelerator.KVM;
    if (draft.accelerator() == AcceleratorChoice.KVM && !fast) {
      throw new GodwitException(
          ErrorCode.ACCELERATOR_UNSUPPORTED,
          "Host " + host.id() + " has no KVM for guests.",
          "Name another host, or another accelerator.");
    }
  }

  private static void needs(DatastoreName name, HostEntry host) {
    if (DataCenter.reach(host, name).isEmpty()) {
      throw new GodwitException(
          ErrorCode.DATASTORE_UNKNOWN,
          "Host " + host.id() + " has no datastore " + name + ".",
          "Look at its datastores with 'godwit host show " + host.id() + "'.");
    }
  }

  private static VmEntry require(
      DataCenter state, VmName name, ErrorCode otherwise, Set<VmState> states) {
    VmEntry vm = state.requireVm(name);
    Preflight.migrating(state, vm).ifPresent(VmAdmission::refuse);
    if (standsStill(state, vm)) {
      Preflight.claimed(state, vm).ifPresent(VmAdmission::refuse);
    }
    state.requireConnected(vm.right().home());
    Optional<VmState> seen = state.observation(vm).map(VmObservation::state);
    if (seen.isEmpty() || !states.contains(seen.get())) {
      throw new GodwitException(
          otherwise,
          "VM "
              + name
              + " is "
              + seen.map(VmState::name).orElse("UNKNOWN")
              + " on host "
              + vm.right().home()
              + ".",
          remedy(name, seen, states));
    }
    return vm;
  }

  /**
   * Whether nobody may change the VM: what an earlier manager began would be done again after this
   * call, and undo it; a rehearsal is of the VM as it is.
   */
  private static boolean standsStill(DataCenter state, VmEntry vm) {
    return state
        .soft()
        .claims()
        .get(vm.id())
        .filter(claim -> claim.kind() == Claim.Kind.FINISH || claim.kind() == Claim.Kind.REHEARSE)
        .isPresent();
  }

  private static String remedy(VmName name, Optional<VmState> seen, Set<VmState> states) {
    if (seen.isPresent() && !seen.get().hasProcess()) {
      return "Start it with 'godwit vm start " + name + "'.";
    }
    if (states.contains(VmState.STOPPED)) {
      return "Stop it with 'godwit vm stop " + name + "' first.";
    }
    return "Try again once it is "
        + String.join(" or ", states.stream().map(VmState::name).toList())
        + ".";
  }

  private static GodwitException invalid(String detail) {
    return new GodwitException(
        ErrorCode.SPEC_INVALID, detail, "Correct the request and send it again.");
  }

  private static void refuse(Problem problem) {
    throw problem.asException();
  }
}
