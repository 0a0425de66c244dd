package io.godwit.manager.identity;

import io.godwit.manager.entity.EntityKind;
import io.godwit.manager.entity.Table;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.identity.GrantId;
import io.godwit.model.identity.TokenId;
import io.godwit.model.identity.UserName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Everyone the data center knows and what they may do: a part of hard state. Immutable.
 *
 * @param users every user
 * @param tokens every token that was not revoked; some have expired
 * @param grants every right that was given
 * @param owned tokens by user
 * @param held grants by who has them
 * @param accounts users by their account at the identity provider
 */
public record Identities(
    Table<UserName, User> users,
    Table<TokenId, Token> tokens,
    Table<GrantId, Grant> grants,
    Table<UserName, Table<TokenId, Token>> owned,
    Table<Grantee, Table<GrantId, Grant>> held,
    Table<String, UserName> accounts) {
  static final String USER = "user";
  static final String TOKEN = "token";
  static final String GRANT = "grant";

  public static final Identities EMPTY =
      new Identities(
          Table.empty(), Table.empty(), Table.empty(), Table.empty(), Table.empty(), Table.empty());

  /** How they are kept. */
  public static List<EntityKind<Identities, ?>> kinds() {
    return List.of(
        new EntityKind<>(
            USER,
            User.class,
            user -> user.name().value(),
            (all, name) -> all.users.get(new UserName(name)),
            Identities::put,
            all -> all.users.values()),
        new EntityKind<>(
            TOKEN,
            Token.class,
            token -> token.id().value(),
            (all, id) -> all.tokens.get(new TokenId(id)),
            Identities::put,
            all -> all.tokens.values()),
        new EntityKind<>(
            GRANT,
            Grant.class,
            grant -> grant.id().value(),
            (all, id) -> all.grants.get(new GrantId(id)),
            Identities::put,
            all -> all.grants.values()));
  }

  /**
   * What a change does.
   *
   * @throws IllegalStateException if it cannot follow this state
   */
  public Identities apply(IdentityChange change) {
    return switch (change) {
      case IdentityChange.UserCreated created -> {
        require(!users.has(created.user().name()), change);
        yield unclaimed(created.user(), change).put(created.user());
      }
      case IdentityChange.UserChanged changed -> {
        User old = users.get(changed.user().name()).orElseThrow(() -> misfit(change));
        require(old.createdAt().equals(changed.user().createdAt()), change);
        yield unclaimed(changed.user(), change).put(changed.user());
      }
      case IdentityChange.UserDeleted deleted -> {
        User old = users.get(deleted.user()).orElseThrow(() -> misfit(change));
        require(tokensOf(old.name()).isEmpty(), change);
        require(grantsOf(Grantee.of(old.name())).isEmpty(), change);
        yield without(old);
      }
      case IdentityChange.TokenIssued issued -> {
        require(users.has(issued.token().user()), change);
        require(!tokens.has(issued.token().id()), change);
        yield put(issued.token());
      }
      case IdentityChange.TokenRevoked revoked ->
          without(tokens.get(revoked.token()).orElseThrow(() -> misfit(change)));
      case IdentityChange.GrantGiven given -> {
        require(!grants.has(given.grant().id()), change);
        yield put(given.grant());
      }
      case IdentityChange.GrantTaken taken ->
          without(grants.get(taken.grant()).orElseThrow(() -> misfit(change)));
    };
  }

  /** The tokens of a user, in order of id. */
  public Collection<Token> tokensOf(UserName user) {
    return owned.get(user).map(Table::values).orElse(List.of());
  }

  /** The grants that name {@code grantee}, in order of id. */
  public Collection<Grant> grantsOf(Grantee grantee) {
    return held.get(grantee).map(Table::values).orElse(List.of());
  }

  /** Whose account this is. */
  public Optional<User> user(User.OidcAccount account) {
    return accounts.get(account.key()).flatMap(users::get);
  }

  /**
   * The user of that name.
   *
   * @throws GodwitException USER_UNKNOWN
   */
  public User requireUser(UserName name) {
    return users
        .get(name)
        .orElseThrow(() ->
            new GodwitException(
                ErrorCode.USER_UNKNOWN,
                "There is no user " + name + ".",
                "Look at the users at /api/v1/users."));
  }

  /** Another user has this account: a bug of the decision. */
  private Identities unclaimed(User user, IdentityChange change) {
    User.OidcAccount account = user.account();
    if (account != null) {
      Optional<UserName> owner = accounts.get(account.key());
      require(owner.isEmpty() || owner.get().equals(user.name()), change);
    }
    return this;
  }

  private Identities put(User user) {
    Identities without = users.get(user.name()).map(this::without).orElse(this);
    User.OidcAccount account = user.account();
    return new Identities(
        users.with(user.name(), user),
        tokens,
        grants,
        owned,
        held,
        account == null ? without.accounts : without.accounts.with(account.key(), user.name()));
  }

  private Identities without(User user) {
    User.OidcAccount account = user.account();
    return new Identities(
        users.without(user.name()),
        tokens,
        grants,
        owned,
        held,
        account == null ? accounts : accounts.without(account.key()));
  }

  private Identities put(Token token) {
    Table<TokenId, Token> of = owned.get(token.user()).orElse(Table.empty());
    return new Identities(
        users,
        tokens.with(token.id(), token),
        grants,
        owned.with(token.user(), of.with(token.id(), token)),
        held,
        accounts);
  }

  private Identities without(Token token) {
    Table<TokenId, Token> left = owned.get(token.user()).orElse(Table.empty()).without(token.id());
    return new Identities(
        users,
        tokens.without(token.id()),
        grants,
        left.size() == 0 ? owned.without(token.user()) : owned.with(token.user(), left),
        held,
        accounts);
  }

  private Identities put(Grant grant) {
    Table<GrantId, Grant> of = held.get(grant.grantee()).orElse(Table.empty());
    return new Identities(
        users,
        tokens,
        grants.with(grant.id(), grant),
        owned,
        held.with(grant.grantee(), of.with(grant.id(), grant)),
        accounts);
  }

  private Identities without(Grant grant) {
    Table<GrantId, Grant> left =
        held.get(grant.grantee()).orElse(Table.empty()).without(grant.id());
    return new Identities(
        users,
        tokens,
        grants.without(grant.id()),
        owned,
        left.size() == 0 ? held.without(grant.grantee()) : held.with(grant.grantee(), left),
        accounts);
  }

  private static void require(boolean holds, IdentityChange change) {
    if (!holds) {
      throw misfit(change);
    }
  }

  private static IllegalStateException misfit(IdentityChange change) {
    return new IllegalStateException(change + " does not fit the state");
  }
}
