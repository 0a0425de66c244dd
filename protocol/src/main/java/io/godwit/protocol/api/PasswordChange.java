package io.godwit.protocol.api;

/** A password that the user chooses. */
public record PasswordChange(String current, String replacement) {
  /** Without the secret, so that no log has it. */
  @Override
  public String toString() {
    return "PasswordChange[hidden]";
  }
}
