package io.godwit.manager.history.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** Where the two databases do not agree. */
public enum Dialect {
  H2,
  POSTGRESQL;

  /** Makes a text column compare by code point. */
  String binary() {
    return switch (this) {
      case H2 -> "";
      case POSTGRESQL -> "COLLATE \"C\"";
    };
  }

  /** Behind a table's name: which index to walk. PostgreSQL finds it by itself. */
  public String useIndex(String index) {
    return switch (this) {
      case H2 -> " USE INDEX (" + index + ")";
      case POSTGRESQL -> "";
    };
  }

  /**
   * Runs before each transaction that writes: an answer that comes back has to be on the disk,
   * whatever the database's administrator has set for others.
   */
  String beforeWriting() {
    return switch (this) {
      case H2 -> "SELECT 1";
      case POSTGRESQL -> "SET LOCAL synchronous_commit TO on";
    };
  }

  /** Returns once what was committed is on the disk. PostgreSQL's commit has waited for that. */
  void settle(Connection connection) throws SQLException {
    switch (this) {
      case H2 -> EmbeddedFile.settle(connection);
      case POSTGRESQL -> {}
    }
  }

  /** Adds a row that is not there yet; one with the same key stays as it is. */
  public String insertIfAbsent(Shelf shelf) {
    return switch (this) {
      case H2 -> merge(shelf, "");
      case POSTGRESQL -> insert(shelf) + " DO NOTHING";
    };
  }

  /** Adds a row, or replaces the one with the same key if that has a lower sequence. */
  public String insertOrRenew(Shelf shelf) {
    String condition = shelf.table() + ".sequence < %s.sequence";
    List<String> renewed = shelf.columnsBesideKey();
    return switch (this) {
      case H2 ->
          merge(
              shelf,
              " WHEN MATCHED AND "
                  + condition.formatted("n")
                  + " THEN UPDATE SET "
                  + assign(renewed, "n"));
      case POSTGRESQL ->
          insert(shelf)
              + " DO UPDATE SET "
              + assign(renewed, "excluded")
              + " WHERE "
              + condition.formatted("excluded");
    };
  }

  /** Adds a roll-up, or works it into the one that is there. */
  public String insertOrCombine(Shelf rollups) {
    return switch (this) {
      case H2 -> merge(rollups, " WHEN MATCHED THEN UPDATE SET " + combine("n"));
      case POSTGRESQL -> insert(rollups) + " DO UPDATE SET " + combine("excluded");
    };
  }

  /** Removes at most {@code most} rows that {@code condition} holds for. */
  public String deleteSome(Shelf shelf, String condition, int most) {
    String limit = " FETCH FIRST " + most + " ROWS ONLY";
    String from = " FROM " + shelf.table() + " WHERE " + condition;
    return switch (this) {
      case H2 -> "DELETE" + from + limit;
      case POSTGRESQL ->
          "DELETE FROM "
              + shelf.table()
              + " WHERE ctid = ANY (ARRAY(SELECT ctid"
              + from
              + limit
              + "))";
    };
  }

  private static String insert(Shelf shelf) {
    return "INSERT INTO "
        + shelf.table()
        + " ("
        + String.join(", ", shelf.columns())
        + ") VALUES ("
        + shelf.columns().stream().map(c -> ":" + c).collect(Collectors.joining(", "))
        + ") ON CONFLICT ("
        + String.join(", ", shelf.key())
        + ")";
  }

  private static String merge(Shelf shelf, String whenMatched) {
    return "MERGE INTO "
        + shelf.table()
        + " USING (VALUES ("
        + shelf.columns().stream()
            .map(c -> "CAST(:" + c + " AS " + shelf.type(c) + ")")
            .collect(Collectors.joining(", "))
        + ")) n ("
        + String.join(", ", shelf.columns())
        + ") ON "
        + shelf.key().stream()
            .map(c -> shelf.table() + "." + c + " = n." + c)
            .collect(Collectors.joining(" AND "))
        + whenMatched
        + " WHEN NOT MATCHED THEN INSERT ("
        + String.join(", ", shelf.columns())
        + ") VALUES ("
        + shelf.columns().stream().map(c -> "n." + c).collect(Collectors.joining(", "))
        + ")";
  }

  private static String assign(List<String> columns, String from) {
    return columns.stream().map(c -> c + " = " + from + "." + c).collect(Collectors.joining(", "));
  }

  private static String combine(String from) {
    return """
    lowest = LEAST(rollups.lowest, NEW.lowest), highest = GREATEST(rollups.highest, NEW.highest), \
    mean = (rollups.mean * rollups.samples + NEW.mean * NEW.samples) \
    / (rollups.samples + NEW.samples), \
    samples = rollups.samples + NEW.samples\
    """
        .replace("NEW.", from + ".");
  }
}
