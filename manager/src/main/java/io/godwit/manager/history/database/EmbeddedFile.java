package io.godwit.manager.history.database;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.message.DbException;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.RandomAccessStore;

/**
 * The file behind H2, and when what was committed is found in it again.
 *
 * <p>A commit appends a chunk, or writes it where an old one was. Who opens the file after a crash
 * starts at the chunk that the file's header names and at the one at the file's end, and follows
 * from there where each chunk says that the next one is to come.
 */
final class EmbeddedFile {
  /**
   * How H2 opens it. Nothing is saved in the background: H2 waits for none of that when it is told
   * to be done ({@code CHECKPOINT SYNC}, H2 2.2 to 2.5). Space is used again after 15 seconds
   * instead of 45: by then what replaces it is on the disk, and the header names something newer.
   *
   * <p>H2 does not move chunks about either: for the header's sake a crash in the middle of that
   * can cost more than what is being moved. What is live in old chunks we have written anew
   * ourselves, as a part of what is settled.
   */
  static final String SETTINGS =
      ";WRITE_DELAY=0;RETENTION_TIME=15000;AUTO_COMPACT_FILL_RATE=0;MAX_COMPACT_TIME=0";

  /** Percent of the chunks that is live; below it the emptiest are written anew. */
  private static final int LEAST_LIVE = 60;

  /** Bytes that are written anew at a time. */
  private static final int AT_A_TIME = 512 * 1024;

  private static final Method WRITE_HEADER = writeHeader();

  private EmbeddedFile() {}

  /**
   * Returns once everything committed before the call is in the file and on the disk, and would be
   * found if the process were killed now.
   *
   * <p>{@code CHECKPOINT SYNC} alone does not promise that (H2 2.2 to 2.5): a chunk that did not
   * come where its predecessor says has to be named by the header; but the header that H2 then
   * writes still names the predecessor. All chunks from there on are invisible after a crash. So we
   * have the header written once more, which no statement and no public method does.
   */
  static void settle(Connection connection) throws SQLException {
    MVStore store =
        ((SessionLocal) connection.unwrap(JdbcConnection.class).getSession())
            .getDatabase()
            .getStore()
            .getMvStore();
    try (Statement statement = connection.createStatement()) {
      if (!Thread.currentThread().isInterrupted()) {
        store.compact(LEAST_LIVE, AT_A_TIME);
      }
      statement.execute("CHECKPOINT");
      store.executeFilestoreOperation(() -> nameTheLastChunk(store));
      statement.execute("CHECKPOINT SYNC");
    } catch (MVStoreException failed) {
      throw DbException.toSQLException(failed);
    }
  }

  /** Runs where nothing is being saved, and nothing may begin to be. */
  private static void nameTheLastChunk(MVStore store) {
    try {
      WRITE_HEADER.invoke(store.getFileStore());
    } catch (InvocationTargetException failed) {
      throw failed.getCause() instanceof RuntimeException told
          ? told
          : new IllegalStateException(failed);
    } catch (IllegalAccessException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Method writeHeader() {
    try {
      Method found = RandomAccessStore.class.getDeclaredMethod("writeStoreHeader");
      found.setAccessible(true);
      return found;
    } catch (NoSuchMethodException another) {
      throw new IllegalStateException("This version of H2 is not the one we know.", another);
    }
  }
}
