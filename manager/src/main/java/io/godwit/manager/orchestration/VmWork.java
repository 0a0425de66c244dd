package io.godwit.manager.orchestration;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.model.catalog.VmAttributes;
import io.godwit.model.host.HostId;
import io.godwit.model.task.TaskId;
import io.godwit.model.unit.DataRate;
import io.godwit.model.vm.DiskSpec;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmObservation;
import io.godwit.model.vm.VmSpec;
import io.godwit.model.vm.VmState;
import io.godwit.protocol.agent.Order;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a task has to do, kept in its record: enough for another manager to go on, and to see
 * whether it has been done.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
sealed interface VmWork {
  VmId vm();

  /** The right to run that it rests on. */
  Generation generation();

  /** Where it is done. */
  HostId home();

  /** What is ordered, the first time and every other. */
  Order order();

  /** The dotted verb. */
  String action();

  /** How long the agent may take. */
  default Duration deadline(Deadlines deadlines) {
    return deadlines.quick();
  }

  /** Whether the VM is as the work shall leave it, as far as its home has told. */
  boolean isReached(Optional<VmObservation> seen);

  /** Whether the VM is on its way there, so that it is best waited for. */
  default boolean isOnItsWay(VmState state) {
    return false;
  }

  /** What the VM's home says of it. */
  default Optional<VmObservation> seen(DataCenter state) {
    return state.soft().observation(home(), vm());
  }

  /**
   * @param said what is said of the VM from the beginning, if anything is
   * @param because why this host was chosen; null if somebody has named it
   */
  record Define(
      VmId vm,
      Generation generation,
      HostId home,
      VmSpec spec,
      @Nullable VmAttributes said,
      @Nullable String because)
      implements VmWork {
    @Override
    public Order order() {
      return new Order.Define(vm, generation, spec);
    }

    @Override
    public String action() {
      return "vm.define";
    }

    @Override
    public boolean isReached(Optional<VmObservation> seen) {
      return seen.isPresent();
    }
  }

  record Start(VmId vm, Generation generation, HostId home) implements VmWork {
    @Override
    public Order order() {
      return new Order.Start(vm, generation);
    }

    @Override
    public String action() {
      return "vm.start";
    }

    @Override
    public Duration deadline(Deadlines deadlines) {
      return deadlines.start();
    }

    @Override
    public boolean isReached(Optional<VmObservation> seen) {
      return is(seen, VmState.RUNNING) || is(seen, VmState.PAUSED);
    }

    @Override
    public boolean isOnItsWay(VmState state) {
      return state == VmState.STARTING;
    }
  }

  /**
   * @param grace how long the guest may take
   */
  record Stop(VmId vm, Generation generation, HostId home, Duration grace) implements VmWork {
    @Override
    public Order order() {
      return new Order.Stop(vm, generation, grace);
    }

    @Override
    public String action() {
      return "vm.stop";
    }

    @Override
    public Duration deadline(Deadlines deadlines) {
      return grace.plus(deadlines.slack());
    }

    @Override
    public boolean isReached(Optional<VmObservation> seen) {
      return hasEnded(seen);
    }

    @Override
    public boolean isOnItsWay(VmState state) {
      return state == VmState.STOPPING;
    }
  }

  record Kill(VmId vm, Generation generation, HostId home) implements VmWork {
    @Override
    public Order order() {
      return new Order.Kill(vm, generation);
    }

    @Override
    public String action() {
      return "vm.kill";
    }

    @Override
    public boolean isReached(Optional<VmObservation> seen) {
      return hasEnded(seen);
    }
  }

  record Pause(VmId vm, Generation generation, HostId home) implements VmWork {
    @Override
    public Order order() {
      return new Order.Pause(vm, generation);
    }

    @Override
    public String action() {
      return "vm.pause";
    }

    @Override
    public boolean isReached(Optional<VmObservation> seen) {
      return is(seen, VmState.PAUSED);
    }
  }

  record Resume(VmId vm, Generation generation, HostId home) implements VmWork {
    @Override
    public Order order() {
      return new Order.Resume(vm, generation);
    }

    @Override
    public String action() {
      return "vm.resume";
    }

    @Override
    public boolean isReached(Optional<VmObservation> seen) {
      return is(seen, VmState.RUNNING);
    }
  }

  record Delete(VmId vm, Generation generation, HostId home) implements VmWork {
    @Override
    public Order order() {
      return new Order.Delete(vm, generation);
    }

    @Override
    public String action() {
      return "vm.delete";
    }

    @Override
    public boolean isReached(Optional<VmObservation> seen) {
      return seen.isEmpty();
    }
  }

  /**
   * @param task for the agent, who knows the move by it
   * @param disk its place among the VM's disks
   * @param target what it becomes
   * @param bandwidth most bytes per second; zero is no limit
   */
  record MoveDisk(
      VmId vm,
      Generation generation,
      HostId home,
      TaskId task,
      int disk,
      DiskSpec target,
      DataRate bandwidth)
      implements VmWork {
    /** How long an agent waits before it tells how far it is. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Longer than an agent tries. */
    private static final Duration LONGEST = Duration.ofHours(25);

    @Override
    public Order order() {
      return new Order.MoveDisk(task, vm, generation, disk, target, bandwidth, PATIENCE);
    }

    @Override
    public String action() {
      return "vm.move-disk";
    }

    @Override
    public Duration deadline(Deadlines deadlines) {
      return LONGEST;
    }

    @Override
    public boolean isReached(Optional<VmObservation> seen) {
      return seen.filter(vm -> vm.spec().disks().get(disk).equals(target)).isPresent();
    }
  }

  private static boolean is(Optional<VmObservation> seen, VmState state) {
    return seen.filter(observation -> observation.state() == state).isPresent();
  }

  private static boolean hasEnded(Optional<VmObservation> seen) {
    return seen.filter(observation -> !observation.state().hasProcess()).isPresent();
  }
}
