package io.godwit.manager.identity;

import io.godwit.model.identity.TokenId;
import io.godwit.model.identity.UserName;
import java.time.Instant;

/**
 * A secret that stands for a user, for a time.
 *
 * @param description what it is for, up to 256 characters
 * @param digest all that is kept of the secret
 * @param expiresAt wall clock, because it outlives restarts
 */
public record Token(
    TokenId id,
    UserName user,
    Kind kind,
    String description,
    SecretDigest digest,
    Scope scope,
    Instant createdAt,
    Instant expiresAt) {
  private static final int MAX_DESCRIPTION = 256;

  public Token {
    if (description.length() > MAX_DESCRIPTION
        || description.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "a description has at most " + MAX_DESCRIPTION + " characters, none a control");
    }
    if (!expiresAt.isAfter(createdAt)) {
      throw new IllegalArgumentException("a token expires after it is made");
    }
  }

  /** What it was made for. */
  public enum Kind {
    /** By a login; stands for the user as the password does. */
    LOGIN,
    /** For a program. */
    API
  }

  public boolean hasExpired(Instant now) {
    return !expiresAt.isAfter(now);
  }
}
