package io.godwit.manager.history;

import io.godwit.manager.history.HistoryConfig.Place;
import io.godwit.manager.history.HistoryConfig.Server;

/** The history in PostgreSQL. */
@NeedsPostgres
final class PostgresHistoryTest extends HistoryStoreContract {
  private String database = "";

  @Override
  Place emptyPlace() throws Exception {
    Server made = PrivatePostgres.shared().database();
    database = made.user();
    return made;
  }

  @Override
  void sql(String... statements) throws Exception {
    PrivatePostgres.shared().sql(database, statements);
  }
}
