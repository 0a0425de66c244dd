package io.godwit.manager.identity;

import io.godwit.manager.identity.IdentityChange.GrantTaken;
import io.godwit.manager.identity.IdentityChange.TokenRevoked;
import io.godwit.manager.identity.IdentityChange.UserChanged;
import io.godwit.manager.identity.IdentityChange.UserCreated;
import io.godwit.manager.identity.IdentityChange.UserDeleted;
import io.godwit.manager.identity.User.Freshness;
import io.godwit.manager.identity.User.OidcAccount;
import io.godwit.manager.identity.User.Password;
import io.godwit.manager.identity.User.State;
import io.godwit.manager.identity.password.PasswordHash;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.identity.UserName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decisions about users. Pure. The gate has checked the privilege; what is checked here is that
 * nobody comes to more than they have by way of someone else.
 */
public final class Users {
  /** A user costs about a kilobyte; more than this many people is an identity provider's work. */
  public static final int MAX_USERS = 10_000;

  private Users() {}

  /** Makes {@code user}. */
  public static Ruling<User> create(Identities identities, Principal who, User user) {
    requireRoom(identities);
    if (identities.users().has(user.name())) {
      throw new GodwitException(
          ErrorCode.USER_EXISTS,
          "There is a user " + user.name() + " already; nothing was changed.",
          "Choose another name, or change that user.");
    }
    requireUnclaimed(identities, user);
    // Grants may have been left for groups of this name.
    requireMayGiveAllOf(identities, who, user);
    return Ruling.of(new UserCreated(user), user);
  }

  /** Makes {@code user} of the user of that name; the password stays. */
  public static Ruling<User> change(Identities identities, Principal who, User wished) {
    User old = identities.requireUser(wished.name());
    User next =
        new User(
            old.name(),
            wished.displayName(),
            wished.state(),
            old.password(),
            wished.account(),
            wished.groups(),
            old.createdAt());
    boolean touchesRights =
        old.state() != next.state()
            || !Objects.equals(old.account(), next.account())
            || !old.groups().equals(next.groups());
    if (touchesRights) {
      requireMayGiveAllOf(identities, who, old);
      requireMayGiveAllOf(identities, who, next);
    }
    requireUnclaimed(identities, next);
    List<IdentityChange> changes = new ArrayList<>(List.of(new UserChanged(next)));
    if (!next.isActive()) {
      changes.addAll(loginsOf(identities, old.name(), null));
    }
    LastAdministrator.requireAfter(identities, changes);
    return new Ruling<>(changes, next);
  }

  /** Forgets a user with their tokens and grants. */
  public static Ruling<UserName> delete(Identities identities, Principal who, UserName name) {
    User user = identities.requireUser(name);
    requireMayGiveAllOf(identities, who, user);
    List<IdentityChange> changes = new ArrayList<>();
    identities.tokensOf(name).forEach(token -> changes.add(new TokenRevoked(token.id())));
    identities.grantsOf(Grantee.of(name)).forEach(grant -> changes.add(new GrantTaken(grant.id())));
    changes.add(new UserDeleted(name));
    LastAdministrator.requireAfter(identities, changes);
    return new Ruling<>(changes, name);
  }

  /** Someone else sets the password: it must be changed at the next login. */
  public static Ruling<User> reset(
      Identities identities, Principal who, UserName name, PasswordHash hash) {
    User user = identities.requireUser(name);
    requireMayGiveAllOf(identities, who, user);
    return withPassword(identities, user, new Password(hash, Freshness.MUST_CHANGE), null);
  }

  /**
   * The user chooses a password and stays logged in where they did; all other logins end.
   *
   * @param proven the hash the old password was checked against
   */
  public static Ruling<User> choose(
      Identities identities, Principal who, PasswordHash proven, PasswordHash hash) {
    User user = identities.requireUser(who.user());
    requireStill(user, proven);
    return withPassword(identities, user, new Password(hash, Freshness.CHOSEN), who);
  }

