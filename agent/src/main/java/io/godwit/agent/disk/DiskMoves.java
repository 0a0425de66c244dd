package io.godwit.agent.disk;

import io.godwit.agent.storage.Datastores;
import io.godwit.agent.storage.Images;
import io.godwit.agent.vm.Definition;
import io.godwit.agent.vm.Disks;
import io.godwit.agent.vm.Vm;
import io.godwit.agent.vm.VmCondition;
import io.godwit.agent.vm.Vms;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.task.TaskId;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmObservation;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import io.godwit.qmp.BlockDevice;
import io.godwit.trace.Trail;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The disks that move on this host, one for each VM at a time. Methods named after an order carry
 * it out; each may be repeated. Safe for all threads.
 */
public final class DiskMoves {
  /** Each reads and writes as fast as it may; more of them take longer together. */
  static final int MOST = 8;

  /** A cancel takes a few round trips to QEMU, and one write of the disk that is under way. */
  private static final Duration CANCEL_DEADLINE = Duration.ofSeconds(30);

  private final Vms vms;
  private final Datastores datastores;
  private final Images images;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<VmId, Running> moves = new ConcurrentHashMap<>();

  /** Tasks that were cancelled before they began; their orders may still be on the way here. */
  private final Map<VmId, TaskId> cancelled = new ConcurrentHashMap<>();

  public DiskMoves(Vms vms, Datastores datastores, Images images) {
    this.vms = vms;
    this.datastores = datastores;
    this.images = images;
  }

  private record Running(TaskId task, DiskMove move, CompletableFuture<DiskMove.End> end) {}

  /** Goes on with the moves of an earlier agent, or clears up what is left of them. */
  public void attachAll() {
    for (VmObservation each : vms.observations()) {
      Vm vm = vms.get(each.vm());
      Definition.Move move = vm.definition().move();
      if (move != null) {
        drive(vm, move, new DiskMove(vm, move, datastores, images));
      }
    }
  }

  /**
   * Moves a disk, or joins the task's move of it.
   *
   * @throws GodwitException why the disk is where it was
   */
  public Answer move(Order.MoveDisk order) throws InterruptedException {
    Vm vm = vms.get(order.vm());
    vm.accept(order.generation());
    Optional<Running> running = join(vm, order);
    if (running.isEmpty()) {
      return new Answer.Observed(vm.observation());
    }
    try {
      Problem problem =
          running.get().end().get(order.patience().toNanos(), TimeUnit.NANOSECONDS).problem();
      if (problem != null) {
        throw problem.asException();
      }
      return new Answer.Observed(vm.observation());
    } catch (TimeoutException onItsWay) {
      return running.get().move().reached();
    } catch (ExecutionException defect) {
      throw new IllegalStateException(defect.getCause());
    }
  }

