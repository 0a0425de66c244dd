package io.godwit.manager.history;

import io.godwit.manager.history.HistoryConfig.Embedded;
import io.godwit.manager.history.HistoryConfig.Place;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.io.TempDir;

/** The history in a folder, by H2. */
final class EmbeddedHistoryTest extends HistoryStoreContract {
  @TempDir Path folder;

  @Override
  Place emptyPlace() {
    return new Embedded(folder);
  }

  @Override
  void sql(String... statements) throws Exception {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:h2:async:" + folder.resolve("history"), "godwit", "");
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }
}
