package io.godwit.manager.identity;

/** Whether something is allowed. */
public sealed interface Decision {
  /** It is. */
  record Allowed() implements Decision {}

  /**
   * It is not.
   *
   * @param reason one sentence
   */
  record Denied(String reason) implements Decision {}
}
