package io.godwit.manager.entity;

import java.io.IOException;

/**
 * What is kept cannot be opened by this manager. The message names the entity, what is wrong and
 * what to do.
 */
public final class UnreadableState extends IOException {
  private static final long serialVersionUID = 1L;

  public UnreadableState(String message) {
    super(message);
  }

  public UnreadableState(String message, Throwable cause) {
    super(message, cause);
  }
}
