package io.godwit.manager.history;

import io.godwit.manager.history.database.Database;
import io.godwit.manager.history.database.Dialect;
import io.godwit.manager.history.database.Shelf;
import io.godwit.manager.history.database.Storable;
import io.godwit.manager.history.database.Trouble;
import io.godwit.model.event.Event;
import io.godwit.protocol.json.Json;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Puts what was filed onto the shelves. The same again changes nothing: events by their sequence,
 * tasks and migrations by their id, where the higher sequence stays.
 */
final class Filing {
  private static final Logger LOG = LoggerFactory.getLogger(Filing.class);

  private final Database database;

  Filing(Database database) {
    this.database = database;
  }

  /** All or nothing, once; see {@link HistoryStore#append}. */
  void append(List<Filed> batch) {
    if (batch.isEmpty()) {
      return;
    }
    try {
      write(batch, null);
    } catch (JdbiException ofTheValues) {
      // One of them would fail for ever, and everything behind it wait for ever.
      for (Filed each : batch) {
        appendAlone(each);
      }
    }
  }

  private void appendAlone(Filed filed) {
    try {
      write(List.of(filed), null);
    } catch (JdbiException ofTheValues) {
      String reason = Trouble.of(ofTheValues).problem().detail();
      LOG.error("{} {} is put aside: {}", filed.kind(), filed.id(), reason);
      write(List.of(filed), reason);
    }
  }

  /**
   * @param misfit why it is put aside; null if it is not
   */
  private void write(List<Filed> batch, @Nullable String misfit) {
    Map<Shelf, Map<Object, Map<String, @Nullable Object>>> rows = new EnumMap<>(Shelf.class);
    long highest = 0;
    for (Filed filed : batch) {
      highest = Math.max(highest, filed.sequence());
      Row row = misfit == null ? row(filed) : misfit(filed, misfit);
      // A shelf gets one row of each key: PostgreSQL does not renew a row twice in one statement.
      rows.computeIfAbsent(row.shelf, _ -> new LinkedHashMap<>()).put(row.key, row.values);
    }
    long reached = highest;
    database.write(handle -> {
      // First, because its lock makes writers take turns.
      handle
          .createUpdate("UPDATE filing SET highest_sequence = GREATEST(highest_sequence, :reached)")
          .bind("reached", reached)
          .execute();
      rows.forEach((shelf, ofShelf) -> insert(handle, shelf, ofShelf.values()));
      return reached;
    });
  }

  private void insert(Handle handle, Shelf shelf, Iterable<Map<String, @Nullable Object>> ofShelf) {
    Dialect dialect = database.dialect();
    String sql =
        switch (shelf) {
          case EVENTS, MISFITS -> dialect.insertIfAbsent(shelf);
          case TASKS, MIGRATIONS -> dialect.insertOrRenew(shelf);
          case ROLLUPS -> dialect.insertOrCombine(shelf);
          case PLANS -> throw new IllegalStateException("plans get their numbers from PlanShelf");
        };
    try (PreparedBatch statement = handle.prepareBatch(sql)) {
      for (Map<String, @Nullable Object> row : ofShelf) {
        bind(statement, row);
        statement.add();
      }
      statement.execute();
    }
  }

  private static void bind(PreparedBatch statement, Map<String, @Nullable Object> row) {
    row.forEach((column, value) -> {
      switch (value) {
        case null -> statement.bind(column, (String) null);
        case Long number -> statement.bind(column, number);
        case Instant at -> statement.bindByType(column, at, Instant.class);
        default -> statement.bind(column, value.toString());
      }
    });
  }

  /** Where one thing goes. */
  private record Row(Shelf shelf, Object key, Map<String, @Nullable Object> values) {}

  private static Row row(Filed filed) {
    try {
      return switch (filed.kind()) {
        case EVENT -> event(filed);
        case TASK ->
            searchable(Shelf.TASKS, filed, List.of("action", "subjectKind", "subject", "state"));
        case MIGRATION ->
            searchable(Shelf.MIGRATIONS, filed, List.of("vm", "source", "destination", "state"));
      };
    } catch (JacksonException | IllegalArgumentException notWhatItSays) {
      String reason = String.valueOf(notWhatItSays.getMessage());
      LOG.error("{} {} is not what it says it is: {}", filed.kind(), filed.id(), reason);
      return misfit(filed, reason);
    }
  }

  private static Row event(Filed filed) {
    Event event = Json.LENIENT.readValue(filed.body(), Event.class);
    if (event == null || event.sequence() != filed.sequence()) {
      throw new IllegalArgumentException("the event has another sequence than its envelope");
    }
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("sequence", event.sequence());
    values.put("happened_at", event.at());
    values.put("actor", Storable.of(event.actor()));
    values.put("address", Storable.of(event.from()));
    values.put("action", event.action());
    values.put("subject_kind", event.subjectKind());
    values.put("subject", Storable.of(event.subject()));
    values.put("outcome", event.outcome().name());
    values.put("message", Storable.of(event.message()));
    values.put("state_before", storable(event.before()));
    values.put("state_after", storable(event.after()));
    values.put("task", storable(event.task()));
    values.put("correlation", storable(event.correlation()));
    return new Row(Shelf.EVENTS, event.sequence(), values);
  }

  private static @Nullable String storable(@Nullable String text) {
    return text == null ? null : Storable.of(text);
  }

  private static Row searchable(Shelf shelf, Filed filed, List<String> fields) {
    JsonNode body = Json.LENIENT.readTree(filed.body());
    if (!body.isObject()) {
      throw new IllegalArgumentException("the body is no JSON object");
    }
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("id", Storable.of(filed.id()));
    values.put("sequence", filed.sequence());
    values.put("happened_at", filed.at());
    values.put("actor", text(body, "actor"));
    for (String field : fields) {
      values.put(field.equals("subjectKind") ? "subject_kind" : field, text(body, field));
    }
    values.put("body", Storable.of(filed.body()));
    return new Row(shelf, filed.id(), values);
  }

  private static @Nullable String text(JsonNode body, String field) {
    JsonNode value = body.get(field);
    return value == null || !value.isString()
        ? null
        : Storable.of(value.stringValue(), Event.MAX_NAME);
  }

  private static Row misfit(Filed filed, String reason) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("sequence", filed.sequence());
    values.put("happened_at", filed.at());
    values.put("kind", filed.kind().name());
    values.put("id", Storable.of(filed.id()));
    values.put("body", Storable.of(filed.body()));
    values.put("reason", Storable.of(reason, Event.MAX_MESSAGE));
    return new Row(Shelf.MISFITS, filed.sequence(), values);
  }
}
