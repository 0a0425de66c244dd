package io.godwit.manager.chronicle;

import io.godwit.manager.history.EventFilter;
import io.godwit.manager.history.Filed;
import io.godwit.manager.history.FiledPlan;
import io.godwit.manager.history.HistoryConfig;
import io.godwit.manager.history.HistoryStore;
import io.godwit.manager.history.MigrationFilter;
import io.godwit.manager.history.Page;
import io.godwit.manager.history.Paging;
import io.godwit.manager.history.PlanLog;
import io.godwit.manager.history.Rollup;
import io.godwit.manager.history.TaskFilter;
import io.godwit.manager.history.Upkept;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.event.Event;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The history of this process, opened when it is first asked: a manager must not wait for a
 * database to lead. One that could not be opened is tried again at the next call, so that a manager
 * need not be restarted once its database has been repaired.
 */
public final class LazyArchive implements Archive, Upkept, PlanLog, AutoCloseable {
  private final HistoryConfig config;
  private @Nullable HistoryStore store;
  private boolean closed;

  public LazyArchive(HistoryConfig config) {
    this.config = config;
  }

  @Override
  public void append(List<Filed> batch) {
    store().append(batch);
  }

  @Override
  public Page<Event> events(EventFilter filter, Paging paging) {
    return store().events(filter, paging);
  }

  @Override
  public List<Event> eventsAfter(long sequence, int limit) {
    return store().eventsAfter(sequence, limit);
  }

  @Override
  public Page<Filed> tasks(TaskFilter filter, Paging paging) {
    return store().tasks(filter, paging);
  }

  @Override
  public Page<Filed> migrations(MigrationFilter filter, Paging paging) {
    return store().migrations(filter, paging);
  }

  @Override
  public Optional<Filed> task(String id) {
    return store().task(id);
  }

  @Override
  public Optional<Filed> migration(String id) {
    return store().migration(id);
  }

  @Override
  public long addPlan(FiledPlan plan, long known) {
    return store().addPlan(plan, known);
  }

  @Override
  public Optional<FiledPlan> plan(long number) {
    return store().plan(number);
  }

  @Override
  public List<FiledPlan> plans(String cluster, long before, int limit) {
    return store().plans(cluster, before, limit);
  }

  @Override
  public List<Rollup> rollups(
      String series, Rollup.Resolution resolution, Instant since, Instant until) {
    return store().rollups(series, resolution, since, until);
  }

  @Override
  public void addRollups(List<Rollup> added) {
    store().addRollups(added);
  }

  @Override
  public int foldHours(Instant end) {
    return store().foldHours(end);
  }

  @Override
  public int prune(Instant now) {
    return store().prune(now);
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (store != null) {
      store.close();
    }
  }

  private synchronized HistoryStore store() {
    if (closed) {
      throw new GodwitException(
          ErrorCode.HISTORY_UNAVAILABLE,
          "The manager is stopping; it has closed the history.",
          "Ask again once a manager leads.");
    }
    HistoryStore open = store;
    if (open == null) {
      open = HistoryStore.open(config);
      store = open;
    }
    return open;
  }
}
