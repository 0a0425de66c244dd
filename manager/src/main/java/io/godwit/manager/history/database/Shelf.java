package io.godwit.manager.history.database;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A table, as far as statements about it are made from its columns. */
@SuppressWarnings("ImmutableEnumChecker") // Lists made by List.of.
public enum Shelf {
  EVENTS(
      List.of("sequence"),
      List.of(
          "sequence",
          "happened_at",
          "actor",
          "address",
          "action",
          "subject_kind",
          "subject",
          "outcome",
          "message",
          "state_before",
          "state_after",
          "task",
          "correlation")),
  TASKS(
      List.of("id"),
      List.of(
          "id",
          "sequence",
          "happened_at",
          "actor",
          "action",
          "subject_kind",
          "subject",
          "state",
          "body")),
  MIGRATIONS(
      List.of("id"),
      List.of(
          "id",
          "sequence",
          "happened_at",
          "actor",
          "vm",
          "source",
          "destination",
          "state",
          "body")),
  MISFITS(List.of("sequence"), List.of("sequence", "happened_at", "kind", "id", "body", "reason")),
  PLANS(
      List.of("id"),
      List.of(
          "id", "happened_at", "cluster_name", "purpose", "moves", "digest", "summary", "body")),
  ROLLUPS(
      List.of("series", "seconds", "happened_at"),
      List.of("series", "seconds", "happened_at", "lowest", "highest", "mean", "samples"));

  private static final Map<String, String> TYPES =
      Map.of(
          "sequence", "BIGINT",
          "happened_at", "TIMESTAMP(6) WITH TIME ZONE",
          "seconds", "INTEGER",
          "lowest", "DOUBLE PRECISION",
          "highest", "DOUBLE PRECISION",
          "mean", "DOUBLE PRECISION",
          "samples", "BIGINT");

  private final List<String> key;
  private final List<String> columns;

  Shelf(List<String> key, List<String> columns) {
    this.key = key;
    this.columns = columns;
  }

  public String table() {
    return name().toLowerCase(Locale.ROOT);
  }

  public List<String> key() {
    return key;
  }

  public List<String> columns() {
    return columns;
  }

  List<String> columnsBesideKey() {
    return columns.stream().filter(c -> !key.contains(c)).toList();
  }

  String type(String column) {
    return TYPES.getOrDefault(column, "VARCHAR");
  }
}
