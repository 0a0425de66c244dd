package io.godwit.model.error;

/** What an error means for the caller's next step. Every {@link ErrorCode} has exactly one. */
public enum ErrorKind {
  /** Refused before anything changed; the same call will be refused again. */
  REJECTED(3),
  /** Nothing changed; the same call may succeed later. */
  UNAVAILABLE(4),
  /** Tried and undone; the state is known. */
  FAILED(5),
  /** The outcome is unknown: reconcile or fence before any retry. */
  INDETERMINATE(6),
  /** A defect of Godwit's own. */
  FAULT(70);

  private final int exitStatus;

  ErrorKind(int exitStatus) {
    this.exitStatus = exitStatus;
  }

  /** Exit status of the {@code godwit} command; 2 is left to usage errors. */
  public int exitStatus() {
    return exitStatus;
  }
}
