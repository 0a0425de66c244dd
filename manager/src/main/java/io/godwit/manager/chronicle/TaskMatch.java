package io.godwit.manager.chronicle;

import io.godwit.manager.history.MigrationFilter;
import io.godwit.manager.history.TaskFilter;
import io.godwit.manager.inventory.MigrationViews;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.TaskView;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether tasks and migrations are what was asked for, as the archive decides in SQL. Pure. */
final class TaskMatch {
  private TaskMatch() {}

  static boolean fits(TaskFilter filter, TaskView view) {
    return same(filter.actor(), view.actor())
        && same(filter.action(), view.action())
        && same(filter.subjectKind(), view.subjectKind())
        && same(filter.subject(), view.subject())
        && same(filter.state(), view.state().name())
        && within(filter.since(), filter.until(), view.endedAt());
  }

  static boolean fits(MigrationFilter filter, MigrationView view) {
    return same(filter.vm(), view.vm())
        && same(filter.source(), view.source())
        && same(filter.destination(), view.destination())
        && same(filter.state(), view.state().name())
        && same(filter.actor(), view.actor())
        && within(filter.since(), filter.until(), view.endedAt());
  }

  /** Whether an ended task that is no migration can fit. */
  static boolean mayBeATask(TaskFilter filter) {
    return !MigrationViews.ACTION.equals(filter.action())
        && !TaskView.State.RUNNING.name().equals(filter.state());
  }

  /** The same question to ended migrations, if one of them can fit. */
  static Optional<MigrationFilter> asMigrations(TaskFilter filter) {
    String state = filter.state();
    boolean possible =
        (filter.action() == null || filter.action().equals(MigrationViews.ACTION))
            && (filter.subjectKind() == null || filter.subjectKind().equals("vm"))
            && !TaskView.State.RUNNING.name().equals(state);
    return possible
        ? Optional.of(
            new MigrationFilter(
                filter.subject(),
                null,
                null,
                TaskView.State.SUCCEEDED.name().equals(state)
                    ? MigrationView.State.COMPLETED.name()
                    : state,
                filter.actor(),
                filter.since(),
                filter.until()))
        : Optional.empty();
  }

  /** What still runs has no end that could lie within. */
  private static boolean within(
      @Nullable Instant since, @Nullable Instant until, @Nullable Instant endedAt) {
    if (endedAt == null) {
      return until == null;
    }
    return (since == null || !endedAt.isBefore(since))
        && (until == null || endedAt.isBefore(until));
  }

  private static boolean same(@Nullable String wanted, String is) {
    return wanted == null || wanted.equals(is);
  }
}
