package io.godwit.manager.orchestration;

import io.godwit.manager.event.Origin;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.manager.loop.Outcome;
import io.godwit.manager.orchestration.VmFinish.Result;
import io.godwit.manager.task.Idempotency;
import io.godwit.manager.task.Receipt;
import io.godwit.manager.task.Task;
import io.godwit.manager.task.TaskChange;
import io.godwit.manager.task.TaskProgress;
import io.godwit.manager.task.TaskState;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.task.TaskId;
import io.godwit.protocol.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what people ask of VMs, as tasks: recorded before anything is ordered, brought to
 * their end on a thread of their own whoever waits for them, and by another manager if this one
 * stops leading.
 */
public final class VmTasks implements AutoCloseable {
  /** What takes so long that somebody may think better of it. */
  private static final Set<String> CANCELLABLE = Set.of("vm.stop", "vm.move-disk");

  private static final Duration RECORD_AGAIN = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(VmTasks.class);

  private final Tools tools;
  private final RandomGenerator random;
  private final VmAdmission admission;
  private final Map<TaskId, Hand> hands = new ConcurrentHashMap<>();
  private volatile boolean closed;

  VmTasks(Tools tools, RandomGenerator random) {
    this.tools = tools;
    this.random = random;
    this.admission = new VmAdmission(random);
  }

  /**
   * Begins a task; returns once it is recorded.
   *
   * @param key under which the call may be repeated
   * @return the task, which is an earlier one if the call was repeated
   * @throws GodwitException why not; nothing has changed then
   */
  public TaskId begin(VmCall call, Optional<Idempotency> key) throws InterruptedException {
    return begin(() -> call, key);
  }

  /** The same for a call that has to be made up first, which one that is repeated is not. */
  public TaskId begin(Supplier<VmCall> wish, Optional<Idempotency> key)
      throws InterruptedException {
    Optional<TaskId> earlier = repeated(inventory().now(), key);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    VmCall call = wish.get();
    settle(call);
    Origin origin = Origin.current();
    TaskId id = new TaskId("t" + Long.toString(random.nextLong(1L << 60), Character.MAX_RADIX));
    Optional<VmWork> work = inventory().decide(state -> begin(state, id, call, origin, key));
    if (work.isEmpty()) {
      return repeated(inventory().now(), key).orElseThrow();
    }
    VmWork admitted = work.get();
    perform(id, admitted, () -> first(id, admitted));
    return id;
  }

  private Result.Done first(TaskId id, VmWork work) throws InterruptedException {
    return work instanceof VmWork.MoveDisk move
        ? disk(id, move).carryOut()
        : VmResumption.done(
            work, tools.agents().call(work.home(), work.order(), work.deadline(tools.deadlines())));
  }

  private Result.Done again(TaskId id, VmWork work) throws InterruptedException {
    return work instanceof VmWork.MoveDisk move
        ? disk(id, move).carryOut()
        : new VmResumption(tools, work, step -> tell(id, new TaskProgress(step, 1, 1, null)))
            .carryOut();
  }

  private DiskMovement disk(TaskId id, VmWork.MoveDisk move) {
    return new DiskMovement(tools, move, progress -> tell(id, progress));
  }

  /**
   * Waits for a task's end.
   *
   * @throws GodwitException TASK_UNKNOWN if it ended long ago; OUTCOME_UNKNOWN if it has not ended
   *     in time, or this manager stops leading
   */
  public Task awaitEnd(TaskId id) throws InterruptedException {
    Task task = require(inventory().now(), id);
    Duration patience =
        work(task).deadline(tools.deadlines()).plus(tools.deadlines().linkReturn().multipliedBy(2));
    Waiting.until(
        tools,
        state -> state.hard().tasks().running().get(id).isEmpty(),
        patience.plus(tools.deadlines().slack()));
    Task now = require(inventory().now(), id);
    if (!now.hasEnded()) {
      throw new GodwitException(
          ErrorCode.OUTCOME_UNKNOWN,
          "Task " + id + " has not ended yet, and this manager does not wait for it any longer.",
          "Follow it with 'godwit task show " + id + "'.");
    }
    return now;
  }

