package io.godwit.manager.rest;

/** This manager does not lead: whoever asks is sent to the one that does. */
final class Elsewhere extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Elsewhere() {
    super("this manager does not lead", null, false, false);
  }
}
