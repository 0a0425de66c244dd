package io.godwit.manager.history;

import io.godwit.manager.history.database.Database;
import io.godwit.manager.history.database.Storable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.mapper.RowMapper;

/** Plans in the database. */
final class PlanShelf {
  private static final String WITHOUT_BODY =
      "id, happened_at, cluster_name, purpose, moves, digest, summary, '' AS body";

  private static final RowMapper<FiledPlan> PLAN =
      (row, context) ->
          new FiledPlan(
              row.getLong("id"),
              Search.at(row),
              row.getString("cluster_name"),
              row.getString("purpose"),
              row.getInt("moves"),
              row.getString("digest"),
              row.getString("summary"),
              row.getString("body"));

  private final Database database;

  PlanShelf(Database database) {
    this.database = database;
  }

  /** In one transaction with its number: two managers that both believe to lead get two. */
  long add(FiledPlan plan, long known) {
    return database.write(handle -> {
      handle
          .createUpdate("UPDATE filing SET highest_plan = GREATEST(highest_plan, :known) + 1")
          .bind("known", known)
          .execute();
      long number = handle.createQuery("SELECT highest_plan FROM filing").mapTo(Long.class).one();
      handle
          .createUpdate(
              "INSERT INTO plans"
                  + " (id, happened_at, cluster_name, purpose, moves, digest, summary, body)"
                  + " VALUES (:id, :at, :cluster, :purpose, :moves, :digest, :summary, :body)")
          .bind("id", number)
          .bindByType("at", plan.at(), Instant.class)
          .bind("cluster", Storable.of(plan.cluster()))
          .bind("purpose", Storable.of(plan.purpose()))
          .bind("moves", plan.moves())
          .bind("digest", Storable.of(plan.digest()))
          .bind("summary", Storable.of(plan.summary()))
          .bind("body", Storable.of(plan.body()))
          .execute();
      return number;
    });
  }

  Optional<FiledPlan> find(long number) {
    return database.read(handle ->
        handle
            .createQuery("SELECT * FROM plans WHERE id = :id")
            .bind("id", number)
            .map(PLAN)
            .findOne());
  }

  List<FiledPlan> newest(String cluster, long before, int limit) {
    return database.read(handle ->
        handle
            .createQuery(
                "SELECT "
                    + WITHOUT_BODY
                    + " FROM plans WHERE cluster_name = :cluster AND id < :before"
                    + " ORDER BY id DESC FETCH FIRST "
                    + limit
                    + " ROWS ONLY")
            .bind("cluster", Storable.of(cluster))
            .bind("before", before)
            .map(PLAN)
            .list());
  }
}
