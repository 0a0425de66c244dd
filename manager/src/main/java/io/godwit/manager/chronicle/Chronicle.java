package io.godwit.manager.chronicle;

import io.godwit.manager.event.Outbox;
import io.godwit.manager.history.Cursor;
import io.godwit.manager.history.EventFilter;
import io.godwit.manager.history.Filed;
import io.godwit.manager.history.MigrationFilter;
import io.godwit.manager.history.Page;
import io.godwit.manager.history.Paging;
import io.godwit.manager.history.TaskFilter;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.Migration;
import io.godwit.manager.inventory.MigrationViews;
import io.godwit.manager.orchestration.VmTasks;
import io.godwit.manager.task.Task;
import io.godwit.manager.task.TaskViews;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.event.Event;
import io.godwit.protocol.api.EventView;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.PageView;
import io.godwit.protocol.api.ProblemView;
import io.godwit.protocol.api.TaskView;
import io.godwit.protocol.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers what happened and what is happening. Any thread may ask. */
public final class Chronicle {
  private final Inventory inventory;
  private final Archive archive;

  public Chronicle(Inventory inventory, Archive archive) {
    this.inventory = inventory;
    this.archive = archive;
  }

  /**
   * Events, newest first.
   *
   * @throws GodwitException REQUEST_MALFORMED for a cursor that is none, HISTORY_QUERY_TOO_WIDE
   */
  public PageView<EventView> events(EventFilter filter, @Nullable String cursor, int limit) {
    // Before the archive is read: what leaves the outbox meanwhile is then in both, not in none.
    Outbox outbox = inventory.now().hard().outbox();
    Optional<Cursor> after = parsed(cursor);
    List<Merge.Part<EventView>> parts = new ArrayList<>();
    parts.add(
        tail(
            outbox,
            Filed.Kind.EVENT,
            after,
            filed ->
                Optional.of(Events.of(filed))
                    .filter(event -> Events.matches(filter, event))
                    .map(Events::view)));
    ProblemView missing =
        archived(
            parts,
            () -> archive.events(filter, paging(after, limit)),
            event -> new Placed<>(event.at(), event.sequence(), Events.view(event)));
    return Merge.page(parts, limit, missing);
  }

  /**
   * The events behind a place in the sequence, oldest first, for those who follow.
   *
   * @throws GodwitException HISTORY_UNAVAILABLE if they are no longer in the outbox
   */
  public Following eventsAfter(long sequence, int limit) {
    Outbox outbox = inventory.now().hard().outbox();
    List<Event> events = new ArrayList<>();
    long firstHere = outbox.waiting().firstKey().orElse(outbox.lastSequence() + 1);
    if (sequence + 1 < firstHere) {
      for (Event event : archive.eventsAfter(sequence, limit)) {
        if (event.sequence() < firstHere) {
          events.add(event);
        }
      }
      if (events.size() >= limit) {
        return new Following(events, events.getLast().sequence());
      }
    }
    List<Filed> here = outbox.waiting().after(sequence).first(limit);
    here.stream()
        .filter(filed -> filed.kind() == Filed.Kind.EVENT)
        .map(Events::of)
        .forEach(events::add);
    long upTo = here.size() < limit ? outbox.lastSequence() : here.getLast().sequence();
    return new Following(events, Math.max(sequence, upTo));
  }

  /**
   * A stretch of events.
   *
   * @param upTo everything up to here is in it
   */
  public record Following(List<Event> events, long upTo) {}

  /**
   * Tasks: first those that run, then those that have ended, each newest first.
   *
   * @throws GodwitException as {@link #events}
   */
  public PageView<TaskView> tasks(TaskFilter filter, @Nullable String cursor, int limit) {
    DataCenter state = inventory.now();
    List<Live<TaskView>> running = new ArrayList<>();
    for (Task task : state.hard().tasks().running().values()) {
      running.add(new Live<>(task.startedAt(), task.id().value(), task(state, task)));
    }
    for (Migration migration : inFlight(state)) {
      running.add(
          new Live<>(
              migration.acceptedAt(),
              migration.id().value(),
              MigrationViews.task(state, migration)));
    }
    running.removeIf(each -> !TaskMatch.fits(filter, each.view()));
    return Live.page(running, (place, most) -> endedTasks(filter, place, most), cursor, limit);
  }

