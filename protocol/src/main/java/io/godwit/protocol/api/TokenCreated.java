package io.godwit.protocol.api;

/**
 * A token that was just made.
 *
 * @param secret for the header {@code Authorization: Bearer}; shown only here
 */
public record TokenCreated(String secret, TokenView token) {
  /** Without the secret, so that no log has it. */
  @Override
  public String toString() {
    return "TokenCreated[hidden]";
  }
}
