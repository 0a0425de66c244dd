package io.godwit.model.error;

/**
 * One thing that went wrong, told to an operator.
 *
 * @param code what it is
 * @param detail one sentence: what was tried and what is true now
 * @param next one sentence: what to do next
 */
public record Problem(ErrorCode code, String detail, String next) {
  public Problem {
    if (detail.isBlank() || next.isBlank()) {
      throw new IllegalArgumentException("a problem says what is true now and what to do next");
    }
  }

  public GodwitException asException() {
    return new GodwitException(this);
  }

  @Override
  public String toString() {
    return code + ": " + detail + " " + next;
  }
}
