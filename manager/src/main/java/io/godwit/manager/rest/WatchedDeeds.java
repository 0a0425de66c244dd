package io.godwit.manager.rest;

import io.godwit.manager.chronicle.Chronicle;
import io.godwit.manager.history.MigrationFilter;
import io.godwit.manager.history.TaskFilter;
import io.godwit.manager.identity.Sight;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.Lineup;
import io.godwit.manager.inventory.Migration;
import io.godwit.manager.inventory.MigrationViews;
import io.godwit.manager.task.Task;
import io.godwit.model.identity.Privilege;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.task.TaskId;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.TaskView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The lists of tasks and of migrations, followed: those that run, and those that have ended and are
 * not forgotten yet. All others are in the history, which does not change.
 */
final class WatchedDeeds {
  private WatchedDeeds() {}

  /** When something began, for the order in which it is told of. */
  private record Begun(Instant at, String id) {
    static final Comparator<Begun> OLDEST_FIRST =
        Comparator.comparing(Begun::at).thenComparing(Begun::id);
  }

  private static List<String> inOrder(List<Begun> begun) {
    return begun.stream().sorted(Begun.OLDEST_FIRST).map(Begun::id).toList();
  }

  private static List<Begun> migrations(DataCenter state) {
    List<Begun> begun = new ArrayList<>();
    for (Migration migration : state.hard().migrations().values()) {
      begun.add(new Begun(migration.acceptedAt(), migration.id().value()));
    }
    return begun;
  }

  private static Set<String> touchedMigrations(DataCenter before, DataCenter after) {
    Set<String> touched = new TreeSet<>();
    for (MigrationId id : before.hard().migrations().differences(after.hard().migrations())) {
      touched.add(id.value());
    }
    if (!touched.isEmpty()) {
      // Whoever waits stands elsewhere, or waits for something else.
      Lineup.of(after.hard()).forEach(turn -> touched.add(turn.id().value()));
    }
    for (MigrationId id : before.soft().progress().differences(after.soft().progress())) {
      touched.add(id.value());
    }
    return touched;
  }

  /** Migrations. */
  record Migrations(MigrationFilter filter) implements Watched<String, MigrationView> {
    @Override
    public String path() {
      return ApiPaths.MIGRATIONS;
    }

    @Override
    public Privilege privilege() {
      return Privilege.TASK_VIEW;
    }

    @Override
    public Collection<String> keys(DataCenter state) {
      return inOrder(migrations(state));
    }

    @Override
    public Collection<String> touched(DataCenter before, DataCenter after) {
      return touchedMigrations(before, after);
    }

    @Override
    public Glance<String, MigrationView> glance(DataCenter state, Sight sight) {
      Lineages places = new Lineages(state);
      return id ->
          state
              .hard()
              .found(id)
              .map(migration -> MigrationViews.of(state, migration))
              .filter(view -> Chronicle.fits(filter, view))
              .filter(view -> sight.test(places.of("vm", view.vm())));
    }
  }

  /** Tasks, and migrations as tasks. */
  record Tasks(TaskFilter filter) implements Watched<String, TaskView> {
    @Override
    public String path() {
      return ApiPaths.TASKS;
    }

    @Override
    public Privilege privilege() {
      return Privilege.TASK_VIEW;
    }

    @Override
    public Collection<String> keys(DataCenter state) {
      List<Begun> begun = migrations(state);
      for (Task task : state.hard().tasks().running().values()) {
        begun.add(new Begun(task.startedAt(), task.id().value()));
      }
      for (Task task : state.hard().tasks().ended().values()) {
        begun.add(new Begun(task.startedAt(), task.id().value()));
      }
      return inOrder(begun);
    }

    @Override
    public Collection<String> touched(DataCenter before, DataCenter after) {
      Set<String> touched = touchedMigrations(before, after);
      Set<TaskId> tasks =
          new TreeSet<>(
              before.hard().tasks().running().differences(after.hard().tasks().running()));
      tasks.addAll(before.hard().tasks().ended().differences(after.hard().tasks().ended()));
      tasks.addAll(before.soft().tasks().differences(after.soft().tasks()));
      tasks.forEach(task -> touched.add(task.value()));
      return touched;
    }

    @Override
    public Glance<String, TaskView> glance(DataCenter state, Sight sight) {
      Lineages places = new Lineages(state);
      return id ->
          Chronicle.liveTask(state, id)
              .filter(view -> Chronicle.fits(filter, view))
              .filter(view -> sight.test(places.of(view.subjectKind(), view.subject())));
    }
  }
}
