package io.godwit.manager.history.database;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an SQL error means for us. By SQLSTATE, of which H2 has some numbers of its own. */
public final class Trouble {
  /** H2: the database has been closed; a connection is broken; a general error, of the file. */
  private static final Set<String> CLOSED = Set.of("90098", "90121", "90067", "90007", "50000");

  /**
   * H2: in use by another process; the file is damaged, or of another version. PostgreSQL: no such
   * database, not allowed.
   */
  private static final Set<String> UNUSABLE = Set.of("90020", "90030", "90048", "3D000", "42501");

  private static final String IN_USE = "90020";
  private static final String DAMAGED = "90030";
  private static final String AUTHENTICATION = "28";
  private static final String CANCELLED = "57014";
  private static final String DISK_FULL = "53100";

  private Trouble() {}

  /** How a failure of the database is reported. */
  public static GodwitException of(Throwable failed) {
    for (Throwable each = failed; each != null; each = each.getCause()) {
      if (each instanceof GodwitException told) {
        return told;
      }
    }
    SQLException error = sql(failed).orElse(null);
    String state = error == null || error.getSQLState() == null ? "" : error.getSQLState();
    String said = firstLine(error == null ? failed : error);
    if (UNUSABLE.contains(state) || state.startsWith(AUTHENTICATION)) {
      return unusable(
          "The database of the history is there but cannot be used: " + said,
          advice(state),
          failed);
    }
    return exception(
        ErrorCode.HISTORY_UNAVAILABLE,
        "The database of the history does not answer as it should: " + said,
        state.equals(DISK_FULL)
            ? "Make room on the database's disk; what has happened meanwhile is kept and written"
                + " then."
            : "See that the database runs and its disk has room; what has happened meanwhile is"
                + " kept and written later.",
        failed);
  }

  static GodwitException unusable(String detail, String next, @Nullable Throwable cause) {
    return exception(ErrorCode.HISTORY_UNUSABLE, detail, next, cause);
  }

  static GodwitException busy(String why) {
    return exception(
        ErrorCode.HISTORY_UNAVAILABLE,
        "The history was not asked: " + why + ".",
        "Try again in a moment.",
        null);
  }

  static GodwitException tooWide(Duration deadline, Throwable cause) {
    return exception(
        ErrorCode.HISTORY_QUERY_TOO_WIDE,
        "The history had no answer within %d s; the question was dropped."
            .formatted(deadline.toSeconds()),
        "Narrow it: a time range, an actor or a subject makes it quick.",
        cause);
  }

  static boolean ranOutOfTime(Throwable failed) {
    return sql(failed).filter(e -> CANCELLED.equals(e.getSQLState())).isPresent();
  }

  /**
   * Whether the same values would fail again on a database that is well: data exceptions, violated
   * constraints, too large for an index.
   */
  public static boolean isOfTheValues(Throwable failed) {
    String state = sql(failed).map(SQLException::getSQLState).orElse("");
    return state.startsWith("22") || state.startsWith("23") || state.startsWith("54");
  }

  static boolean isOfAClosedDatabase(SQLException error) {
    return error.getSQLState() != null && CLOSED.contains(error.getSQLState());
  }

  /** The innermost error that has a state: a pool and a batch wrap what happened. */
  private static Optional<SQLException> sql(Throwable failed) {
    SQLException found = null;
    int depth = 0;
    for (Throwable each = failed; each != null && depth < 20; each = each.getCause()) {
      if (each instanceof SQLException error && error.getSQLState() != null) {
        found = error;
      }
      depth++;
    }
    return Optional.ofNullable(found);
  }

  /** Without H2's copy of the statement, which would hold what people wrote. */
  private static String firstLine(Throwable error) {
    String said = String.valueOf(error.getMessage()).lines().findFirst().orElse("no reason given");
    int statement = said.indexOf("; SQL statement:");
    return (statement < 0 ? said : said.substring(0, statement)).strip() + ".";
  }

  private static String advice(String state) {
    if (state.equals(IN_USE)) {
      return "Another manager uses this folder: stop it, or give this one a folder of its own.";
    }
    if (state.equals(DAMAGED)) {
      return "Move the file away and restore a backup; the manager makes an empty history if there"
          + " is none.";
    }
    return "Correct the URL, the user or the password of the history, or the user's rights.";
  }

  private static GodwitException exception(
      ErrorCode code, String detail, String next, @Nullable Throwable cause) {
    Problem problem = new Problem(code, detail, next);
    return cause == null ? problem.asException() : new GodwitException(problem, cause);
  }
}
