package io.godwit.manager.history;

import io.godwit.manager.history.database.Database;
import io.godwit.manager.history.database.Storable;
import io.godwit.model.event.Event;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;

/** Finds things on the shelves. */
final class Search {
  private static final RowMapper<Event> EVENT =
      (row, context) ->
          new Event(
              row.getLong("sequence"),
              at(row),
              row.getString("actor"),
              row.getString("address"),
              row.getString("action"),
              row.getString("subject_kind"),
              row.getString("subject"),
              Event.Outcome.valueOf(row.getString("outcome")),
              row.getString("message"),
              row.getString("state_before"),
              row.getString("state_after"),
              row.getString("task"),
              row.getString("correlation"));

  private final Database database;

  Search(Database database) {
    this.database = database;
  }

  Page<Event> events(EventFilter filter, Paging paging) {
    return page(filter.where(), paging, EVENT, each -> place(paging, each.at(), each.sequence()));
  }

  List<Event> eventsAfter(long sequence, int limit) {
    return database.read(handle ->
        handle
            .createQuery(
                "SELECT * FROM events WHERE sequence > :sequence ORDER BY sequence"
                    + " FETCH FIRST "
                    + limit
                    + " ROWS ONLY")
            .bind("sequence", sequence)
            .map(EVENT)
            .list());
  }

  Page<Filed> filed(Filed.Kind kind, Where where, Paging paging) {
    return page(where, paging, filed(kind), each -> place(paging, each.at(), each.sequence()));
  }

  Optional<Filed> filed(Filed.Kind kind, String table, String id) {
    return database.read(handle ->
        handle
            .createQuery("SELECT * FROM " + table + " WHERE id = :id")
            .bind("id", Storable.of(id))
            .map(filed(kind))
            .findOne());
  }

  long highestSequence() {
    return database.read(handle ->
        handle.createQuery("SELECT highest_sequence FROM filing").mapTo(Long.class).one());
  }

  long misfits() {
    return database.read(
        handle -> handle.createQuery("SELECT COUNT(*) FROM misfits").mapTo(Long.class).one());
  }

  static void bind(Query query, Map<String, Object> values) {
    values.forEach((name, value) -> {
      switch (value) {
        case Long number -> query.bind(name, number);
        case Instant at -> query.bindByType(name, at, Instant.class);
        default -> query.bind(name, value.toString());
      }
    });
  }

  static Instant at(ResultSet row) throws SQLException {
    return row.getObject("happened_at", OffsetDateTime.class).toInstant();
  }

  private <T> Page<T> page(
      Where where, Paging paging, RowMapper<T> mapper, Function<T, Cursor> place) {
    String cursor = paging.cursor();
    if (cursor != null) {
      where.after(Cursor.parse(cursor, paging.order()));
    }
    // One more than asked for tells whether there is another page.
    String sql = where.sql(database.dialect(), paging.order(), paging.limit() + 1);
    List<T> found =
        database.read(handle -> {
          Query query = handle.createQuery(sql);
          bind(query, where.values());
          return query.map(mapper).list();
        });
    if (found.size() <= paging.limit()) {
      return new Page<>(found, null);
    }
    List<T> items = found.subList(0, paging.limit());
    return new Page<>(items, place.apply(items.getLast()).toString());
  }

  private static Cursor place(Paging paging, Instant at, long sequence) {
    return new Cursor(paging.order(), at, sequence);
  }

  private static RowMapper<Filed> filed(Filed.Kind kind) {
    return (row, context) ->
        new Filed(
            row.getLong("sequence"), kind, row.getString("id"), at(row), row.getString("body"));
  }
}
