package io.godwit.agent.migration.destination;

import io.godwit.agent.migration.Privacy;
import io.godwit.agent.migration.TransportSetup;
import io.godwit.agent.qemu.Hypervisor;
import io.godwit.agent.storage.Images;
import io.godwit.agent.vm.Definition;
import io.godwit.agent.vm.Vm;
import io.godwit.agent.vm.VmCondition;
import io.godwit.agent.vm.Vms;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.Accelerator;
import io.godwit.model.migration.DiskCopy;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.Postcopy;
import io.godwit.model.migration.Transport;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmObservation;
import io.godwit.model.vm.VmSpec;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import io.godwit.qmp.MigrationStatus;
import io.godwit.qmp.QmpCommands;
import io.godwit.qmp.QmpSession;
import io.godwit.qmp.TlsEnd;
import io.godwit.trace.Trail;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * The VMs that arrive at this host. Methods named after an order carry it out; each may be
 * repeated. Safe for all threads; orders for one host's arrivals are serialised while they change
 * something, waits are not.
 */
public final class Arrivals {
  private static final Logger LOG = LoggerFactory.getLogger(Arrivals.class);

  /** Loading device state takes milliseconds; a busy host takes seconds. */
  private static final Duration RUN_DEADLINE = Duration.ofSeconds(20);

  private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(10);

  /** Migrations that were given up are remembered, so that a late PREPARE finds the door shut. */
  private static final int REMEMBERED = 1000;

