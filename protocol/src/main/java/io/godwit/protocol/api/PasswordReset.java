package io.godwit.protocol.api;

/** A password that the user has to change. */
public record PasswordReset(String password) {
  /** Without the secret, so that no log has it. */
  @Override
  public String toString() {
    return "PasswordReset[hidden]";
  }
}