  private PageView<TaskView> endedTasks(TaskFilter filter, @Nullable String cursor, int limit) {
    Outbox outbox = inventory.now().hard().outbox();
    Optional<Cursor> after = parsed(cursor);
    List<Merge.Part<TaskView>> parts = new ArrayList<>();
    parts.add(tail(outbox, Filed.Kind.TASK, after, filed -> fitting(filter, taskOf(filed))));
    parts.add(
        tail(outbox, Filed.Kind.MIGRATION, after, filed -> fitting(filter, migrationTask(filed))));
    ProblemView missing = null;
    if (TaskMatch.mayBeATask(filter)) {
      missing =
          archived(
              parts,
              () -> archive.tasks(filter, paging(after, limit)),
              filed -> new Placed<>(filed.at(), filed.sequence(), taskOf(filed)));
    }
    Optional<MigrationFilter> migrations = TaskMatch.asMigrations(filter);
    if (migrations.isPresent()) {
      ProblemView also =
          archived(
              parts,
              () -> archive.migrations(migrations.get(), paging(after, limit)),
              filed -> new Placed<>(filed.at(), filed.sequence(), migrationTask(filed)));
      missing = missing == null ? also : missing;
    }
    return Merge.page(parts, limit, missing);
  }

  /**
   * Migrations: first those in flight, then those that have ended, each newest first.
   *
   * @throws GodwitException as {@link #events}
   */
  public PageView<MigrationView> migrations(
      MigrationFilter filter, @Nullable String cursor, int limit) {
    DataCenter state = inventory.now();
    List<Live<MigrationView>> running = new ArrayList<>();
    for (Migration migration : inFlight(state)) {
      MigrationView view = MigrationViews.of(state, migration);
      if (TaskMatch.fits(filter, view)) {
        running.add(new Live<>(migration.acceptedAt(), migration.id().value(), view));
      }
    }
    return Live.page(running, (place, most) -> endedMigrations(filter, place, most), cursor, limit);
  }

  private PageView<MigrationView> endedMigrations(
      MigrationFilter filter, @Nullable String cursor, int limit) {
    Outbox outbox = inventory.now().hard().outbox();
    Optional<Cursor> after = parsed(cursor);
    List<Merge.Part<MigrationView>> parts = new ArrayList<>();
    parts.add(
        tail(
            outbox,
            Filed.Kind.MIGRATION,
            after,
            filed -> Optional.of(migrationOf(filed)).filter(view -> TaskMatch.fits(filter, view))));
    ProblemView missing =
        archived(
            parts,
            () -> archive.migrations(filter, paging(after, limit)),
            filed -> new Placed<>(filed.at(), filed.sequence(), migrationOf(filed)));
    return Merge.page(parts, limit, missing);
  }

  /**
   * One task, or a migration as one.
   *
   * @throws GodwitException TASK_UNKNOWN, or that the history cannot be asked
   */
  public TaskView task(String id) {
    DataCenter state = inventory.now();
    return liveTask(state, id)
        .or(() -> filed(state, Filed.Kind.TASK, id, archive::task).map(Chronicle::taskOf))
        .or(() ->
            filed(state, Filed.Kind.MIGRATION, id, archive::migration)
                .map(Chronicle::migrationTask))
        .orElseThrow(() ->
            new GodwitException(
                ErrorCode.TASK_UNKNOWN,
                "There is no task " + id + ".",
                "List the tasks with 'godwit task list'."));
  }

  /** One task of hard state, or a migration as one: those that run, and the newest ended ones. */
  public static Optional<TaskView> liveTask(DataCenter state, String id) {
    return state
        .hard()
        .tasks()
        .found(id)
        .map(task -> task(state, task))
        .or(() -> state.hard().found(id).map(migration -> MigrationViews.task(state, migration)));
  }

