package io.godwit.protocol.api;

/** A login with a password. */
public record LoginRequest(String user, String password) {
  /** Without the secret, so that no log has it. */
  @Override
  public String toString() {
    return "LoginRequest[hidden]";
  }
}
