package io.godwit.manager.history.database;

import java.time.Duration;

/**
 * How long the database may take for what.
 *
 * @param connect a new connection, and the wait for a free one
 * @param read an answer
 * @param write one statement of a transaction
 * @param silence the server's, after which the connection counts as lost; longer than all others
 */
public record Deadlines(Duration connect, Duration read, Duration write, Duration silence) {
  /**
   * A connection is made in milliseconds or not at all; people wait ten seconds for an answer; a
   * batch takes milliseconds, on a disk that others keep busy some seconds.
   */
  public static final Deadlines DEFAULT =
      new Deadlines(
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(45));
}