  /** Whether a task is one that was asked for. */
  public static boolean fits(TaskFilter filter, TaskView view) {
    return TaskMatch.fits(filter, view);
  }

  /** Whether a migration is one that was asked for. */
  public static boolean fits(MigrationFilter filter, MigrationView view) {
    return TaskMatch.fits(filter, view);
  }

  /**
   * One migration.
   *
   * @throws GodwitException MIGRATION_UNKNOWN, or that the history cannot be asked
   */
  public MigrationView migration(String id) {
    DataCenter state = inventory.now();
    return state
        .hard()
        .found(id)
        .map(migration -> MigrationViews.of(state, migration))
        .or(() ->
            filed(state, Filed.Kind.MIGRATION, id, archive::migration).map(Chronicle::migrationOf))
        .orElseThrow(() ->
            new GodwitException(
                ErrorCode.MIGRATION_UNKNOWN,
                "There is no migration " + id + ".",
                "List the migrations with 'godwit migration list'."));
  }

  private static TaskView task(DataCenter state, Task task) {
    return TaskViews.of(
        task, state.soft().tasks().get(task.id()).orElse(null), VmTasks.isCancellable(task));
  }

  private static List<Migration> inFlight(DataCenter state) {
    return state.hard().inFlight().values().stream()
        .flatMap(id -> state.hard().migrations().get(id).stream())
        .toList();
  }

  private static Optional<Filed> filed(
      DataCenter state, Filed.Kind kind, String id, Function<String, Optional<Filed>> archived) {
    return state.hard().outbox().waiting().values().stream()
        .filter(filed -> filed.kind() == kind && filed.id().equals(id))
        .findFirst()
        .or(() -> archived.apply(id));
  }

  private static Optional<TaskView> fitting(TaskFilter filter, TaskView view) {
    return Optional.of(view).filter(each -> TaskMatch.fits(filter, each));
  }

  private static TaskView taskOf(Filed filed) {
    return Json.LENIENT.readValue(filed.body(), TaskView.class);
  }

  private static MigrationView migrationOf(Filed filed) {
    return Json.LENIENT.readValue(filed.body(), MigrationView.class);
  }

  private static TaskView migrationTask(Filed filed) {
    return MigrationViews.task(migrationOf(filed), "", null);
  }

  private static <V> Merge.Part<V> tail(
      Outbox outbox, Filed.Kind kind, Optional<Cursor> after, Function<Filed, Optional<V>> view) {
    List<Placed<V>> items = new ArrayList<>();
    for (Filed filed : outbox.waiting().values()) {
      if (filed.kind() == kind) {
        view.apply(filed)
            .map(each -> new Placed<>(filed.at(), filed.sequence(), each))
            .filter(placed -> after.isEmpty() || placed.isAfter(after.get()))
            .ifPresent(items::add);
      }
    }
    items.sort(Placed.newestFirst());
    return new Merge.Part<>(items, false);
  }

  /** Adds what the archive has; why not, if it cannot be asked. */
  private static <T, V> @Nullable ProblemView archived(
      List<Merge.Part<V>> parts, Supplier<Page<T>> read, Function<T, Placed<V>> place) {
    try {
      Page<T> page = read.get();
      parts.add(
          new Merge.Part<>(page.items().stream().map(place).toList(), page.next().isPresent()));
      return null;
    } catch (GodwitException away) {
      return switch (away.code()) {
        case HISTORY_UNAVAILABLE, HISTORY_UNUSABLE -> ProblemView.of(away.problem());
        default -> throw away;
      };
    }
  }

  private static Optional<Cursor> parsed(@Nullable String cursor) {
    return cursor == null
        ? Optional.empty()
        : Optional.of(Cursor.parse(cursor, Paging.Order.NEWEST_FIRST));
  }

  private static Paging paging(Optional<Cursor> after, int limit) {
    return new Paging(Paging.Order.NEWEST_FIRST, after.map(Cursor::toString).orElse(null), limit);
  }
}
