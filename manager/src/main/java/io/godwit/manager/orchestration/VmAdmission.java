package io.godwit.manager.orchestration;

import io.godwit.manager.catalog.Catalog;
import io.godwit.manager.catalog.References;
import io.godwit.manager.inventory.Claim;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.model.catalog.VmAttributes;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.host.HostId;
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
   * @throws GodwitException why not
   */
  Admitted admit(DataCenter state, VmCall call) {
    return switch (call) {
      case VmCall.Define define -> define(state, define.draft(), define.host());
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

  private Admitted start(DataCenter state, VmName name) {
    VmEntry vm = require(state, name, ErrorCode.VM_NOT_STOPPED, STOPPED);
    Preflight.claimed(state, vm).ifPresent(VmAdmission::refuse);
    HostEntry host = state.requireConnected(vm.right().home());
    DiskUse.conflict(state, vm.id(), vm.spec(), host).ifPresent(VmAdmission::refuse);
    Capacity.shortage(state, host, name, vm.spec().memory()).ifPresent(VmAdmission::refuse);
    return alone(
        vm,
        new VmWork.Start(vm.id(), vm.right().generation(), vm.right().home()),
        Claim.Kind.START);
  }

  private Admitted define(DataCenter state, VmDraft draft, HostId to) {
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
    needs(spec, host);
    VmId id = new VmId(new UUID(random.nextLong(), random.nextLong()));
    DiskUse.conflict(state, id, spec, host).ifPresent(VmAdmission::refuse);
    VmAttributes said = attributes(state.hard().catalog(), draft, id, to);
    return new Admitted(
        new VmWork.Define(id, Generation.FIRST, to, spec, said.plain() ? null : said),
        spec,
        Optional.of(new Claim(Claim.Kind.DEFINE, id, spec, to)));
  }

  private static VmAttributes attributes(Catalog catalog, VmDraft draft, VmId id, HostId home) {
    VmAttributes said = draft.attributes(id, catalog.clusterOf(home));
    References.wrong(catalog, said)
        .ifPresent(wrong -> {
          throw invalid("VM " + draft.name() + " cannot be filed there: " + wrong + ".");
        });
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

  private static void needs(VmSpec spec, HostEntry host) {
    List<DatastoreName> needed = new ArrayList<>();
    for (DiskSpec disk : spec.disks()) {
      needed.add(disk.file().datastore());
    }
    if (spec.boot() instanceof Boot.Kernel kernel) {
      needed.add(kernel.kernel().datastore());
      needed.add(kernel.initrd().datastore());
    }
    for (DatastoreName name : needed) {
      if (DataCenter.reach(host, name).isEmpty()) {
        throw new GodwitException(
            ErrorCode.DATASTORE_UNKNOWN,
            "Host " + host.id() + " has no datastore " + name + ".",
            "Look at its datastores with 'godwit host show " + host.id() + "'.");
      }
    }
    for (NicSpec nic : spec.nics()) {
      if (!host.description().networks().contains(nic.network())) {
        throw new GodwitException(
            ErrorCode.NETWORK_UNKNOWN,
            "Host " + host.id() + " has no network " + nic.network() + ".",
            "Look at its networks with 'godwit host show " + host.id() + "'.");
      }
    }
  }

  private static VmEntry require(
      DataCenter state, VmName name, ErrorCode otherwise, Set<VmState> states) {
    VmEntry vm = state.requireVm(name);
    Preflight.migrating(state, vm).ifPresent(VmAdmission::refuse);
    if (isBeingFinished(state, vm)) {
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

  /** What an earlier manager began would be done again after this call, and undo it. */
  private static boolean isBeingFinished(DataCenter state, VmEntry vm) {
    return state
        .soft()
        .claims()
        .get(vm.id())
        .filter(claim -> claim.kind() == Claim.Kind.FINISH)
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
