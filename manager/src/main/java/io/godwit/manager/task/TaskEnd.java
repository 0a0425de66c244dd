package io.godwit.manager.task;

import io.godwit.model.error.Problem;
import org.jspecify.annotations.Nullable;

/**
 * How a task ended.
 *
 * @param state not RUNNING
 * @param problem why not, unless it succeeded
 * @param result what it came to in one sentence, if it succeeded
 */
public record TaskEnd(TaskState state, @Nullable Problem problem, @Nullable String result) {
  public TaskEnd {
    if (state == TaskState.RUNNING || (state == TaskState.SUCCEEDED) != (problem == null)) {
      throw new IllegalArgumentException("a task ends well, or has a problem");
    }
  }

  public static TaskEnd succeeded(String result) {
    return new TaskEnd(TaskState.SUCCEEDED, null, result);
  }

  public static TaskEnd failed(Problem problem) {
    return new TaskEnd(TaskState.FAILED, problem, null);
  }

  public static TaskEnd cancelled(Problem problem) {
    return new TaskEnd(TaskState.CANCELLED, problem, null);
  }
}
