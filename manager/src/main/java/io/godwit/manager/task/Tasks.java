package io.godwit.manager.task;

import io.godwit.manager.entity.EntityKey;
import io.godwit.manager.entity.EntityKind;
import io.godwit.manager.entity.Table;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.task.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tasks that run, the newest that have ended, and the receipts of calls. Hard state.
 *
 * @param running by id
 * @param ended by id
 * @param byEnd the ids of those that have ended, the oldest first
 * @param receipts of calls under idempotency keys
 */
public record Tasks(
    Table<TaskId, Task> running,
    Table<TaskId, Task> ended,
    Table<Moment, TaskId> byEnd,
    Receipts receipts) {
  /** Each has a thread and a call to an agent; beyond this hosts are busy for a long time. */
  public static final int MAX_RUNNING = 2000;

  /** For who looks at, or repeats, what was just done; all others are in the history. */
  static final int MAX_ENDED = 1000;

  public static final Tasks EMPTY =
      new Tasks(Table.empty(), Table.empty(), Table.empty(), Receipts.EMPTY);

  private static final String KIND = "task";

  public Optional<Task> find(TaskId id) {
    return running.get(id).or(() -> ended.get(id));
  }

  /** The task of that id, whatever the text is. */
  public Optional<Task> found(String id) {
    return TaskId.isOne(id) ? find(new TaskId(id)) : Optional.empty();
  }

  /**
   * What is to be recorded for a task to begin.
   *
   * @throws GodwitException HOST_BUSY if too many run
   */
  public TaskChange beginning(Task task) {
    if (running.size() >= MAX_RUNNING) {
      throw new GodwitException(
          ErrorCode.HOST_BUSY,
          MAX_RUNNING + " tasks run already; nothing was changed.",
          "Try again when some have ended.");
    }
    return new TaskChange.Begun(task);
  }

  /** What is to be recorded for a task to end; the oldest are forgotten for it. */
  public List<TaskChange> ending(TaskId task, TaskEnd end, Instant at) {
    List<TaskChange> changes = new ArrayList<>();
    if (ended.size() >= MAX_ENDED) {
      byEnd.first(1).forEach(oldest -> changes.add(new TaskChange.Forgotten(oldest)));
    }
    changes.add(new TaskChange.Ended(task, end, at));
    return changes;
  }

  /**
   * What a change does.
   *
   * @throws IllegalStateException if it cannot follow this state
   */
  public Tasks apply(TaskChange change) {
    return switch (change) {
      case TaskChange.Begun begun -> {
        Task task = begun.task();
        require(!task.hasEnded() && find(task.id()).isEmpty(), change);
        yield loaded(task);
      }
      case TaskChange.Ended end -> {
        Task task = running.get(end.task()).orElseThrow(() -> misfit(change));
        yield new Tasks(running.without(task.id()), ended, byEnd, receipts)
            .loaded(task.ended(end.end(), end.at()));
      }
      case TaskChange.Forgotten forgotten -> {
        Task task = ended.get(forgotten.task()).orElseThrow(() -> misfit(change));
        yield new Tasks(running, ended.without(task.id()), byEnd.without(moment(task)), receipts);
      }
      case TaskChange.Receipted issued ->
          new Tasks(running, ended, byEnd, receipts.with(issued.receipt()));
      case TaskChange.Expired expired -> {
        require(receipts.all().has(expired.receipt()), change);
        yield new Tasks(running, ended, byEnd, receipts.without(expired.receipt()));
      }
    };
  }

  /** What is kept of it. */
  public static List<EntityKind<Tasks, ?>> kinds() {
    return List.of(
        new EntityKind<Tasks, Task>(
            KIND,
            Task.class,
            task -> task.id().value(),
            (tasks, id) -> tasks.find(new TaskId(id)),
            Tasks::loaded,
            Tasks::all),
        Receipts.kind()
            .within(
                Tasks::receipts,
                (tasks, receipts) -> new Tasks(tasks.running, tasks.ended, tasks.byEnd, receipts)));
  }

  static EntityKey key(TaskId id) {
    return new EntityKey(KIND, id.value());
  }

  private List<Task> all() {
    List<Task> all = new ArrayList<>(running.values());
    all.addAll(ended.values());
    return all;
  }

  private Tasks loaded(Task task) {
    return task.hasEnded()
        ? new Tasks(
            running, ended.with(task.id(), task), byEnd.with(moment(task), task.id()), receipts)
        : new Tasks(running.with(task.id(), task), ended, byEnd, receipts);
  }

  private static Moment moment(Task task) {
    Instant at = task.endedAt();
    if (at == null) {
      throw new IllegalStateException(task + " has not ended");
    }
    return new Moment(at, task.id().value());
  }

  private static void require(boolean holds, TaskChange change) {
    if (!holds) {
      throw misfit(change);
    }
  }

  private static IllegalStateException misfit(TaskChange change) {
    return new IllegalStateException(change + " does not fit the state");
  }
}
