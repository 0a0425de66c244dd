package io.godwit.manager.identity;

import io.godwit.manager.identity.IdentityChange.TokenIssued;
import io.godwit.manager.identity.IdentityChange.TokenRevoked;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.identity.TokenId;
import io.godwit.model.identity.UserName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Decisions about tokens. Pure. */
public final class Tokens {
  /** A working day and a long evening: nobody is thrown out of a migration they watch. */
  public static final Duration LOGIN_LIFETIME = Duration.ofHours(12);

  /** Every program of a user can have its own; more is a program that forgets the one it has. */
  public static final int MAX_OF_USER = 100;

  /** Shells, browsers and machines one person is logged in from; the oldest login gives way. */
  static final int MAX_LOGINS = 20;

  /** About 60 MB of heap. */
  static final int MAX_TOKENS = 200_000;

  /** What one decision clears up at most, so that it stays one small transaction. */
  private static final int MAX_SWEPT = 500;

  /** A token that nobody looks at for a year is a token nobody knows of. */
  public static final Duration MAX_LIFETIME = Duration.ofDays(366);

  private Tokens() {}

  /** A login gives a token. Expired ones of the user go, and the oldest login if there are many. */
  public static Ruling<Token> login(Identities identities, Token token) {
    Instant now = token.createdAt();
    List<IdentityChange> changes = new ArrayList<>(expired(identities, token.user(), now));
    List<Token> logins =
        identities.tokensOf(token.user()).stream()
            .filter(each -> each.kind() == Token.Kind.LOGIN && !each.hasExpired(now))
            .sorted(Comparator.comparing(Token::createdAt).thenComparing(Token::id))
            .toList();
    for (int i = 0; i <= logins.size() - MAX_LOGINS; i++) {
      changes.add(new TokenRevoked(logins.get(i).id()));
    }
    requireRoom(identities);
    changes.add(new TokenIssued(token));
    return new Ruling<>(changes, token);
  }

  /**
   * Someone makes a token, for themselves or for someone else.
   *
   * @throws GodwitException FORBIDDEN if it would be good for more, or for longer, than what it is
   *     made with
   */
  public static Ruling<Token> issue(Identities identities, Principal who, Token token) {
    User owner = identities.requireUser(token.user());
    if (!owner.name().equals(who.user())) {
      Users.requireMayGiveAllOf(identities, who, owner);
    }
    boolean longer =
        who.means() == Principal.Means.API_TOKEN && token.expiresAt().isAfter(who.until());
    if (!who.scope().covers(token.scope()) || longer) {
      throw new GodwitException(
          ErrorCode.FORBIDDEN,
          "Token " + who.token() + " cannot make one that may more or lives longer than itself.",
          "Log in with a password, or ask for a smaller scope or an earlier expiry.");
    }
    List<IdentityChange> changes =
        new ArrayList<>(expired(identities, token.user(), token.createdAt()));
    long kept =
        identities.tokensOf(token.user()).stream()
            .filter(each -> each.kind() == Token.Kind.API && !each.hasExpired(token.createdAt()))
            .count();
    if (kept >= MAX_OF_USER) {
      throw new GodwitException(
          ErrorCode.LIMIT_REACHED,
          "User " + token.user() + " has " + MAX_OF_USER + " tokens, which is the most.",
          "Revoke those that are not used.");
    }
    requireRoom(identities);
    changes.add(new TokenIssued(token));
    return new Ruling<>(changes, token);
  }

  /** Ends a token of {@code user}. */
  public static Ruling<TokenId> revoke(Identities identities, UserName user, TokenId id) {
    boolean theirs = identities.tokens().get(id).filter(t -> t.user().equals(user)).isPresent();
    if (!theirs) {
      throw new GodwitException(
          ErrorCode.TOKEN_UNKNOWN,
          "User " + user + " has no token " + id + ".",
          "Look at their tokens at /api/v1/users/" + user + "/tokens.");
    }
    return Ruling.of(new TokenRevoked(id), id);
  }

  /**
   * Forgets tokens that have expired, some at a time.
   *
   * @return how many
   */
  public static Ruling<Integer> sweep(Identities identities, Instant now) {
    List<IdentityChange> changes =
        identities.tokens().values().stream()
            .filter(token -> token.hasExpired(now))
            .limit(MAX_SWEPT)
            .map(token -> (IdentityChange) new TokenRevoked(token.id()))
            .toList();
    return new Ruling<>(changes, changes.size());
  }

  private static List<IdentityChange> expired(Identities identities, UserName user, Instant now) {
    return identities.tokensOf(user).stream()
        .filter(token -> token.hasExpired(now))
        .map(token -> (IdentityChange) new TokenRevoked(token.id()))
        .toList();
  }

  private static void requireRoom(Identities identities) {
    if (identities.tokens().size() >= MAX_TOKENS) {
      throw new GodwitException(
          ErrorCode.LIMIT_REACHED,
          "There are " + MAX_TOKENS + " tokens, which is the most there can be.",
          "Revoke those that are not used.");
    }
  }
}
