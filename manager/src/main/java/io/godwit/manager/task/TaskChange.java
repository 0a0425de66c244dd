package io.godwit.manager.task;

import io.godwit.manager.entity.EntityKey;
import io.godwit.model.task.TaskId;
import java.time.Instant;
import java.util.List;

/** One change of the tasks or of the receipts. What it does is in {@link Tasks#apply}. */
public sealed interface TaskChange {
  /** The entities that it changes. */
  List<EntityKey> touched();

  /** A task begins. */
  record Begun(Task task) implements TaskChange {
    @Override
    public List<EntityKey> touched() {
      return List.of(Tasks.key(task.id()));
    }
  }

  /** A task has ended. */
  record Ended(TaskId task, TaskEnd end, Instant at) implements TaskChange {
    @Override
    public List<EntityKey> touched() {
      return List.of(Tasks.key(task));
    }
  }

  /** A task that has ended is remembered by the history alone. */
  record Forgotten(TaskId task) implements TaskChange {
    @Override
    public List<EntityKey> touched() {
      return List.of(Tasks.key(task));
    }
  }

  /** A call under a key has led to something. */
  record Receipted(Receipt receipt) implements TaskChange {
    @Override
    public List<EntityKey> touched() {
      return List.of(Receipts.key(receipt.id()));
    }
  }

  /** A key may be used for something else again. */
  record Expired(String receipt) implements TaskChange {
    @Override
    public List<EntityKey> touched() {
      return List.of(Receipts.key(receipt));
    }
  }
}
