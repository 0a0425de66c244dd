package io.godwit.manager.history;

import io.godwit.manager.history.Paging.Order;
import io.godwit.manager.history.database.Dialect;
import io.godwit.manager.history.database.Storable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The question behind one page, as SQL.
 *
 * <p>Each is answered by walking one index in the order of the answer, from the cursor on, until
 * the page is full; so a page costs the same at the end of a long list as at its start. That index
 * is the one of the first key given, and the one by time if there is none. H2 has to be told: its
 * planner prefers any key to the order, and would sort a million rows for a page of fifty. To see
 * the order it also needs the key's columns in ORDER BY, although they are the same in all rows.
 */
final class Where {
  private final String table;
  private final List<String> conditions = new ArrayList<>();
  private final Map<String, Object> values = new LinkedHashMap<>();
  private List<String> indexed = List.of();
  private String index;

  Where(String table) {
    this.table = table;
    this.index = table + "_by_time";
  }

  /** A column that has an index of its name. */
  Where key(String column, @Nullable String value) {
    if (value != null) {
      lead(column, List.of(column));
    }
    return equal(column, value);
  }

  /** As above, with a name of its own for the value. */
  Where key(String column, String parameter, String value) {
    lead(column, List.of(column));
    conditions.add(column + " = :" + parameter);
    values.put(parameter, Storable.of(value));
    return this;
  }

  /** Whether a key was given; without one it walks along the time. */
  boolean isKeyed() {
    return !indexed.isEmpty();
  }

  /**
   * Two columns that share the index {@code name}. The first alone has one of its own name, the
   * second alone has none.
   */
  Where key(
      String name,
      String first,
      @Nullable String firstValue,
      String second,
      @Nullable String secondValue) {
    if (firstValue != null && secondValue != null) {
      lead(name, List.of(first, second));
    } else if (firstValue != null) {
      lead(first, List.of(first));
    }
    return equal(first, firstValue).equal(second, secondValue);
  }

  Where equal(String column, @Nullable String value) {
    if (value != null) {
      conditions.add(column + " = :" + column);
      values.put(column, Storable.of(value));
    }
    return this;
  }

  /** By comparison, not LIKE: what people type may hold its wildcards, and an index can help. */
  Where prefix(String column, @Nullable String start) {
    if (start != null && !start.isEmpty()) {
      conditions.add(column + " >= :" + column + " AND " + column + " < :" + column + "_end");
      values.put(column, Storable.of(start));
      values.put(column + "_end", Storable.of(start) + Character.MAX_VALUE);
    }
    return this;
  }

  Where contains(String column, @Nullable String part) {
    if (part != null && !part.isEmpty()) {
      conditions.add("POSITION(:" + column + " IN LOWER(" + column + ")) > 0");
      values.put(column, Storable.of(part).toLowerCase(Locale.ROOT));
    }
    return this;
  }

  Where between(@Nullable Instant since, @Nullable Instant until) {
    if (since != null) {
      conditions.add("happened_at >= :since");
      values.put("since", since);
    }
    if (until != null) {
      conditions.add("happened_at < :until");
      values.put("until", until);
    }
    return this;
  }

  Where after(Cursor cursor) {
    String beyond = cursor.order() == Order.NEWEST_FIRST ? "<" : ">";
    // Not a comparison of rows: H2 would not use the index for one.
    conditions.add(
        "happened_at %1$s= :cursor_at AND (happened_at %1$s :cursor_at OR sequence %1$s :cursor)"
            .formatted(beyond));
    values.put("cursor_at", cursor.at());
    values.put("cursor", cursor.sequence());
    return this;
  }

  /** The statement that reads {@code limit} rows. */
  String sql(Dialect dialect, Order order, int limit) {
    String direction = order == Order.NEWEST_FIRST ? " DESC" : " ASC";
    List<String> sorting = new ArrayList<>(indexed);
    sorting.add("happened_at");
    sorting.add("sequence");
    return "SELECT * FROM "
        + table
        + dialect.useIndex(index)
        + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions))
        + " ORDER BY "
        + String.join(direction + ", ", sorting)
        + direction
        + " FETCH FIRST "
        + limit
        + " ROWS ONLY";
  }

  /** The statement that reads the first {@code limit} rows of what all of {@code parts} find. */
  static String union(List<Where> parts, Dialect dialect, Order order, int limit) {
    if (parts.size() == 1) {
      return parts.getFirst().sql(dialect, order, limit);
    }
    String direction = order == Order.NEWEST_FIRST ? " DESC" : " ASC";
    return "SELECT * FROM ("
        + parts.stream()
            .map(part -> "(" + part.sql(dialect, order, limit) + ")")
            .collect(Collectors.joining(" UNION ALL "))
        + ") AS found ORDER BY happened_at"
        + direction
        + ", sequence"
        + direction
        + " FETCH FIRST "
        + limit
        + " ROWS ONLY";
  }

  Map<String, Object> values() {
    return values;
  }

  private void lead(String name, List<String> columns) {
    if (indexed.isEmpty()) {
      index = table + "_by_" + name;
      indexed = columns;
    }
  }
}
