package io.godwit.manager.identity;

import io.godwit.manager.identity.password.PasswordHash;
import io.godwit.model.identity.GroupName;
import io.godwit.model.identity.UserName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Someone, or something, that calls the API.
 *
 * @param displayName what people call them, up to 256 characters
 * @param password none for users who log in at the identity provider or by token only
 * @param account theirs at the identity provider
 * @param groups sorted; at most {@link #MAX_GROUPS}
 */
public record User(
    UserName name,
    String displayName,
    State state,
    @Nullable Password password,
    @Nullable OidcAccount account,
    List<GroupName> groups,
    Instant createdAt) {
  /** Providers list hundreds for some people; each is looked up with every call. */
  public static final int MAX_GROUPS = 200;

  private static final int MAX_DISPLAY_NAME = 256;

  public User {
    groups = groups.stream().distinct().sorted().toList();
    if (groups.size() > MAX_GROUPS) {
      throw new IllegalArgumentException("a user is in at most " + MAX_GROUPS + " groups");
    }
    boolean printable = displayName.chars().noneMatch(Character::isISOControl);
    if (displayName.length() > MAX_DISPLAY_NAME || !printable) {
      throw new IllegalArgumentException(
          "a display name has at most " + MAX_DISPLAY_NAME + " characters, none a control");
    }
  }

  /** Whether someone may log in as this user. */
  public enum State {
    ACTIVE,
    DISABLED
  }

  /** Whose choice a password was. */
  public enum Freshness {
    /** The user's own. */
    CHOSEN,
    /** Given by someone else: good for nothing but to choose one. */
    MUST_CHANGE
  }

  /** A password as it is kept. */
  public record Password(PasswordHash hash, Freshness freshness) {}

  /**
   * An account at an identity provider; these two never change, while names there may.
   *
   * @param issuer the provider
   * @param subject the account, unique there
   */
  public record OidcAccount(String issuer, String subject) {
    private static final int MAX_LENGTH = 512;

    public OidcAccount {
      if (issuer.isBlank()
          || subject.isBlank()
          || issuer.length() > MAX_LENGTH
          || subject.length() > MAX_LENGTH) {
        throw new IllegalArgumentException("an account has an issuer and a subject");
      }
    }

    String key() {
      return issuer + " " + subject;
    }
  }

  public boolean isActive() {
    return state == State.ACTIVE;
  }

  public boolean mustChangePassword() {
    return password != null && password.freshness() == Freshness.MUST_CHANGE;
  }

  public User withPassword(@Nullable Password next) {
    return new User(name, displayName, state, next, account, groups, createdAt);
  }

  User withGroups(List<GroupName> next) {
    return new User(name, displayName, state, password, account, next, createdAt);
  }
}
