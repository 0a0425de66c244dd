package io.godwit.lab;

/** Why the lab cannot do what it was asked to; the message is a sentence or two for people. */
public final class LabException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LabException(String message) {
    super(message);
  }

  public LabException(String message, Throwable cause) {
    super(message, cause);
  }
}
