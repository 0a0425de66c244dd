package io.godwit.manager.history;

import io.godwit.manager.history.HistoryConfig.Retention;
import io.godwit.manager.history.Rollup.Resolution;
import io.godwit.manager.history.database.Database;
import io.godwit.manager.history.database.Shelf;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Throws away what has become too old.
 *
 * <p>A clock that jumps years ahead must not empty the history before anybody has looked. So age is
 * counted from a clock of the history's own, which follows the manager's by {@link #LARGEST_STEP}
 * at each pruning.
 */
final class Pruning {
  /** Pruned every hour, a history that was away for a month has caught up in a day and a half. */
  static final Duration LARGEST_STEP = Duration.ofDays(1);

  /** Some tens of milliseconds: whoever files waits for no longer. */
  private static final int CHUNK = 2000;

  /** What one call does at most; the next one goes on. */
  private static final int MAX_CHUNKS = 50;

  /** Of a thousand VMs one takes some tens of kilobytes. */
  static final int MOST_PLANS = 10_000;

  private static final List<Shelf> RECORDS =
      List.of(Shelf.EVENTS, Shelf.TASKS, Shelf.MIGRATIONS, Shelf.MISFITS);

  private final Database database;
  private final Retention retention;

  Pruning(Database database, Retention retention) {
    this.database = database;
    this.retention = retention;
  }

  /**
   * @return how many rows went
   */
  int prune(Instant now) {
    Instant clock = advance(now);
    int gone = 0;
    for (Shelf shelf : RECORDS) {
      gone += prune(shelf, "", clock.minus(retention.records()));
    }
    gone += prune(Shelf.PLANS, "", clock.minus(retention.hours()));
    gone += prunePlans();
    gone += pruneRollups(Resolution.FIVE_MINUTES, clock.minus(retention.fiveMinutes()));
    gone += pruneRollups(Resolution.HOUR, clock.minus(retention.hours()));
    return gone;
  }

  /** Moves the history's clock towards {@code now} and reads it. */
  private Instant advance(Instant now) {
    return database.write(handle -> {
      Optional<Instant> before =
          handle
              .createQuery(
                  "SELECT retention_clock AS happened_at FROM filing"
                      + " WHERE retention_clock IS NOT NULL")
              .map((row, context) -> Search.at(row))
              .findOne();
      Instant reachable = before.map(b -> b.plus(LARGEST_STEP)).orElse(now);
      Instant clock = now.isBefore(reachable) ? now : reachable;
      handle
          .createUpdate("UPDATE filing SET retention_clock = :clock")
          .bindByType("clock", clock, Instant.class)
          .execute();
      return clock;
    });
  }

  /** Old ones go by their number, too: a busy cluster makes one each minute. */
  private int prunePlans() {
    String condition = "id <= (SELECT highest_plan FROM filing) - " + MOST_PLANS;
    String sql = database.dialect().deleteSome(Shelf.PLANS, condition, CHUNK);
    return database.write(handle -> handle.createUpdate(sql).execute());
  }

  private int pruneRollups(Resolution resolution, Instant horizon) {
    return prune(Shelf.ROLLUPS, "seconds = " + resolution.span().toSeconds() + " AND ", horizon);
  }

  private int prune(Shelf shelf, String condition, Instant horizon) {
    String sql = database.dialect().deleteSome(shelf, condition + "happened_at < :horizon", CHUNK);
    int gone = 0;
    for (int i = 0; i < MAX_CHUNKS; i++) {
      int deleted =
          database.write(handle ->
              handle.createUpdate(sql).bindByType("horizon", horizon, Instant.class).execute());
      gone += deleted;
      if (deleted < CHUNK) {
        break;
      }
    }
    return gone;
  }
}