  /**
   * Cancels a task and waits for its end.
   *
   * @throws GodwitException TASK_UNKNOWN, TASK_ENDED, TASK_NOT_CANCELLABLE
   */
  public Task cancel(TaskId id) throws InterruptedException {
    Task task = require(inventory().now(), id);
    if (!task.hasEnded() && !isCancellable(task)) {
      throw new GodwitException(
          ErrorCode.TASK_NOT_CANCELLABLE,
          "Task " + id + " (" + task.action() + ") cannot be cancelled: its host is at it already.",
          "Wait for its end; it takes seconds. Then do the opposite, if need be.");
    }
    Hand hand = hands.get(id);
    if (task.hasEnded() || hand == null || !hand.cancel()) {
      throw ended(id);
    }
    Task last = awaitEnd(id);
    if (last.state() != TaskState.CANCELLED) {
      throw ended(id);
    }
    return last;
  }

  /** Whether a cancel would be tried. */
  public static boolean isCancellable(Task task) {
    return !task.hasEnded() && CANCELLABLE.contains(task.action());
  }

  /**
   * Goes on with what was running when the records were written; before anyone else may change
   * those VMs.
   */
  public void resumeAll() {
    List<Task> running = List.copyOf(inventory().now().hard().tasks().running().values());
    if (running.isEmpty()) {
      return;
    }
    inventory()
        .decide(state ->
            Outcome.soft(
                changed -> {
                  DataCenter claimed = changed;
                  for (Task task : running) {
                    var claim = VmAdmission.again(changed, work(task));
                    if (claim.isPresent()) {
                      claimed = claimed.soften(soft -> soft.claimed(claim.get()));
                    }
                  }
                  return claimed;
                },
                true));
    for (Task task : running) {
      VmWork work = work(task);
      LOG.info("task {} ({} {}) goes on", task.id(), task.action(), task.subject());
      perform(task.id(), work, () -> again(task.id(), work));
    }
  }

  /** Stops the threads; what they were at is in the records. */
  @Override
  public void close() {
    closed = true;
    hands.values().forEach(Hand::interrupt);
  }

  /** Whether a thread works on the task. */
  boolean isUnderWay(TaskId id) {
    return hands.containsKey(id);
  }

  private Inventory inventory() {
    return tools.inventory();
  }

  private Optional<TaskId> repeated(DataCenter state, Optional<Idempotency> key) {
    Instant now = tools.time().instant();
    return key.flatMap(k -> state.hard().tasks().receipts().of(k, now))
        .map(receipt -> new TaskId(receipt.led()));
  }

  private void settle(VmCall call) throws InterruptedException {
    if (!(call instanceof VmCall.Define)) {
      VmEntry vm = inventory().now().requireVm(call.name());
      tools.errands().settle(vm.id(), vm.right().home());
    }
  }

  private Outcome<DataCenter, StateRecord, Optional<VmWork>> begin(
      DataCenter state, TaskId id, VmCall call, Origin origin, Optional<Idempotency> key) {
    if (repeated(state, key).isPresent()) {
      return Outcome.of(Optional.empty());
    }
    VmAdmission.Admitted admitted = admission.admit(state, id, call);
    VmWork work = admitted.work();
    Instant now = tools.time().instant();
    Task task =
        new Task(
            id,
            work.action(),
            "vm",
            admitted.spec().name().value(),
            origin,
            Json.LENIENT.writerFor(VmWork.class).writeValueAsString(work),
            now,
            null,
            null);
    List<TaskChange> changes = new ArrayList<>();
    changes.add(state.hard().tasks().beginning(task));
    key.ifPresent(k ->
        changes.addAll(
            state.hard().tasks().receipts().changes(k, Receipt.Kind.TASK, id.value(), now)));
    List<StateRecord> records = new ArrayList<>(StateRecord.of(changes));
    records.add(VmFinish.begun(task));
    return new Outcome<>(
        records,
        changed -> changed.soften(soft -> admitted.claim().map(soft::claimed).orElse(soft)),
        Optional.of(work));
  }

  private static VmWork work(Task task) {
    return Json.LENIENT.readValue(task.request(), VmWork.class);
  }

  private static Task require(DataCenter state, TaskId id) {
    return state
        .hard()
        .tasks()
        .find(id)
        .orElseThrow(() ->
            new GodwitException(
                ErrorCode.TASK_UNKNOWN,
                "There is no task " + id + ".",
                "List the tasks with 'godwit task list'."));
  }

