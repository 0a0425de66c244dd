package io.godwit.manager.chronicle;

import io.godwit.manager.history.EventFilter;
import io.godwit.manager.history.Filed;
import io.godwit.manager.history.MigrationFilter;
import io.godwit.manager.history.Page;
import io.godwit.manager.history.Paging;
import io.godwit.manager.history.TaskFilter;
import io.godwit.model.event.Event;
import java.util.List;
import java.util.Optional;

/**
 * The history as it is needed here. All methods throw {@link io.godwit.model.error.GodwitException}
 * HISTORY_UNAVAILABLE or HISTORY_UNUSABLE if it cannot be asked.
 */
public interface Archive {
  /** One that keeps nothing, for managers that have no past. */
  Archive NONE = new Forgetful();

  /** See {@link io.godwit.manager.history.HistoryStore#append}. */
  void append(List<Filed> batch);

  Page<Event> events(EventFilter filter, Paging paging);

  List<Event> eventsAfter(long sequence, int limit);

  Page<Filed> tasks(TaskFilter filter, Paging paging);

  Page<Filed> migrations(MigrationFilter filter, Paging paging);

  Optional<Filed> task(String id);

  Optional<Filed> migration(String id);

  /** Keeps nothing. */
  final class Forgetful implements Archive {
    private Forgetful() {}

    @Override
    public void append(List<Filed> batch) {}

    @Override
    public Page<Event> events(EventFilter filter, Paging paging) {
      return new Page<>(List.of(), null);
    }

    @Override
    public List<Event> eventsAfter(long sequence, int limit) {
      return List.of();
    }

    @Override
    public Page<Filed> tasks(TaskFilter filter, Paging paging) {
      return new Page<>(List.of(), null);
    }

    @Override
    public Page<Filed> migrations(MigrationFilter filter, Paging paging) {
      return new Page<>(List.of(), null);
    }

    @Override
    public Optional<Filed> task(String id) {
      return Optional.empty();
    }

    @Override
    public Optional<Filed> migration(String id) {
      return Optional.empty();
    }
  }
}
