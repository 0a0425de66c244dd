package io.godwit.manager.history.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import com.zaxxer.hikari.util.Credentials;
import io.godwit.manager.history.HistoryConfig;
import io.godwit.manager.history.HistoryConfig.Embedded;
import io.godwit.manager.history.HistoryConfig.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Connections to the database. One is made when somebody needs it, so that a database that is away
 * stops nobody's start.
 */
final class Pool implements AutoCloseable {
  /** Questions at once. A page is some milliseconds; more at once only wait for the same disk. */
  static final int MAX_READERS = 6;

  /** The readers', one for the writer, one for the upkeep. */
  private static final int MAX_CONNECTIONS = MAX_READERS + 2;

  /** A connection is made in milliseconds, or not at all. */
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** Longer than any statement may take: a server that has gone without a word is noticed by it. */
  private static final Duration SILENCE = Duration.ofSeconds(45);

  /** For 2,500 hosts' events of some weeks; what is not in it is read from the file. */
  private static final int H2_CACHE_KIB = 32 * 1024;

  private final HikariDataSource source;

  private Pool(HikariConfig config) {
    this.source = new HikariDataSource(config);
  }

  static Pool of(HistoryConfig.Place place) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("history");
    config.setMaximumPoolSize(MAX_CONNECTIONS);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(CONNECT.toMillis());
    config.setValidationTimeout(CONNECT.toMillis() / 2);
    config.setInitializationFailTimeout(-1);
    config.setExceptionOverride(new DeadConnections());
    switch (place) {
      case Embedded embedded -> embedded(config, embedded.folder());
      case Server server -> server(config, server);
    }
    return new Pool(config);
  }

  DataSource source() {
    return source;
  }

  @Override
  public void close() {
    source.close();
  }

  private static void embedded(HikariConfig config, Path folder) {
    FileAttribute<?> ownersOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    try {
      Files.createDirectories(folder, ownersOnly);
    } catch (IOException refused) {
      throw Trouble.unusable(
          "The folder " + folder + " of the history cannot be made: " + refused + ".",
          "Make it, or give the manager's user the right to.",
          refused);
    }
    JdbcDataSource h2 = new JdbcDataSource();
    h2.setURL(
        "jdbc:h2:"
            // Where a thread is interrupted while it uses a plain file channel, the channel closes
            // and the database with it. These channels do not.
            + "async:"
            + folder.resolve("history")
            // A commit is in the file when it returns.
            + ";WRITE_DELAY=0"
            + ";CACHE_SIZE="
            + H2_CACHE_KIB
            // Its own file beside the database would be one more thing to fill a disk: to SLF4J.
            + ";TRACE_LEVEL_FILE=4"
            // We close it ourselves, when nobody uses it any more.
            + ";DB_CLOSE_ON_EXIT=FALSE");
    h2.setUser("godwit");
    h2.setPassword(""); // Whoever may open the file may read it anyway.
    config.setDataSource(h2);
    config.setMaxLifetime(0);
  }

  private static void server(HikariConfig config, Server server) {
    PGSimpleDataSource postgres = new PGSimpleDataSource();
    postgres.setUrl(server.url());
    postgres.setApplicationName("godwit-manager");
    postgres.setConnectTimeout((int) CONNECT.toSeconds());
    postgres.setLoginTimeout((int) CONNECT.toSeconds());
    postgres.setSocketTimeout((int) SILENCE.toSeconds());
    postgres.setCancelSignalTimeout((int) CONNECT.toSeconds());
    postgres.setTcpKeepAlive(true);
    postgres.setReWriteBatchedInserts(true);
    // An error's detail holds the row it is about, and would carry it into the log.
    postgres.setLogServerErrorDetail(false);
    config.setDataSource(postgres);
    config.setCredentialsProvider(() -> Credentials.of(server.user(), password(server)));
  }

  private static String password(Server server) {
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

  /** After a full disk H2 closes the database under its connections, and none of them recovers. */
  private static final class DeadConnections implements SQLExceptionOverride {
    @java.lang.Override
    public SQLExceptionOverride.Override adjudicate(SQLException error) {
      return Trouble.isOfAClosedDatabase(error)
          ? SQLExceptionOverride.Override.MUST_EVICT
          : SQLExceptionOverride.Override.CONTINUE_EVICT;
    }
  }
}
