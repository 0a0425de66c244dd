package io.godwit.manager.identity;

import io.godwit.model.identity.TokenId;
import io.godwit.model.identity.UserName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who a call comes from, proven. It holds no rights: these are looked up when they are needed, so
 * that taking one works at once.
 *
 * @param token the token it came with, if it did
 * @param scope what the token leaves of the user's rights
 * @param until when the proof expires
 * @param address where it came from
 */
public record Principal(
    UserName user,
    Means means,
    @Nullable TokenId token,
    Scope scope,
    Instant until,
    String address) {

  /** How it was proven. */
  public enum Means {
    PASSWORD,
    LOGIN_TOKEN,
    API_TOKEN
  }

  public static Principal byPassword(UserName user, String address) {
    return new Principal(user, Means.PASSWORD, null, Scope.FULL, Instant.MAX, address);
  }

  public static Principal by(Token token, String address) {
    return new Principal(
        token.user(),
        token.kind() == Token.Kind.LOGIN ? Means.LOGIN_TOKEN : Means.API_TOKEN,
        token.id(),
        token.scope(),
        token.expiresAt(),
        address);
  }

  @Override
  public String toString() {
    return user + (token == null ? "" : " (token " + token + ")");
  }
}
