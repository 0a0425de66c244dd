package io.godwit.manager.orchestration;

import io.godwit.manager.agents.AgentCalls;
import io.godwit.manager.inventory.Claim;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.inventory.StateRecord.VmDefined;
import io.godwit.manager.inventory.StateRecord.VmDeleted;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.manager.loop.Outcome;
import io.godwit.manager.time.Time;
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
import io.godwit.model.vm.RightToRun.Owned;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.model.vm.VmObservation;
import io.godwit.model.vm.VmSpec;
import io.godwit.model.vm.VmState;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Defines, starts, stops and deletes VMs. Each call is decided against the state on the loop,
 * carried out by the VM's home, and recorded where it changes what exists. Refused while the VM
 * migrates.
 */
public final class VmOperations {
  /** Most of a console that one call returns; agents keep about as much. */
  private static final int CONSOLE_BYTES = 256 * 1024;

  private final Inventory inventory;
  private final AgentCalls agents;
  private final Errands errands;
  private final Deadlines deadlines;
  private final RandomGenerator random;
  private final Time time;

  VmOperations(Tools tools, RandomGenerator random) {
    this.inventory = tools.inventory();
    this.agents = tools.agents();
    this.errands = tools.errands();
    this.deadlines = tools.deadlines();
    this.time = tools.time();
    this.random = random;
  }

  /** Defines a VM on a host; the agent pins its machine type. */
  public VmEntry create(VmDraft draft, HostId host) throws InterruptedException {
    Claim claim = inventory.decide(state -> claimNew(state, draft, host));
    VmId id = claim.vm();
    try {
      Answer answer =
          agents.call(
              host, new Order.Define(id, Generation.FIRST, claim.spec()), deadlines.quick());
      VmObservation seen = observed(answer);
      return inventory.decide(state -> {
        VmDefined defined = new VmDefined(id, seen.spec(), host, Generation.FIRST);
        return new Outcome<>(
            List.<StateRecord>of(defined),
            changed -> changed.soften(soft -> soft.unclaimed(id).seen(host, seen, time.instant())),
            new VmEntry(id, seen.spec(), new Owned(host, Generation.FIRST)));
      });
    } finally {
      release(id);
    }
  }

  public void start(VmName name) throws InterruptedException {
    settle(name);
    VmEntry vm = inventory.decide(state -> claimStart(state, name));
    try {
      order(vm, new Order.Start(vm.id(), vm.right().generation()), deadlines.start());
    } finally {
      release(vm.id());
    }
  }

  /**
   * Asks the guest to shut down.
   *
   * @param grace how long it may take
   */
  public void stop(VmName name, Duration grace) throws InterruptedException {
    VmEntry vm = require(name, ErrorCode.VM_NOT_RUNNING, processes());
    order(
        vm, new Order.Stop(vm.id(), vm.right().generation(), grace), grace.plus(deadlines.slack()));
  }

  public void kill(VmName name) throws InterruptedException {
    VmEntry vm = require(name, ErrorCode.VM_NOT_RUNNING, processes());
    order(vm, new Order.Kill(vm.id(), vm.right().generation()), deadlines.quick());
  }

  public void pause(VmName name) throws InterruptedException {
    VmEntry vm = require(name, ErrorCode.VM_NOT_RUNNING, EnumSet.of(VmState.RUNNING));
    order(vm, new Order.Pause(vm.id(), vm.right().generation()), deadlines.quick());
  }

  public void resume(VmName name) throws InterruptedException {
    VmEntry vm = require(name, ErrorCode.VM_WRONG_STATE, EnumSet.of(VmState.PAUSED));
    order(vm, new Order.Resume(vm.id(), vm.right().generation()), deadlines.quick());
  }

  /** Forgets a stopped VM. */
  public void delete(VmName name) throws InterruptedException {
    settle(name);
    VmEntry vm =
        inventory.decide(state -> {
          VmEntry found =
              require(
                  state,
                  name,
                  ErrorCode.VM_NOT_STOPPED,
                  EnumSet.of(VmState.STOPPED, VmState.CRASHED));
          Preflight.claimed(state, found).ifPresent(VmOperations::refuse);
          return claim(Claim.Kind.DELETE, found);
        });
    HostId home = vm.right().home();
    try {
      try {
        agents.call(home, new Order.Delete(vm.id(), vm.right().generation()), deadlines.quick());
      } catch (GodwitException refused) {
        if (refused.code() != ErrorCode.VM_UNKNOWN) {
          throw refused;
        }
        // The agent has forgotten it already, in a call whose answer was lost.
      }
      inventory.decide(state ->
          new Outcome<>(
              List.<StateRecord>of(new VmDeleted(vm.id())),
              changed -> changed.soften(soft -> soft.gone(home, vm.id(), time.instant())),
              true));
    } finally {
      release(vm.id());
    }
  }

