package io.godwit.manager.history;

import io.godwit.manager.history.database.Database;
import io.godwit.manager.history.database.Deadlines;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.event.Event;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The history in SQL: what was filed, findable. See the package for what it promises.
 *
 * <p>Any thread may call any method. All of them throw {@link GodwitException} HISTORY_UNAVAILABLE
 * if the database does not answer, and HISTORY_UNUSABLE if somebody has to correct something first.
 */
public final class HistoryStore implements Upkept, PlanLog, AutoCloseable {
  /** What {@link #append} takes at once: a fraction of a second of work. */
  public static final int MAX_BATCH = 1000;

  private static final Logger LOG = LoggerFactory.getLogger(HistoryStore.class);

  private final Database database;
  private final Filing filing;
  private final Search search;
  private final Pruning pruning;
  private final RollupShelf rollups;
  private final PlanShelf plans;

  private HistoryStore(Database database, HistoryConfig config) {
    this.database = database;
    this.filing = new Filing(database);
    this.search = new Search(database);
    this.pruning = new Pruning(database, config.retention());
    this.rollups = new RollupShelf(database);
    this.plans = new PlanShelf(database);
  }

  /**
   * Opens the history and brings its tables up to date. A database that is away does not stop the
   * start: it is told in the log, and each later call tries again.
   *
   * @throws GodwitException HISTORY_UNUSABLE: it is there, but of a newer manager, in use by
   *     another process, damaged, or refuses us
   */
  public static HistoryStore open(HistoryConfig config) {
    return open(config, Deadlines.DEFAULT);
  }

  static HistoryStore open(HistoryConfig config, Deadlines deadlines) {
    Database database = new Database(config.place(), deadlines);
    try {
      database.prepare();
    } catch (GodwitException trouble) {
      if (trouble.code() != ErrorCode.HISTORY_UNAVAILABLE) {
        database.close();
        throw trouble;
      }
      LOG.warn("{}", trouble.problem());
    }
    return new HistoryStore(database, config);
  }

  /**
   * Writes a batch, in one transaction, and returns once it is on the disk. The same may be written
   * again and changes nothing. What is not what it says it is, or cannot be stored, is put aside
   * for a person, so that it does not stop the rest.
   *
   * @param batch at most {@link #MAX_BATCH}
   * @throws GodwitException then it is unknown whether the batch was written: write it again
   */
  public void append(List<Filed> batch) {
    if (batch.size() > MAX_BATCH) {
      throw new IllegalArgumentException("a batch has at most " + MAX_BATCH + " items");
    }
    filing.append(batch);
  }

  /** The highest sequence ever appended, whether it is still kept or not; 0 if there is none. */
  public long highestSequence() {
    return search.highestSequence();
  }

  /**
   * Events by time. What is filed while one pages, and is dated before the cursor, is not seen.
   *
   * @throws GodwitException REQUEST_MALFORMED for a cursor that is none, HISTORY_QUERY_TOO_WIDE
   */
  public Page<Event> events(EventFilter filter, Paging paging) {
    return search.events(filter, paging);
  }

  /**
   * Events in the order they were filed, for those who follow: none is missed.
   *
   * @param sequence the last one known; 0 for none
   * @param limit 1 to {@link Paging#MAX_LIMIT}
   */
  public List<Event> eventsAfter(long sequence, int limit) {
    return search.eventsAfter(sequence, Paging.newest(limit).limit());
  }

  /**
   * Finished tasks, by when they ended.
   *
   * @throws GodwitException as {@link #events}
   */
  public Page<Filed> tasks(TaskFilter filter, Paging paging) {
    return search.filed(Filed.Kind.TASK, filter.where(), paging);
  }

  /**
   * Finished migrations, by when they ended.
   *
   * @throws GodwitException as {@link #events}
   */
  public Page<Filed> migrations(MigrationFilter filter, Paging paging) {
    return search.filed(Filed.Kind.MIGRATION, filter.where(), paging);
  }

  public Optional<Filed> task(String id) {
    return search.filed(Filed.Kind.TASK, "tasks", id);
  }

  public Optional<Filed> migration(String id) {
    return search.filed(Filed.Kind.MIGRATION, "migrations", id);
  }

  /** How many items were put aside because they were not what they said they were. */
  public long misfits() {
    return search.misfits();
  }

  /**
   * One series, oldest first, at most 1000 spans.
   *
   * @param since spans that start not before this
   * @param until spans that start before this
   */
  @Override
  public List<Rollup> rollups(
      String series, Rollup.Resolution resolution, Instant since, Instant until) {
    return rollups.read(series, resolution, since, until);
  }

  @Override
  public long addPlan(FiledPlan plan, long known) {
    return plans.add(plan, known);
  }

  @Override
  public Optional<FiledPlan> plan(long number) {
    return plans.find(number);
  }

  @Override
  public List<FiledPlan> plans(String cluster, long before, int limit) {
    return plans.newest(cluster, before, Paging.newest(limit).limit());
  }

  @Override
  public int prune(Instant now) {
    return pruning.prune(now);
  }

  /** Closes the database. Whoever still asks gets an exception. */
  @Override
  public void close() {
    database.close();
  }

  @Override
  public void addRollups(List<Rollup> added) {
    rollups.add(added);
  }

  @Override
  public int foldHours(Instant end) {
    return rollups.foldHours(end);
  }
}