  /** The same password is hashed at today's cost. Does nothing if it was changed meanwhile. */
  public static Ruling<Boolean> strengthen(
      Identities identities, UserName name, PasswordHash proven, PasswordHash hash) {
    User user = identities.users().get(name).orElse(null);
    Password old = user == null ? null : user.password();
    if (user == null || old == null || !old.hash().equals(proven)) {
      return Ruling.nothing(false);
    }
    return Ruling.of(new UserChanged(user.withPassword(new Password(hash, old.freshness()))), true);
  }

  /**
   * Finds or makes the user of an account at the identity provider, and takes over the groups it
   * tells.
   *
   * @param told the user as the provider tells of them
   * @throws GodwitException OIDC_LOGIN_REFUSED
   */
  public static Ruling<User> provision(Identities identities, OidcAccount account, User told) {
    Optional<User> known = identities.user(account);
    if (known.isPresent()) {
      User user = known.get();
      if (!user.isActive()) {
        throw refused("User " + user.name() + " is disabled.");
      }
      User next = user.withGroups(told.groups());
      return next.equals(user) ? Ruling.nothing(user) : Ruling.of(new UserChanged(next), next);
    }
    if (identities.users().has(told.name())) {
      throw refused(
          "There is a user " + told.name() + " who is not linked to this account of the provider.");
    }
    requireRoom(identities);
    return Ruling.of(new UserCreated(told), told);
  }

  private static Ruling<User> withPassword(
      Identities identities, User user, Password password, @Nullable Principal stays) {
    User next = user.withPassword(password);
    List<IdentityChange> changes = new ArrayList<>(List.of(new UserChanged(next)));
    changes.addAll(loginsOf(identities, user.name(), stays));
    return new Ruling<>(changes, next);
  }

  private static List<IdentityChange> loginsOf(
      Identities identities, UserName name, @Nullable Principal stays) {
    List<IdentityChange> ended = new ArrayList<>();
    for (Token token : identities.tokensOf(name)) {
      boolean isKept = stays != null && token.id().equals(stays.token());
      if (token.kind() == Token.Kind.LOGIN && !isKept) {
        ended.add(new TokenRevoked(token.id()));
      }
    }
    return ended;
  }

  private static void requireStill(User user, PasswordHash proven) {
    Password password = user.password();
    if (password == null || !password.hash().equals(proven) || user.state() != State.ACTIVE) {
      throw new GodwitException(
          ErrorCode.UNAUTHENTICATED,
          "The password of user " + user.name() + " was changed meanwhile, not by this call.",
          "Log in again.");
    }
  }

  static void requireMayGiveAllOf(Identities identities, Principal who, User user) {
    if (!Authorizer.mayGiveAllOf(identities, who, user)) {
      throw new GodwitException(
          ErrorCode.FORBIDDEN,
          "User "
              + user.name()
              + " has rights that "
              + who
              + " may not give, so it may not be decided by "
              + who
              + " how they log in; nothing was changed.",
          "Ask someone who has the role admin wherever " + user.name() + " has rights.");
    }
  }

  private static void requireUnclaimed(Identities identities, User user) {
    OidcAccount account = user.account();
    Optional<User> owner = account == null ? Optional.empty() : identities.user(account);
    if (owner.isPresent() && !owner.get().name().equals(user.name())) {
      throw new GodwitException(
          ErrorCode.USER_EXISTS,
          "That account of the provider belongs to user " + owner.get().name() + ".",
          "Take it from that user first.");
    }
  }

  private static void requireRoom(Identities identities) {
    if (identities.users().size() >= MAX_USERS) {
      throw new GodwitException(
          ErrorCode.LIMIT_REACHED,
          "There are " + MAX_USERS + " users, which is the most there can be.",
          "Delete users who are gone.");
    }
  }

  private static GodwitException refused(String detail) {
    return new GodwitException(
        ErrorCode.OIDC_LOGIN_REFUSED,
        detail + " Nobody was logged in.",
        "Ask an administrator; users are at /api/v1/users.");
  }
}