  /** The end of the VM's serial console, from its home. */
  public String consoleLog(VmName name) throws InterruptedException {
    DataCenter state = inventory.now();
    VmEntry vm = state.requireVm(name);
    HostId home = vm.right().home();
    state.requireConnected(home);
    Order order = new Order.ReadConsole(vm.id(), vm.right().generation(), CONSOLE_BYTES);
    Answer answer = agents.call(home, order, deadlines.quick());
    if (answer instanceof Answer.Console console) {
      return console.text();
    }
    throw strange(answer);
  }

  private Outcome<DataCenter, StateRecord, Claim> claimNew(
      DataCenter state, VmDraft draft, HostId to) {
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
    DiskUse.conflict(state, id, spec, host).ifPresent(VmOperations::refuse);
    Claim claim = new Claim(Claim.Kind.DEFINE, id, spec, to);
    return Outcome.soft(changed -> changed.soften(soft -> soft.claimed(claim)), claim);
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

  private Outcome<DataCenter, StateRecord, VmEntry> claimStart(DataCenter state, VmName name) {
    VmEntry vm =
        require(
            state, name, ErrorCode.VM_NOT_STOPPED, EnumSet.of(VmState.STOPPED, VmState.CRASHED));
    Preflight.claimed(state, vm).ifPresent(VmOperations::refuse);
    HostEntry host = state.requireConnected(vm.right().home());
    DiskUse.conflict(state, vm.id(), vm.spec(), host).ifPresent(VmOperations::refuse);
    Capacity.shortage(state, host, name, vm.spec().memory()).ifPresent(VmOperations::refuse);
    return claim(Claim.Kind.START, vm);
  }

  private static Outcome<DataCenter, StateRecord, VmEntry> claim(Claim.Kind kind, VmEntry vm) {
    Claim claim = new Claim(kind, vm.id(), vm.spec(), vm.right().home());
    return Outcome.soft(changed -> changed.soften(soft -> soft.claimed(claim)), vm);
  }

  private void release(VmId id) {
    inventory.decide(
        state -> Outcome.soft(changed -> changed.soften(soft -> soft.unclaimed(id)), true));
  }

  private void settle(VmName name) throws InterruptedException {
    VmEntry vm = inventory.now().requireVm(name);
    errands.settle(vm.id(), vm.right().home());
  }

  private VmEntry require(VmName name, ErrorCode otherwise, Set<VmState> states)
      throws InterruptedException {
    settle(name);
    return inventory.decide(state -> Outcome.of(require(state, name, otherwise, states)));
  }

  private static VmEntry require(
      DataCenter state, VmName name, ErrorCode otherwise, Set<VmState> states) {
    VmEntry vm = state.requireVm(name);
    Preflight.migrating(state, vm).ifPresent(VmOperations::refuse);
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

  private static Set<VmState> processes() {
    return EnumSet.of(
        VmState.RUNNING, VmState.PAUSED, VmState.STARTING, VmState.STOPPING, VmState.UNRESPONSIVE);
  }

  private void order(VmEntry vm, Order order, Duration deadline) throws InterruptedException {
    HostId home = vm.right().home();
    VmObservation seen = observed(agents.call(home, order, deadline));
    inventory.decide(state ->
        Outcome.soft(
            changed -> changed.soften(soft -> soft.seen(home, seen, time.instant())), true));
  }

  private static VmObservation observed(Answer answer) {
    if (answer instanceof Answer.Observed observed) {
      return observed.observation();
    }
    throw strange(answer);
  }

  private static GodwitException strange(Answer answer) {
    return new GodwitException(
        ErrorCode.INTERNAL,
        "An agent answered with " + answer.getClass().getSimpleName() + ".",
        "Check that agent and manager have the same version, and report this.");
  }

  private static GodwitException invalid(String detail) {
    return new GodwitException(
        ErrorCode.SPEC_INVALID, detail, "Correct the request and send it again.");
  }

  private static void refuse(Problem problem) {
    throw problem.asException();
  }
}
