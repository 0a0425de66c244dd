package io.godwit.manager.membership;

import java.time.Instant;

/**
 * A manager that may take part.
 *
 * @param id its number among the servers of the ensemble, 1 to 255; never used for another
 * @param name what people call it
 * @param peer where the other managers reach it, {@code host:port}
 * @param state whether it may still
 * @param since when that was decided
 */
public record Member(int id, String name, String peer, State state, Instant since) {
  /** Whether a manager may take part. */
  public enum State {
    ADMITTED,
    DISMISSED
  }

  public Member {
    if (id < 1 || id > Members.MAX_ID) {
      throw new IllegalArgumentException("a manager's number is 1 to " + Members.MAX_ID);
    }
  }

  boolean admitted() {
    return state == State.ADMITTED;
  }
}
