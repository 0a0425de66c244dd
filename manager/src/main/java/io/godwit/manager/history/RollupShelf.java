package io.godwit.manager.history;

import io.godwit.manager.history.Rollup.Resolution;
import io.godwit.manager.history.database.Database;
import io.godwit.manager.history.database.Shelf;
import io.godwit.manager.history.database.Storable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Roll-ups in the database. */
final class RollupShelf {
  /** Five-minute spans of one series in a bit more than three days; a graph has fewer points. */
  static final int MAX_READ = 1000;

  /** How far back hours are made up that nobody was there to make. */
  private static final Duration MAX_CATCHING_UP = Duration.ofDays(2);

  private static final RowMapper<Rollup> ROLLUP =
      (row, context) ->
          new Rollup(
              row.getString("series"),
              resolution(row.getInt("seconds")),
              Search.at(row),
              row.getDouble("lowest"),
              row.getDouble("highest"),
              row.getDouble("mean"),
              row.getLong("samples"));

  private final Database database;

  RollupShelf(Database database) {
    this.database = database;
  }

  /** Adds spans; one that is there already is combined with what comes. */
  void add(List<Rollup> rollups) {
    database.write(handle -> {
      String sql = database.dialect().insertOrCombine(Shelf.ROLLUPS);
      try (PreparedBatch batch = handle.prepareBatch(sql)) {
        for (Rollup each : rollups) {
          batch
              .bind("series", Storable.of(each.series()))
              .bind("seconds", each.resolution().span().toSeconds())
              .bindByType("happened_at", each.start(), Instant.class)
              .bind("lowest", each.lowest())
              .bind("highest", each.highest())
              .bind("mean", each.mean())
              .bind("samples", each.samples())
              .add();
        }
        return batch.execute().length;
      }
    });
  }

  /**
   * Makes the hours up to {@code end} that are not there yet out of their spans of five minutes.
   *
   * @return how many hours were made
   */
  int foldHours(Instant end) {
    Instant last = Resolution.HOUR.startOf(end);
    Instant earliest = last.minus(MAX_CATCHING_UP);
    Instant hour =
        newestHour()
            .map(newest -> newest.plus(Resolution.HOUR.span()))
            .filter(next -> next.isAfter(earliest))
            .orElse(earliest);
    int made = 0;
    for (; hour.isBefore(last); hour = hour.plus(Resolution.HOUR.span())) {
      Instant start = hour;
      made += database.write(handle -> fold(handle, start)) > 0 ? 1 : 0;
    }
    return made;
  }

  List<Rollup> read(String series, Resolution resolution, Instant since, Instant until) {
    return database.read(handle ->
        handle
            .createQuery(
                "SELECT * FROM rollups WHERE series = :series AND seconds = :seconds AND"
                    + " happened_at >= :since AND happened_at < :until ORDER BY happened_at"
                    + " FETCH FIRST "
                    + MAX_READ
                    + " ROWS ONLY")
            .bind("series", Storable.of(series))
            .bind("seconds", resolution.span().toSeconds())
            .bindByType("since", since, Instant.class)
            .bindByType("until", until, Instant.class)
            .map(ROLLUP)
            .list());
  }

  private Optional<Instant> newestHour() {
    return database.read(handle ->
        handle
            .createQuery(
                "SELECT happened_at FROM rollups WHERE seconds = :seconds"
                    + " ORDER BY seconds DESC, happened_at DESC FETCH FIRST ROW ONLY")
            .bind("seconds", Resolution.HOUR.span().toSeconds())
            .map((row, context) -> Search.at(row))
            .findOne());
  }

  private static int fold(Handle handle, Instant hour) {
    return handle
        .createUpdate(
            """
            INSERT INTO rollups (series, seconds, happened_at, lowest, highest, mean, samples)
            SELECT series, %d, CAST(:hour AS TIMESTAMP(6) WITH TIME ZONE), MIN(lowest),
              MAX(highest), SUM(mean * samples) / SUM(samples), SUM(samples)
            FROM rollups
            WHERE seconds = %d AND happened_at >= :hour AND happened_at < :next
            GROUP BY series\
            """
                .formatted(
                    Resolution.HOUR.span().toSeconds(), Resolution.FIVE_MINUTES.span().toSeconds()))
        .bindByType("hour", hour, Instant.class)
        .bindByType("next", hour.plus(Resolution.HOUR.span()), Instant.class)
        .execute();
  }

  private static Resolution resolution(int seconds) {
    for (Resolution each : Resolution.values()) {
      if (each.span().toSeconds() == seconds) {
        return each;
      }
    }
    throw new IllegalStateException("the history has spans of " + seconds + " s");
  }
}
