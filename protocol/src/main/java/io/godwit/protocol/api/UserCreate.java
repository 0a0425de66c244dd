package io.godwit.protocol.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A user to be made.
 *
 * @param password one they must change at their first login; without one they log in at the
 *     identity provider or by token only
 * @param groups none if not given
 */
public record UserCreate(
    String name,
    @Nullable String displayName,
    @Nullable String password,
    @Nullable OidcAccountView account,
    @Nullable List<String> groups) {
  /** Without the secret, so that no log has it. */
  @Override
  public String toString() {
    return "UserCreate[name=" + name + "]";
  }
}
