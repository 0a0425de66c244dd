package io.godwit.manager.history.database;

import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/** The tables, by Flyway: each version of them is a script beside this class. */
final class Schema {
  private static final String SCRIPTS = "classpath:io/godwit/manager/history/schema";

  private Schema() {}

  /** Makes the tables, or brings older ones up to date. Refuses tables of a newer manager. */
  static void bringUpToDate(DataSource source, Dialect dialect) {
    try {
      Flyway flyway =
          Flyway.configure()
              .dataSource(source)
              .locations(SCRIPTS)
              .placeholders(Map.of("binary", dialect.binary()))
              .table("godwit_history_schema")
              .loggers("slf4j")
              // By default Flyway would only warn of versions that it does not know.
              .ignoreMigrationPatterns(new String[0])
              .cleanDisabled(true)
              .load();
      for (MigrationInfo each : flyway.info().applied()) {
        if (each.getState().isApplied() && !each.getState().isResolved()) {
          throw Trouble.unusable(
              "The tables of the history are of a newer manager (schema %s)."
                  .formatted(each.getVersion()),
              "Start that manager again, or give this one a history of its own.",
              null);
        }
      }
      flyway.migrate();
    } catch (FlywayException failed) {
      throw Trouble.of(failed);
    }
  }
}
