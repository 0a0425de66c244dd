package io.godwit.manager.task;

/** How a task stands. */
public enum TaskState {
  RUNNING,
  SUCCEEDED,
  FAILED,
  CANCELLED
}
