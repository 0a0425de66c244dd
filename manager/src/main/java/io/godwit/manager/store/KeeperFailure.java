package io.godwit.manager.store;

import java.io.IOException;

/** Why a {@link Keeper} did not do something, or may not have. */
public final class KeeperFailure extends IOException {
  private static final long serialVersionUID = 1L;

  /** What it means for whoever asked. */
  public enum Kind {
    /** A condition did not hold; nothing changed. */
    REFUSED,
    /** The connection broke; a change may have been made. The session may go on. */
    LOST,
    /** The session is over; a change may have been made. */
    EXPIRED
  }

  private final Kind kind;

  public KeeperFailure(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public KeeperFailure(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
