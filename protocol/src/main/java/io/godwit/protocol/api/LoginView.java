package io.godwit.protocol.api;

import java.time.Instant;

/**
 * A login.
 *
 * @param token for the header {@code Authorization: Bearer}; shown only here
 * @param passwordExpired whether it is good for choosing a password only
 */
public record LoginView(String token, String user, Instant expiresAt, boolean passwordExpired) {
  /** Without the secret, so that no log has it. */
  @Override
  public String toString() {
    return "LoginView[hidden]";
  }
}
