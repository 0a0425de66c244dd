package io.godwit.agent.vm;

import io.godwit.agent.qemu.Hypervisor;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmObservation;
import io.godwit.model.vm.VmSpec;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** All VMs of this host. Safe for all threads. */
public final class Vms {
  /** A host with more VMs than this is not what this agent was built for. */
  private static final int MAX_VMS = 2000;

  private final Hypervisor hypervisor;
  private final Definitions definitions;
  private final InstantSource clock;
  private final VmWatcher watcher;
  private final Map<VmId, Vm> vms = new ConcurrentSkipListMap<>();

  public Vms(
      Hypervisor hypervisor, Definitions definitions, InstantSource clock, VmWatcher watcher) {
    this.hypervisor = hypervisor;
    this.definitions = definitions;
    this.clock = clock;
    this.watcher = watcher;
  }

  /** Loads what an earlier agent left and reconnects to each living process. */
  public void adoptAll() throws InterruptedException {
    definitions.load().forEach(d -> vms.put(d.vm(), make(d)));
    List<Thread> adoptions =
        vms.values().stream()
            .map(vm -> Thread.ofVirtual().name("adopt-" + vm.name()).start(() -> adopt(vm)))
            .toList();
    for (Thread adoption : adoptions) {
      adoption.join();
    }
  }

  public List<VmObservation> observations() {
    return vms.values().stream().map(Vm::observation).toList();
  }

  /**
   * @throws GodwitException {@code VM_UNKNOWN}
   */
  public Vm get(VmId id) {
    Vm vm = vms.get(id);
    if (vm == null) {
      throw new GodwitException(
          ErrorCode.VM_UNKNOWN, "This host has no VM " + id + ".", "Look up which host it is on.");
    }
    return vm;
  }

  public boolean has(VmId id) {
    return vms.containsKey(id);
  }

  /** Whether any is on its way here or from here by this migration. */
  public boolean takePartIn(MigrationId migration) {
    return vms.values().stream()
        .map(vm -> vm.definition().passage())
        .anyMatch(passage -> passage != null && passage.migration().equals(migration));
  }

  /** Takes a VM in; the spec is pinned. An order repeated with the same spec is no error. */
  public Vm define(VmId id, Generation generation, VmSpec spec) {
    return define(id, generation, spec, Set.of(), null);
  }

  /**
   * As the other, for a VM that has yet to get some of its disks.
   *
   * @param absent which they are, by their places among its disks
   * @param passage the migration by which it comes; written down with it, so that one that is on
   *     its way is never taken for one that belongs here
   */
  public synchronized Vm define(
      VmId id,
      Generation generation,
      VmSpec spec,
      Set<Integer> absent,
      Definition.@Nullable Passage passage) {
    VmSpec pinned = spec.withMachine(hypervisor.pin(spec.machine()));
    hypervisor.check(pinned, hypervisor.accelerator(pinned), absent);
    if (vms.size() >= MAX_VMS) {
      throw new GodwitException(
          ErrorCode.HOST_BUSY,
          "This host has " + MAX_VMS + " VMs, the most an agent keeps.",
          "Choose another host.");
    }
    Vm earlier = vms.get(id);
    if (earlier == null) {
      Definition definition = Definition.of(id, generation, pinned).withPassage(passage);
      definitions.save(definition);
      Vm made = make(definition);
      vms.put(id, made);
      watcher.changed(made.observation());
      return made;
    }
    if (!earlier.spec().equals(pinned)) {
      throw new GodwitException(
          ErrorCode.VM_EXISTS,
          "This host has VM " + id + " already, with another spec.",
          "Delete it first.");
    }
    earlier.accept(generation);
    return earlier;
  }

  /** Forgets a VM without a process; its disks stay. */
  public void delete(Vm vm) throws InterruptedException {
    if (vm.condition().state().hasProcess()) {
      throw new GodwitException(
          ErrorCode.VM_NOT_STOPPED,
          "VM " + vm.name() + " is " + vm.condition().state() + ".",
          "Stop it first.");
    }
    vm.forget();
    vms.remove(vm.id());
  }

  /** Ends whatever process the VM has and forgets it. */
  public void remove(Vm vm) throws InterruptedException {
    if (vm.condition().state().hasProcess()) {
      vm.kill();
    }
    delete(vm);
  }

  /** Memory of VMs that have a process. */
  public DataSize memoryInUse() {
    return vms.values().stream()
        .filter(vm -> vm.condition().state().hasProcess())
        .map(vm -> vm.spec().memory())
        .reduce(DataSize.ZERO, DataSize::plus);
  }

  /** Keeps all logs within their limits. */
  public void trimLogs() {
    vms.values().forEach(Vm::trimLogs);
  }

  private Vm make(Definition definition) {
    return new Vm(definition, hypervisor, definitions, clock, watcher);
  }

  private static void adopt(Vm vm) {
    try {
      vm.adopt();
    } catch (InterruptedException cancelled) {
      Thread.currentThread().interrupt();
    }
  }
}