  /**
   * Leaves a disk where it is, unless it has moved.
   *
   * @throws GodwitException {@code OUTCOME_UNKNOWN} if that is not certain in time
   */
  public VmObservation cancel(Order.CancelMove order) throws InterruptedException {
    Vm vm = vms.get(order.vm());
    vm.accept(order.generation());
    Optional<Running> running = cancelled(vm, order.task());
    if (running.isPresent()) {
      try {
        running.get().end().get(CANCEL_DEADLINE.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException | ExecutionException late) {
        throw new GodwitException(
            new Problem(
                ErrorCode.OUTCOME_UNKNOWN,
                "QEMU of VM " + vm.name() + " has not let go of the copy of its disk yet.",
                "Look at the datastore, and cancel the task again."),
            late);
      }
    }
    return vm.observation();
  }

  /**
   * Makes sure that no disk of a VM is on its way, and that nothing is left of one that was.
   *
   * @throws GodwitException {@code DISK_MOVING}
   */
  public void settle(VmId id) throws InterruptedException {
    if (!vms.has(id)) {
      return;
    }
    Vm vm = vms.get(id);
    Definition.Move move = vm.definition().move();
    if (move == null) {
      return;
    }
    Running running = moves.get(id);
    if (running == null || running.end().isDone()) {
      var _ = new DiskMove(vm, move, datastores, images).run(DiskMove.LEFTOVER);
    }
    vm.refuseMoving();
  }

  private Optional<Running> cancelled(Vm vm, TaskId task) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      Running running = moves.get(vm.id());
      if (running == null || !running.task().equals(task)) {
        cancelled.put(vm.id(), task);
        return Optional.empty();
      }
      running.move().cancel();
      return Optional.of(running);
    } finally {
      lock.unlock();
    }
  }

  /** As {@link #settle}, for a VM that is about to go. */
  public void forget(VmId id) throws InterruptedException {
    settle(id);
    moves.remove(id);
    cancelled.remove(id);
  }

  /** The move that this is about; empty if the disk is there already. */
  private Optional<Running> join(Vm vm, Order.MoveDisk order) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      Running running = moves.get(vm.id());
      if (running != null && running.task().equals(order.task())) {
        return Optional.of(running);
      }
      if (order.task().equals(cancelled.get(vm.id()))) {
        throw DiskMove.cancelled(order.task(), vm).asException();
      }
      settle(vm.id());
      requireDisk(vm, order.disk());
      if (vm.spec().disks().get(order.disk()).equals(order.target())) {
        return Optional.empty(); // an earlier agent has done it
      }
      return Optional.of(begin(vm, order));
    } finally {
      lock.unlock();
    }
  }

  private Running begin(Vm vm, Order.MoveDisk order) throws InterruptedException {
    VmCondition condition = vm.condition();
    if (!(condition instanceof VmCondition.Running || condition instanceof VmCondition.Paused)) {
      throw new GodwitException(
          ErrorCode.VM_NOT_RUNNING,
          "VM " + vm.name() + " is " + condition.state() + ".",
          "Only a running VM's disk is moved; start it first.");
    }
    if (moves.values().stream().filter(each -> !each.end().isDone()).count() >= MOST) {
      throw new GodwitException(
          ErrorCode.HOST_BUSY,
          "This host moves " + MOST + " disks already, the most it moves at a time.",
          "Try again when one of them has moved.");
    }
    BlockDevice device = Disks.device(vm.session(), order.disk());
    images.check(order.target().file(), device.size());
    Definition.Move move =
        new Definition.Move(
            order.task(),
            order.disk(),
            vm.spec().disks().get(order.disk()),
            order.target(),
            device.node());
    vm.beginMove(move);
    DiskMove driver = new DiskMove(vm, move, datastores, images);
    driver.begin(device.size(), order.bandwidth());
    return drive(vm, move, driver);
  }

  private static void requireDisk(Vm vm, int disk) {
    if (disk < 0 || disk >= vm.spec().disks().size()) {
      throw new GodwitException(
          ErrorCode.DISK_UNKNOWN,
          "VM " + vm.name() + " has no disk " + disk + "; it has " + vm.spec().disks().size() + ".",
          "The first disk is 0.");
    }
  }

  private Running drive(Vm vm, Definition.Move move, DiskMove driver) {
    Running running = new Running(move.task(), driver, new CompletableFuture<>());
    moves.put(vm.id(), running);
    Thread.ofVirtual()
        .name("move-" + move.task())
        .start(Trail.carried(() -> running.end().complete(drive(vm, driver))));
    return running;
  }

  private static DiskMove.End drive(Vm vm, DiskMove driver) {
    try {
      return driver.run(DiskMove.LONGEST);
    } catch (InterruptedException | RuntimeException defect) {
      return new DiskMove.End(
          new Problem(
              ErrorCode.INTERNAL,
              "The move of a disk of VM " + vm.name() + " broke off: " + defect + ".",
              "Restart the agent, which looks what became of it, and report this as a defect."));
    }
  }
}
