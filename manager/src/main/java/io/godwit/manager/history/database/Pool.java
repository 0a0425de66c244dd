package io.godwit.manager.history.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import io.godwit.manager.history.HistoryConfig;
import io.godwit.manager.history.HistoryConfig.Embedded;
import io.godwit.manager.history.HistoryConfig.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
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

  /** For 2,500 hosts' events of some weeks; what is not in it is read from the file. */
  private static final int H2_CACHE_KIB = 32 * 1024;

  private final HikariDataSource source;

  private final DataSource direct;

  private Pool(HikariConfig config, DataSource direct) {
    config.setDataSource(direct);
    this.direct = direct;
    this.source = new HikariDataSource(config);
  }

  static Pool of(HistoryConfig.Place place, Deadlines deadlines) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("history");
    config.setMaximumPoolSize(MAX_CONNECTIONS);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(deadlines.connect().toMillis());
    config.setValidationTimeout(deadlines.connect().toMillis() / 2);
    config.setInitializationFailTimeout(-1);
    config.setExceptionOverride(new DeadConnections());
    DataSource direct =
        switch (place) {
          case Embedded embedded -> embedded(embedded.folder());
          case Server server -> server(server, deadlines);
        };
    return new Pool(config, direct);
  }

  DataSource source() {
    return source;
  }

  /** Connections without the pool, which would try for a while what has been refused. */
  DataSource direct() {
    return direct;
  }

  @Override
  public void close() {
    source.close();
  }

  private static DataSource embedded(Path folder) {
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
            + EmbeddedFile.SETTINGS
            + ";CACHE_SIZE="
            + H2_CACHE_KIB
            // No file of its own for errors, which reach us as exceptions anyway.
            + ";TRACE_LEVEL_FILE=0"
            // We close it ourselves, when nobody uses it any more.
            + ";DB_CLOSE_ON_EXIT=FALSE");
    h2.setUser("godwit");
    h2.setPassword(""); // Whoever may open the file may read it anyway.
    return h2;
  }

  private static DataSource server(Server server, Deadlines deadlines) {
    PGSimpleDataSource postgres = new PGSimpleDataSource();
    postgres.setUrl(server.url());
    postgres.setApplicationName("godwit-manager");
    postgres.setConnectTimeout((int) deadlines.connect().toSeconds());
    postgres.setLoginTimeout((int) deadlines.connect().toSeconds());
    postgres.setSocketTimeout((int) deadlines.silence().toSeconds());
    postgres.setCancelSignalTimeout((int) deadlines.connect().toSeconds());
    postgres.setTcpKeepAlive(true);
    postgres.setReWriteBatchedInserts(true);
    // An error's detail holds the row it is about, and would carry it into the log.
    postgres.setLogServerErrorDetail(false);
    return new WithPassword(postgres, server);
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
