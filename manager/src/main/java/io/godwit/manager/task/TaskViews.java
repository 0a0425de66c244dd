package io.godwit.manager.task;

import io.godwit.model.error.Problem;
import io.godwit.protocol.api.ProblemView;
import io.godwit.protocol.api.TaskView;
import org.jspecify.annotations.Nullable;

/** How tasks look from outside. Pure. */
public final class TaskViews {
  /** What is done by one call to an agent. */
  public static final TaskProgress CARRIED_OUT =
      new TaskProgress("the agent carries it out", 1, 1, null);

  private TaskViews() {}

  /**
   * A task.
   *
   * @param progress the newest, if it has told
   */
  public static TaskView of(Task task, @Nullable TaskProgress progress, boolean cancellable) {
    TaskProgress shown = progress == null ? CARRIED_OUT : progress;
    Problem problem = task.problem();
    TaskEnd end = task.end();
    boolean succeeded = task.state() == TaskState.SUCCEEDED;
    return new TaskView(
        task.id().value(),
        task.action(),
        task.subjectKind(),
        task.subject(),
        task.origin().actor(),
        task.origin().from(),
        TaskView.State.valueOf(task.state().name()),
        task.startedAt(),
        task.endedAt(),
        shown.step(),
        shown.number(),
        shown.of(),
        succeeded ? Integer.valueOf(100) : shown.percent(),
        cancellable && !task.hasEnded(),
        end == null ? null : end.result(),
        problem == null ? null : ProblemView.of(problem),
        task.origin().correlation());
  }
}
