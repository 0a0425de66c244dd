package io.godwit.manager.history.database;

import io.godwit.manager.history.HistoryConfig.Server;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** PostgreSQL with the password that is in the file now, so that it can be changed meanwhile. */
final class WithPassword implements DataSource {
  private final PGSimpleDataSource postgres;
  private final Server server;

  WithPassword(PGSimpleDataSource postgres, Server server) {
    this.postgres = postgres;
    this.server = server;
  }

  @Override
  public Connection getConnection() throws SQLException {
    return postgres.getConnection(server.user(), password());
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return postgres.getConnection(user, password);
  }

  private String password() {
    try {
      List<String> lines = Files.readAllLines(server.passwordFile());
      if (!lines.isEmpty() && !lines.getFirst().isBlank()) {
        return lines.getFirst().strip();
      }
    } catch (IOException unreadable) {
      throw Trouble.unusable(
          "The password file " + server.passwordFile() + " cannot be read: " + unreadable + ".",
          "See that it is there and that the manager's user may read it.",
          unreadable);
    }
    throw Trouble.unusable(
        "The password file " + server.passwordFile() + " is empty.",
        "Write the password of " + server.user() + " into its first line.",
        null);
  }

  @Override
  public PrintWriter getLogWriter() {
    throw new UnsupportedOperationException("SLF4J has the log");
  }

  @Override
  public void setLogWriter(PrintWriter writer) {
    throw new UnsupportedOperationException("SLF4J has the log");
  }

  @Override
  public void setLoginTimeout(int seconds) {
    postgres.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() {
    return postgres.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getLogger("org.postgresql");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("nothing is wrapped");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
