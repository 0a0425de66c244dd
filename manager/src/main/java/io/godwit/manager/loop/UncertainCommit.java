package io.godwit.manager.loop;

import java.io.IOException;

/** Nobody can say whether a step was kept, or it was kept by someone else's leave. */
public final class UncertainCommit extends IOException {
  private static final long serialVersionUID = 1L;

  public UncertainCommit(String message) {
    super(message);
  }

  public UncertainCommit(String message, Throwable cause) {
    super(message, cause);
  }
}
