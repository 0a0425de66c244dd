package io.godwit.manager.history;

import io.godwit.manager.history.database.Database;
import io.godwit.manager.history.database.Storable;
import io.godwit.model.event.Event;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;

/** Finds things on the shelves. */
final class Search {
  /** There are some dozens of actions in all; a text of one letter may fit them all. */
  private static final int MAX_ACTIONS = 40;

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
    return page(parts(filter), paging, EVENT, each -> place(paging, each.at(), each.sequence()));
  }

  /**
   * Who looks for {@code token.} looks for something rare, and walking along the time would pass
   * everything else. There are not many different actions, though: the search is made of one for
   * each that starts like that, each along its own index.
   */
  private List<Where> parts(EventFilter filter) {
    String prefix = filter.actionPrefix();
    if (prefix == null || prefix.isEmpty() || filter.where().isKeyed()) {
      return List.of(filter.where());
    }
    List<String> actions = database.read(handle -> actions(handle, prefix));
    if (actions.size() > MAX_ACTIONS) {
      return List.of(filter.where());
    }
    return IntStream.range(0, actions.size())
        .mapToObj(i -> filter.where(actions.get(i), i))
        .toList();
  }

  /** The different actions that start like that, one more than {@link #MAX_ACTIONS} at most. */
  private List<String> actions(Handle handle, String prefix) {
    List<String> found = new ArrayList<>();
    String sql =
        "SELECT action FROM events%s WHERE action >= :from AND action < :end ORDER BY action"
                .formatted(database.dialect().useIndex("events_by_action"))
            + " FETCH FIRST ROW ONLY";
    Optional<String> next = Optional.of(Storable.of(prefix));
    while (found.size() <= MAX_ACTIONS) {
      next =
          handle
              .createQuery(sql)
              .bind("from", next.get())
              .bind("end", Storable.of(prefix) + Character.MAX_VALUE)
              .mapTo(String.class)
              .findOne();
      if (next.isEmpty()) {
        break;
      }
      found.add(next.get());
      // The smallest text that is larger.
      next = Optional.of(next.get() + "\u0001");
    }
    return found;
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
    return page(
        List.of(where), paging, filed(kind), each -> place(paging, each.at(), each.sequence()));
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
      List<Where> parts, Paging paging, RowMapper<T> mapper, Function<T, Cursor> place) {
    String cursor = paging.cursor();
    if (cursor != null) {
      Cursor end = Cursor.parse(cursor, paging.order());
      parts.forEach(part -> part.after(end));
    }
    if (parts.isEmpty()) {
      return new Page<>(List.of(), null);
    }
    // One more than asked for tells whether there is another page.
    String sql = Where.union(parts, database.dialect(), paging.order(), paging.limit() + 1);
    List<T> found =
        database.read(handle -> {
          Query query = handle.createQuery(sql);
          parts.forEach(part -> bind(query, part.values()));
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