  private final Vms vms;
  private final Hypervisor hypervisor;
  private final InstantSource clock;
  private final String address;
  private final Supplier<DataSize> availableMemory;
  private final DiskShelf disks;
  private final Privacy privacy;
  private final Reception reception;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<MigrationId, String> givenUp =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<MigrationId, String> eldest) {
              return size() > REMEMBERED;
            }
          });

  /**
   * @param address where this host listens for guests
   * @param images makes the disks that come along
   * @param privacy keeps what comes from others
   * @param availableMemory what the kernel could give to a new process now
   */
  public Arrivals(
      Vms vms,
      Hypervisor hypervisor,
      InstantSource clock,
      String address,
      Images images,
      Privacy privacy,
      Supplier<DataSize> availableMemory) {
    this.privacy = privacy;
    this.disks = new DiskShelf(images, address);
    this.clock = clock;
    this.vms = vms;
    this.hypervisor = hypervisor;
    this.address = address;
    this.reception = new Reception(address);
    this.availableMemory = availableMemory;
  }

  /** Goes on waiting for the guests that were awaited when an earlier agent ended. */
  public void attachAll() {
    vms.observations().forEach(each -> watch(vms.get(each.vm())));
  }

  /** Could the VM run here? */
  public void check(Order.CheckDestination order) {
    refuseExisting(order.vm(), order.migration());
    check(order.spec(), order.accelerator(), order.copies());
  }

  /** Makes everything ready and listens. */
  public Answer.Listening prepare(Order.PrepareDestination order) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (givenUp.containsKey(order.migration())) {
        throw new GodwitException(
            ErrorCode.MIGRATION_ENDED,
            "Migration " + order.migration() + " was given up on this host already.",
            "Start another migration.");
      }
      refuseExisting(order.vm(), order.migration());
      if (vms.has(order.vm())) {
        return listening(vms.get(order.vm()), order.migration());
      }
      check(order.spec(), order.accelerator(), order.copies());
      Definition.Passage passage =
          Definition.Passage.in(order.migration(), clock.instant().plus(order.patience()));
      Vm vm =
          vms.define(
              order.vm(),
              order.generation(),
              order.spec(),
              DiskShelf.places(order.copies()),
              passage.with(order.copies(), 0));
      boolean prepared = false;
      try {
        disks.make(order.migration(), order.copies());
        vm.arrive(order.migration(), order.accelerator());
        QmpSession qmp = vm.session();
        Privacy.Way way = privacy.in(qmp, order, address);
        setUp(qmp, order.transport(), way.memoryKey());
        if (order.transport().postcopy() == Postcopy.READY) {
          vm.note(passage.with(Definition.Hold.UNTIL_TOLD));
          // Not by itself, then: the source may still take back what has come whole.
          qmp.execute(QmpCommands.stop(), ANSWER_DEADLINE);
        }
        if (!order.copies().isEmpty()) {
          vm.note(passage.with(order.copies(), disks.serve(qmp, order.copies(), way.disksKey())));
        }
        qmp.execute(QmpCommands.migrateIncoming(way.uri()), ANSWER_DEADLINE);
        Answer.Listening listening = listening(vm, order.migration());
        prepared = true;
        watch(vm);
        return listening;
      } finally {
        if (!prepared) {
          remove(vm);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private static void setUp(QmpSession qmp, Transport transport, @Nullable String tlsKey)
      throws InterruptedException {
    qmp.execute(
        QmpCommands.migrateSetCapabilities(TransportSetup.capabilities(transport, qmp.schema())),
        ANSWER_DEADLINE);
    qmp.execute(
        QmpCommands.migrateSetParameters(TransportSetup.parameters(transport, tlsKey)),
        ANSWER_DEADLINE);
  }

  /** Waits until the guest runs here. */
  public Answer.DestinationRuns await(Order.AwaitDestination order) throws InterruptedException {
    Vm vm = arriving(order.vm(), order.migration());
    vm.await(c -> !(c instanceof VmCondition.Incoming), Duration.ofHours(25));
    Instant resumedAt = resumedAt(vm, order.migration());
    if (resumedAt == null) {
      throw notArrived(order);
    }
    return runs(vm, resumedAt);
  }

  private static Answer.DestinationRuns runs(Vm vm, Instant resumedAt) throws InterruptedException {
    return new Answer.DestinationRuns(resumedAt, !isWhole(vm));
  }

  /** A guest that waited until all of it was there needs no one to say so. */
  private static boolean isWhole(Vm vm) throws InterruptedException {
    Definition.Passage passage = vm.definition().passage();
    if (passage == null || passage.hold() == Definition.Hold.NONE) {
      return true;
    }
    return vm.condition().state().hasProcess()
        && vm.session().execute(QmpCommands.queryMigrate(), ANSWER_DEADLINE).status()
            == MigrationStatus.COMPLETED;
  }

  private static boolean isForwardOnly(Vm vm) {
    Definition.Passage passage = vm.definition().passage();
    return passage != null && passage.hold() == Definition.Hold.FORWARD_ONLY;
  }

  /** From now on the guest is not given up here. */
  public void expectPostcopy(Order.ExpectPostcopy order) {
    Vm vm = arriving(order.vm(), order.migration());
    Definition.Passage passage = vm.definition().passage();
    if (passage != null) {
      vm.note(passage.with(Definition.Hold.FORWARD_ONLY));
    }
  }

  /** Runs the guest; it may still be on its way, and runs then as soon as it can. */
  public Answer.DestinationRuns run(Order.RunDestination order) throws InterruptedException {
    Vm vm = arriving(order.vm(), order.migration());
    if (resumedAt(vm, order.migration()) == null
        && vm.condition() instanceof VmCondition.Incoming) {
      vm.session().execute(QmpCommands.cont(), ANSWER_DEADLINE);
    }
    vm.await(c -> !(c instanceof VmCondition.Incoming), RUN_DEADLINE);
    Instant resumedAt = resumedAt(vm, order.migration());
    if (resumedAt == null) {
      throw new GodwitException(
          ErrorCode.MIGRATION_FAILED,
          "The guest of VM "
              + vm.name()
              + " was told to run here and is "
              + vm.condition().state()
              + ": "
              + hypervisor.lastWords(vm.id())
              + ".",
          "Look at the VM's state on both hosts.");
    }
    return runs(vm, resumedAt);
  }

  /** Listens again for the rest of a guest's memory. */
  public Answer.Listening recover(Order.RecoverDestination order) throws InterruptedException {
    return reception.recover(arriving(order.vm(), order.migration()));
  }

  private GodwitException notArrived(Order.AwaitDestination order) {
    String reason = givenUp.get(order.migration());
    return new GodwitException(
        ErrorCode.MIGRATION_FAILED,
        reason == null
            ? "The destination's QEMU ended before the guest ran there: "
                + hypervisor.lastWords(order.vm())
                + "."
            : "The destination gave up before the guest ran there: " + reason + ".",
        "Allow more time or lower the guest's load, or correct what QEMU names.");
  }

  /**
   * Gives the arrival up, unless the guest runs here.
   *
   * @throws GodwitException MIGRATION_UNKNOWN if the VM is here and not by this migration
   */
  public Answer abort(Order.AbortDestination order) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      givenUp.putIfAbsent(order.migration(), "the manager gave it up");
      if (!vms.has(order.vm())) {
        return new Answer.Removed();
      }
      // One that belongs here, or comes by another migration, is not this one's to remove.
      Vm vm = arriving(order.vm(), order.migration());
      vm.accept(order.generation());
      return abort(vm, order.migration());
    } finally {
      lock.unlock();
    }
  }

  /** The VM belongs here now. An abort that still looks whether the guest runs comes first. */
  public VmObservation commit(Order.CommitDestination order) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      Vm vm = vms.get(order.vm());
      vm.accept(order.generation());
      disks.keep(vm);
      if (vm.condition().state().hasProcess()) {
        privacy.end(vm.session(), order.migration(), TlsEnd.SERVER);
      }
      privacy.erase(order.migration(), TlsEnd.SERVER);
      vm.note(null);
      return vm.observation();
    } finally {
      lock.unlock();
    }
  }

  /** Whatever the VM has here goes, the disks last that were made for it. */
  private void remove(Vm vm) throws InterruptedException {
    if (vm.condition().state().hasProcess()) {
      vm.kill();
    }
    disks.clear(vm);
    Definition.Passage passage = vm.definition().passage();
    if (passage != null) {
      privacy.erase(passage.migration(), TlsEnd.SERVER);
    }
    vms.remove(vm);
  }

  private Answer abort(Vm vm, MigrationId migration) throws InterruptedException {
    Instant resumedAt = resumedAt(vm, migration);
    if (resumedAt != null) {
      return runs(vm, resumedAt);
    }
    VmCondition condition = vm.condition();
    if (!isWitnessed(vm, condition)) {
      throw new GodwitException(
          ErrorCode.OUTCOME_UNKNOWN,
          "Whether the guest of VM "
              + vm.name()
              + " ran on this host cannot be told: it is "
              + condition.state()
              + ".",
          "Make sure by hand that nothing of it runs here, then kill it.");
    }
    if (condition instanceof VmCondition.Incoming) {
      // From here on QEMU does not start the guest by itself; if it did before, RESUME has come.
      vm.session().execute(QmpCommands.stop(), ANSWER_DEADLINE);
      resumedAt = resumedAt(vm, migration);
      if (resumedAt != null) {
        vm.session().execute(QmpCommands.cont(), ANSWER_DEADLINE);
        return runs(vm, resumedAt);
      }
    }
    remove(vm);
    return new Answer.Removed();
  }

  /** Whether this agent has seen enough to know that the guest never ran here. */
  private static boolean isWitnessed(Vm vm, VmCondition condition) {
    return switch (condition) {
      case VmCondition.Incoming incoming -> true;
      case VmCondition.Stopped stopped -> true;
      case VmCondition.Crashed crashed -> !vm.endedUnwatched();
      // QEMU lives and the guest is not awaited any more: it may have run and been stopped.
      case VmCondition.Starting starting -> false;
      case VmCondition.Running running -> false;
      case VmCondition.Paused paused -> false;
      case VmCondition.Stopping stopping -> false;
      case VmCondition.HandedOver handedOver -> false;
      case VmCondition.Unresponsive unresponsive -> false;
    };
  }

  /** Gives up by itself if no guest has come in time and nobody else did. */
  private void watch(Vm vm) {
    Definition.Passage passage = vm.definition().passage();
    if (passage != null && passage.end() == Definition.End.DESTINATION) {
      Thread.ofVirtual()
          .name("arrival-" + passage.migration())
          .start(Trail.carried(() -> giveUpInTime(vm, passage)));
    }
  }

  private void giveUpInTime(Vm vm, Definition.Passage passage) {
    try {
      Duration patience = Duration.between(clock.instant(), passage.giveUpAt());
      if (!vm.await(c -> !(c instanceof VmCondition.Incoming), patience)) {
        if (isForwardOnly(vm)) {
          return;
        }
        LOG.warn("migration {}: the guest did not come in time, giving up", passage.migration());
        givenUp.put(passage.migration(), "the copy did not converge by " + passage.giveUpAt());
        abort(
            new Order.AbortDestination(passage.migration(), vm.id(), vm.definition().generation()));
      } else if (vm.condition() instanceof VmCondition.Running) {
        disks.close(vm);
      }
    } catch (InterruptedException cancelled) {
      Thread.currentThread().interrupt();
    } catch (GodwitException stays) {
      LOG.warn("migration {}: {}", passage.migration(), stays.getMessage());
    }
  }

  private Answer.Listening listening(Vm vm, MigrationId migration) throws InterruptedException {
    int port = privacy.port(migration).orElse(0);
    if (port == 0) {
      port = qemuPort(vm);
    }
    Definition.Passage passage = vm.definition().passage();
    int disksPort = passage == null || passage.disks() == null ? 0 : passage.disks().port();
    return new Answer.Listening(address, port, disksPort);
  }

  private int qemuPort(Vm vm) throws InterruptedException {
    JsonNode info =
        vm.session().execute(QmpCommands.raw("query-migrate", Map.of()), ANSWER_DEADLINE);
    int port = info.path("socket-address").path(0).path("port").asInt(0);
    if (port == 0) {
      throw new GodwitException(
          ErrorCode.QMP_COMMAND_FAILED,
          "QEMU of VM " + vm.name() + " does not say where it listens.",
          "Check that " + address + " is an address of this host.");
    }
    return port;
  }

  private void check(VmSpec spec, Accelerator accelerator, List<DiskCopy> copies) {
    hypervisor.check(spec, accelerator, DiskShelf.places(copies));
    disks.check(copies);
    DataSize available = availableMemory.get();
    if (available.compareTo(spec.memory()) < 0) {
      throw new GodwitException(
          ErrorCode.MEMORY_SHORT,
          "VM "
              + spec.name()
              + " needs "
              + spec.memory()
              + "; this host's kernel can give "
              + available
              + ".",
          "Free memory there or choose another host.");
    }
  }

  private void refuseExisting(VmId id, MigrationId migration) {
    if (vms.has(id) && !isArriving(vms.get(id), migration)) {
      throw new GodwitException(
          ErrorCode.VM_EXISTS,
          "VM "
              + vms.get(id).name()
              + " is on this host already ("
              + vms.get(id).condition().state()
              + ").",
          "Find out which host runs it before either is touched.");
    }
  }

  private Vm arriving(VmId id, MigrationId migration) {
    if (!vms.has(id) || !isArriving(vms.get(id), migration)) {
      throw new GodwitException(
          ErrorCode.MIGRATION_UNKNOWN,
          "This host does not await migration " + migration + ".",
          "Look at the VM's state on both hosts.");
    }
    return vms.get(id);
  }

  private static boolean isArriving(Vm vm, MigrationId migration) {
    Definition.Passage passage = vm.definition().passage();
    return passage != null
        && passage.end() == Definition.End.DESTINATION
        && passage.migration().equals(migration);
  }

  private static @Nullable Instant resumedAt(Vm vm, MigrationId migration) {
    Definition.Passage passage = vm.definition().passage();
    return passage != null && passage.migration().equals(migration) ? passage.resumedAt() : null;
  }
}
