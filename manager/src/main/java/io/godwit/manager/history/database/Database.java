package io.godwit.manager.history.database;

import io.godwit.manager.history.HistoryConfig;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;

/**
 * A database with its schema: answers questions and takes transactions, each with a deadline, and
 * reports what goes wrong as a {@link GodwitException}.
 *
 * <p>The schema is made or brought up to date before the first use, and once it has worked, not
 * again. So a database that is away when the manager starts may come later.
 *
 * <p>Any thread may call; an interrupt does not end what the database is doing (see {@link Pool}).
 */
public final class Database implements AutoCloseable {
  /** Beyond its deadline a statement is cancelled; a server that does not hear that is given up. */
  private static final Duration CANCELLING = Duration.ofSeconds(2);

  private final Pool pool;
  private final Dialect dialect;
  private final Deadlines deadlines;
  private final Jdbi jdbi;
  private final Semaphore readers = new Semaphore(Pool.MAX_READERS, true);
  private final ReentrantLock schema = new ReentrantLock();
  private volatile boolean ready;

  public Database(HistoryConfig.Place place, Deadlines deadlines) {
    this.deadlines = deadlines;
    this.dialect =
        switch (place) {
          case HistoryConfig.Embedded ignored -> Dialect.H2;
          case HistoryConfig.Server ignored -> Dialect.POSTGRESQL;
        };
    this.pool = Pool.of(place, deadlines);
    this.jdbi = Jdbi.create(pool.source()).registerArgument(new InstantArgument());
    // Or each exception would carry what people wrote into the log.
    jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
  }

  public Dialect dialect() {
    return dialect;
  }

  /**
   * Makes sure that the schema is there.
   *
   * @throws GodwitException HISTORY_UNAVAILABLE, HISTORY_UNUSABLE
   */
  public void prepare() {
    if (ready) {
      return;
    }
    boolean locked = false;
    try {
      locked = schema.tryLock(deadlines.connect().toMillis(), TimeUnit.MILLISECONDS);
      if (!locked) {
        throw Trouble.busy("the database has been preparing for a while");
      }
      if (!ready) {
        Schema.bringUpToDate(pool.direct(), dialect);
        ready = true;
      }
    } catch (InterruptedException cancelled) {
      Thread.currentThread().interrupt();
      throw Trouble.busy("the call was cancelled");
    } finally {
      if (locked) {
        schema.unlock();
      }
    }
  }

  /**
   * Asks.
   *
   * @throws GodwitException HISTORY_UNAVAILABLE, HISTORY_UNUSABLE, HISTORY_QUERY_TOO_WIDE
   */
  public <T> T read(HandleCallback<T, RuntimeException> question) {
    prepare();
    try {
      if (!readers.tryAcquire(deadlines.connect().toMillis(), TimeUnit.MILLISECONDS)) {
        throw Trouble.busy("as many questions as it may answer at once are being answered");
      }
    } catch (InterruptedException cancelled) {
      Thread.currentThread().interrupt();
      throw Trouble.busy("the call was cancelled");
    }
    try {
      return jdbi.withHandle(handle -> {
        if (dialect == Dialect.POSTGRESQL) {
          Duration patience = deadlines.read().plus(CANCELLING);
          handle.getConnection().setNetworkTimeout(Runnable::run, (int) patience.toMillis());
        }
        return question.withHandle(within(handle, deadlines.read()));
      });
    } catch (JdbiException | SQLException failed) {
      GodwitException told = Trouble.of(failed);
      if (told.code() == ErrorCode.HISTORY_UNAVAILABLE && Trouble.ranOutOfTime(failed)) {
        throw Trouble.tooWide(deadlines.read(), failed);
      }
      throw told;
    } finally {
      readers.release();
    }
  }

  /**
   * Writes in one transaction, and returns once it is on the disk.
   *
   * @throws GodwitException HISTORY_UNAVAILABLE, HISTORY_UNUSABLE: then it is unknown whether it
   *     was written, and writing it again has to be harmless
   * @throws JdbiException if the values are at fault, see {@link Trouble#isOfTheValues}
   */
  public <T> T write(HandleCallback<T, RuntimeException> change) {
    prepare();
    try {
      return jdbi.withHandle(handle -> {
        within(handle, deadlines.write());
        T result =
            handle.inTransaction(transaction -> {
              transaction.execute(dialect.beforeWriting());
              return change.withHandle(transaction);
            });
        dialect.settle(handle.getConnection());
        return result;
      });
    } catch (SQLException failed) {
      throw Trouble.of(failed);
    } catch (JdbiException failed) {
      if (Trouble.isOfTheValues(failed)) {
        throw failed;
      }
      throw Trouble.of(failed);
    }
  }

  @Override
  public void close() {
    pool.close();
  }

  private static Handle within(Handle handle, Duration deadline) {
    handle.getConfig(SqlStatements.class).setQueryTimeout((int) deadline.toSeconds());
    return handle;
  }
}
