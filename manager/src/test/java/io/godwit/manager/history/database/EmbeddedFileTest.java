package io.godwit.manager.history.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedFileTest {
  @TempDir Path folder;

  /** Space is used again at once, so that chunks come in no order. */
  @Test
  void whatIsSettledIsFoundWhereverItsChunkCame() throws Exception {
    try (Connection connection = open(folder.resolve("history").toString())) {
      execute(connection, "SET RETENTION_TIME 0");
      execute(connection, "CREATE TABLE notes (id INT PRIMARY KEY, said VARCHAR)");
      for (int row = 1; row <= 100; row++) {
        note(connection, row);
        EmbeddedFile.settle(connection);
        assertThat(rowsOfACopy()).as("after row %d", row).isEqualTo(row);
      }
    }
  }

  @Test
  void theFileDoesNotGrowByWhatIsReplaced() throws Exception {
    try (Connection connection = open(folder.resolve("history").toString())) {
      execute(connection, "SET RETENTION_TIME 0");
      execute(connection, "CREATE TABLE notes (id INT PRIMARY KEY, said VARCHAR)");
      note(connection, 1);
      for (int round = 1; round <= 500; round++) {
        execute(connection, "UPDATE notes SET said = REPEAT('so it is ', 1000 + " + round + ")");
        EmbeddedFile.settle(connection);
      }
    }
    assertThat(Files.size(folder.resolve("history.mv.db"))).isLessThan(1024 * 1024);
  }

  private static void note(Connection connection, int row) throws SQLException {
    execute(connection, "INSERT INTO notes VALUES (" + row + ", REPEAT('so it is ', 1000))");
  }

  /** A process that is killed leaves the file as it is: what a copy taken now has. */
  private int rowsOfACopy() throws Exception {
    Path copy = folder.resolve("copy.mv.db");
    Files.copy(folder.resolve("history.mv.db"), copy, StandardCopyOption.REPLACE_EXISTING);
    try (Connection connection = open(folder.resolve("copy").toString());
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT COUNT(*) FROM notes")) {
      found.next();
      return found.getInt(1);
    }
  }

  private static Connection open(String place) throws SQLException {
    return DriverManager.getConnection("jdbc:h2:" + place + EmbeddedFile.SETTINGS, "godwit", "");
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
