package io.godwit.manager.history;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * Where the history is kept, and for how long.
 *
 * @param place the database
 * @param retention what is thrown away when
 */
public record HistoryConfig(Place place, Retention retention) {
  /** Where a database is. */
  public sealed interface Place {}

  /**
   * H2 inside this process.
   *
   * @param folder a folder of its own; made if it is missing
   */
  public record Embedded(Path folder) implements Place {
    public Embedded {
      folder = folder.toAbsolutePath().normalize();
      if (folder.toString().contains(";")) {
        throw new IllegalArgumentException(
            "the folder of the history has a semicolon in its path, which H2 would take for a"
                + " setting: "
                + folder);
      }
    }
  }

  /**
   * PostgreSQL.
   *
   * @param url {@code jdbc:postgresql://HOST[:PORT]/DATABASE}, without user and password
   * @param user owns the database, or may at least make tables in it
   * @param passwordFile its first line is the password; read again for each new connection
   */
  public record Server(String url, String user, Path passwordFile) implements Place {
    private static final String PREFIX = "jdbc:postgresql://";

    public Server {
      if (!url.startsWith(PREFIX)) {
        throw new IllegalArgumentException(
            "the URL of the history starts with " + PREFIX + "; other databases are not known");
      }
      String parameters = url.toLowerCase(Locale.ROOT);
      if (parameters.contains("password=") || parameters.contains("user=")) {
        throw new IllegalArgumentException(
            "the URL of the history names no user and no password: they have keys of their own");
      }
      if (user.isBlank()) {
        throw new IllegalArgumentException("the user of the history is blank");
      }
    }
  }

  /**
   * How long things are kept.
   *
   * @param records events, tasks and migrations
   * @param fiveMinutes roll-ups of five minutes
   * @param hours roll-ups of an hour
   */
  public record Retention(Duration records, Duration fiveMinutes, Duration hours) {
    /** Less is a typing error that would cost the audit trail. */
    private static final Duration LEAST = Duration.ofDays(1);

    /** More than anybody can wait for, and small enough for the arithmetic of dates. */
    private static final Duration MOST = Duration.ofDays(36_500);

    /**
     * A year and what it takes to look back at it; five-minute figures for the weekend that nobody
     * looked; hours for a quarter.
     */
    public static final Retention DEFAULT =
        new Retention(Duration.ofDays(400), Duration.ofDays(3), Duration.ofDays(100));

    public Retention {
      bounded(records);
      bounded(fiveMinutes);
      bounded(hours);
    }

    private static void bounded(Duration kept) {
      if (kept.compareTo(LEAST) < 0 || kept.compareTo(MOST) > 0) {
        throw new IllegalArgumentException("history is kept for 1 to 36500 days, not " + kept);
      }
    }
  }

  /** Whether no other manager can reach it. */
  public boolean isOfOneManager() {
    return place instanceof Embedded;
  }

  /** The default: H2 in {@code history} below the manager's data folder. */
  public static HistoryConfig embedded(Path data) {
    return new HistoryConfig(new Embedded(data.resolve("history")), Retention.DEFAULT);
  }
}
