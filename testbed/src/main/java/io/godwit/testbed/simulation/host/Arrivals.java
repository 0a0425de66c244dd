package io.godwit.testbed.simulation.host;

import io.godwit.agent.vm.VmCondition;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmObservation;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The VMs that arrive at a host; follows {@code agent.migration.destination}. */
final class Arrivals {
  private final Agent agent;
  private final ReentrantLock lock = new ReentrantLock();
  private final TreeSet<MigrationId> givenUp = new TreeSet<>();

  Arrivals(Agent agent) {
    this.agent = agent;
  }

  void attachAll() {
    agent.vms().forEach(this::watch);
  }

  void check(Order.CheckDestination order) {
    refuseExisting(order.vm(), order.migration());
    agent.host().localDisks().check(order.copies());
  }

  Answer.Listening prepare(Order.PrepareDestination order) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (givenUp.contains(order.migration())) {
        throw new GodwitException(
            ErrorCode.MIGRATION_ENDED, order.migration() + " was given up here.", "Start another.");
      }
      refuseExisting(order.vm(), order.migration());
      if (agent.has(order.vm())) {
        return listening(agent.vm(order.vm()));
      }
      agent.host().localDisks().check(order.copies());
      Stored.Passage passage =
          new Stored.Passage(
              order.migration(),
              Stored.End.DESTINATION,
              agent.time().instant().plus(order.patience()),
              null,
              order.copies());
      LocalVm vm = agent.define(order.vm(), order.generation(), order.spec(), passage);
      boolean prepared = false;
      try {
        agent.host().localDisks().make(order.migration(), order.copies());
        vm.arrive(order.migration());
        Answer.Listening listening = listening(vm);
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

  private Answer.Listening listening(LocalVm vm) throws InterruptedException {
    long pid = vm.session().execute(Qemu::pid);
    return new Answer.Listening(agent.host().name(), Math.toIntExact(pid), 0);
  }

  Answer.DestinationRuns await(Order.AwaitDestination order) throws InterruptedException {
    LocalVm vm = arriving(order.vm(), order.migration());
    vm.await(c -> !(c instanceof VmCondition.Incoming), Duration.ofHours(25));
    Instant resumedAt = resumedAt(vm, order.migration());
    if (resumedAt == null) {
      throw new GodwitException(
          ErrorCode.MIGRATION_FAILED, "The destination ended before the guest ran.", "Look.");
    }
    return new Answer.DestinationRuns(resumedAt);
  }

  Answer abort(Order.AbortDestination order) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      givenUp.add(order.migration());
      if (!agent.has(order.vm())) {
        return new Answer.Removed();
      }
      LocalVm vm = arriving(order.vm(), order.migration());
      vm.accept(order.generation());
      return abort(vm, order.migration());
    } finally {
      lock.unlock();
    }
  }

  VmObservation commit(Order.CommitDestination order) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      LocalVm vm = agent.vm(order.vm());
      vm.accept(order.generation());
      Stored.Passage passage = vm.stored().passage();
      if (passage != null) {
        agent.host().localDisks().keep(passage.migration(), passage.copies());
      }
      vm.note(null);
      return vm.observation();
    } finally {
      lock.unlock();
    }
  }

  private Answer abort(LocalVm vm, MigrationId migration) throws InterruptedException {
    Instant resumedAt = resumedAt(vm, migration);
    if (resumedAt != null && agent.host().rules().looksBeforeRemoving()) {
      return new Answer.DestinationRuns(resumedAt);
    }
    VmCondition condition = vm.condition();
    if (!isWitnessed(vm, condition) && agent.host().rules().looksBeforeRemoving()) {
      throw new GodwitException(
          ErrorCode.OUTCOME_UNKNOWN,
          "Whether the guest ran here cannot be told: it is " + condition.state() + ".",
          "Make sure by hand that nothing of it runs here.");
    }
    if (condition instanceof VmCondition.Incoming && agent.host().rules().stopsBeforeRemoving()) {
      vm.session().run(Qemu::stop);
      resumedAt = resumedAt(vm, migration);
      if (resumedAt != null) {
        vm.session().run(Qemu::cont);
        return new Answer.DestinationRuns(resumedAt);
      }
    }
    remove(vm);
    return new Answer.Removed();
  }

  private void remove(LocalVm vm) throws InterruptedException {
    if (vm.hasProcess()) {
      vm.kill();
    }
    Stored.Passage passage = vm.stored().passage();
    if (passage != null && passage.end() == Stored.End.DESTINATION) {
      agent.host().localDisks().unmake(passage.migration(), passage.copies());
    }
    agent.remove(vm);
  }

  private static boolean isWitnessed(LocalVm vm, VmCondition condition) {
    return switch (condition) {
      case VmCondition.Incoming _ -> true;
      case VmCondition.Stopped _ -> true;
      case VmCondition.Crashed _ -> !vm.endedUnwatched();
      case VmCondition.Starting _ -> false;
      case VmCondition.Running _ -> false;
      case VmCondition.Paused _ -> false;
      case VmCondition.Stopping _ -> false;
      case VmCondition.HandedOver _ -> false;
      case VmCondition.Unresponsive _ -> false;
    };
  }

  private void watch(LocalVm vm) {
    Stored.Passage passage = vm.stored().passage();
    if (passage != null && passage.end() == Stored.End.DESTINATION) {
      agent.process().start("arrival-" + passage.migration(), () -> giveUpInTime(vm, passage));
    }
  }

  private void giveUpInTime(LocalVm vm, Stored.Passage passage) {
    try {
      Duration patience = Duration.between(agent.time().instant(), passage.giveUpAt());
      if (!vm.await(c -> !(c instanceof VmCondition.Incoming), patience)) {
        abort(new Order.AbortDestination(passage.migration(), vm.id(), vm.stored().generation()));
      }
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    } catch (GodwitException stays) {
      agent.note(() -> "arrival of " + passage.migration() + ": " + stays.getMessage());
    }
  }

  private void refuseExisting(VmId id, MigrationId migration) {
    if (agent.has(id) && !isArriving(agent.vm(id), migration)) {
      throw new GodwitException(
          ErrorCode.VM_EXISTS,
          "VM " + id + " is on this host already (" + agent.vm(id).condition().state() + ").",
          "Find out which host runs it.");
    }
  }

  private LocalVm arriving(VmId id, MigrationId migration) {
    if (!agent.has(id) || !isArriving(agent.vm(id), migration)) {
      throw new GodwitException(
          ErrorCode.MIGRATION_UNKNOWN, "This host does not await " + migration + ".", "Look.");
    }
    return agent.vm(id);
  }

  private static boolean isArriving(LocalVm vm, MigrationId migration) {
    Stored.Passage passage = vm.stored().passage();
    return passage != null
        && passage.end() == Stored.End.DESTINATION
        && passage.migration().equals(migration);
  }

  private static @Nullable Instant resumedAt(LocalVm vm, MigrationId migration) {
    Stored.Passage passage = vm.stored().passage();
    return passage != null && passage.migration().equals(migration) ? passage.resumedAt() : null;
  }
}