  private static GodwitException ended(TaskId id) {
    return new GodwitException(
        ErrorCode.TASK_ENDED,
        "Task " + id + " has ended.",
        "Look at its result with 'godwit task show " + id + "'.");
  }

  private void tell(TaskId id, TaskProgress progress) {
    inventory().observe(soft -> soft.stepped(id, progress));
  }

  /** What a task's thread does. */
  private interface Doing {
    Result.Done carryOut() throws InterruptedException;
  }

  private void perform(TaskId id, VmWork work, Doing doing) {
    Hand hand = new Hand();
    hands.put(id, hand);
    Thread thread =
        tools
            .time()
            .thread(
                "task-" + id,
                () -> {
                  try {
                    perform(id, work, doing, hand);
                  } finally {
                    hands.remove(id);
                  }
                });
    hand.take(thread);
    thread.start();
  }

  private void perform(TaskId id, VmWork work, Doing doing, Hand hand) {
    Result result;
    try {
      result = doing.carryOut();
    } catch (GodwitException refused) {
      result = new Result.Failed(refused.problem());
    } catch (InterruptedException stopped) {
      if (!hand.wasCancelled()) {
        LOG.info("task {} is left to the next manager", id);
        return;
      }
      Optional<Result> last = cancelled(id, work);
      if (last.isEmpty()) {
        LOG.info("task {} is left to the next manager, while it is cancelled", id);
        return;
      }
      result = last.get();
    } catch (RuntimeException defect) {
      LOG.error("task {} broke off", id, defect);
      result = new Result.Failed(broken(id));
    }
    hand.ending();
    end(id, work, result);
  }

  /** Records the end, however often that takes: who began it has been promised one. */
  private void end(TaskId id, VmWork work, Result result) {
    Result toRecord = result;
    while (!closed && !inventory().isClosed()) {
      Result last = toRecord;
      try {
        inventory().decide(state -> VmFinish.end(state, id, work, last, tools.time().instant()));
        LOG.info("task {} {} {}: {}", id, work.action(), work.vm(), last);
        return;
      } catch (GodwitException notRecorded) {
        LOG.warn("the end of task {} is not recorded yet: {}", id, notRecorded.problem());
      } catch (RuntimeException defect) {
        LOG.error("task {} cannot end as it should", id, defect);
        toRecord = new Result.Failed(broken(id));
      }
      try {
        tools.time().sleep(RECORD_AGAIN);
      } catch (InterruptedException closing) {
        return;
      }
    }
  }

  /** How a task ends that was cancelled; empty if the manager ends before that is known. */
  private Optional<Result> cancelled(TaskId id, VmWork work) {
    if (!(work instanceof VmWork.MoveDisk move)) {
      return Optional.of(new Result.Cancelled(notAwaited(work)));
    }
    try {
      return Optional.of(disk(id, move).cancel());
    } catch (InterruptedException closing) {
      return Optional.empty();
    }
  }

  private static Problem notAwaited(VmWork work) {
    return new Problem(
        ErrorCode.TASK_CANCELLED,
        "Nobody waits any more for the guest on "
            + work.home()
            + " to shut down; it was asked to, and may still do so.",
        "Look at its state in a while.");
  }

  private static Problem broken(TaskId id) {
    return new Problem(
        ErrorCode.INTERNAL,
        "Task " + id + " broke off because of a defect of the manager.",
        "Look at the VM and at the manager's log, and report what it says.");
  }

  /** The thread of a task, as seen by those who stop it. */
  private static final class Hand {
    private Thread thread = Thread.currentThread();
    private boolean cancelled;
    private boolean ending;

    synchronized void take(Thread own) {
      thread = own;
    }

    /** Whether the work was still under way. */
    synchronized boolean cancel() {
      if (ending) {
        return false;
      }
      cancelled = true;
      thread.interrupt();
      return true;
    }

    synchronized void interrupt() {
      thread.interrupt();
    }

    synchronized boolean wasCancelled() {
      return cancelled;
    }

    /** What is done cannot be cancelled any more; a cancel that came late is forgotten. */
    synchronized void ending() {
      ending = true;
      boolean _ = Thread.interrupted();
    }
  }
}
