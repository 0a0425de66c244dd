package io.godwit.manager.task;

import io.godwit.manager.event.Origin;
import io.godwit.model.error.Problem;
import io.godwit.model.task.TaskId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An operation as recorded.
 *
 * @param action a dotted verb: {@code vm.start}
 * @param subjectKind what it is done to: {@code vm}
 * @param subject its name, as people know it
 * @param origin who asked
 * @param request JSON of all that is needed to go on with it
 * @param startedAt wall clock, for people
 * @param end how it ended, once it has
 * @param endedAt when its end was recorded
 */
public record Task(
    TaskId id,
    String action,
    String subjectKind,
    String subject,
    Origin origin,
    String request,
    Instant startedAt,
    @Nullable TaskEnd end,
    @Nullable Instant endedAt) {
  public Task {
    if ((end == null) != (endedAt == null)) {
      throw new IllegalArgumentException("a task that has ended says when");
    }
  }

  public TaskState state() {
    return end == null ? TaskState.RUNNING : end.state();
  }

  public boolean hasEnded() {
    return end != null;
  }

  /** Why it did not succeed. */
  public @Nullable Problem problem() {
    return end == null ? null : end.problem();
  }

  Task ended(TaskEnd how, Instant at) {
    return new Task(id, action, subjectKind, subject, origin, request, startedAt, how, at);
  }
}
