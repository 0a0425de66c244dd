package io.godwit.manager.identity;

import io.godwit.manager.identity.User.Freshness;
import io.godwit.manager.identity.User.Password;
import io.godwit.manager.identity.User.State;
import io.godwit.manager.identity.password.PasswordHash;
import io.godwit.model.identity.GrantId;
import io.godwit.model.identity.GroupName;
import io.godwit.model.identity.ObjectPath;
import io.godwit.model.identity.Role;
import io.godwit.model.identity.TokenId;
import io.godwit.model.identity.UserName;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Users, tokens and grants for tests. */
public final class People {
  public static final Instant THEN = Instant.parse("2026-03-01T12:00:00Z");
  public static final ObjectPath C1 = new ObjectPath("/clusters/c1");
  public static final ObjectPath WEB = new ObjectPath("/clusters/c1/vms/web");

  /** Of nothing anyone knows. */
  public static final PasswordHash HASH =
      new PasswordHash(
          "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
              + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");

  private People() {}

  public static UserName name(String name) {
    return new UserName(name);
  }

  public static User user(String name, String... groups) {
    return new User(
        name(name),
        "",
        State.ACTIVE,
        new Password(HASH, Freshness.CHOSEN),
        null,
        Arrays.stream(groups).map(GroupName::new).toList(),
        THEN);
  }

  public static User disabled(User user) {
    return new User(
        user.name(),
        user.displayName(),
        State.DISABLED,
        user.password(),
        user.account(),
        user.groups(),
        user.createdAt());
  }

  public static Grant grant(String id, Grantee grantee, Role role, ObjectPath path) {
    return new Grant(new GrantId("g" + id), grantee, role, path, THEN);
  }

  public static Grant grant(String id, String user, Role role, ObjectPath path) {
    return grant(id, Grantee.of(name(user)), role, path);
  }

  public static Token token(String id, String user, Token.Kind kind, Scope scope) {
    return new Token(
        new TokenId("t" + id),
        name(user),
        kind,
        "",
        SecretDigest.of("secret of " + id),
        scope,
        THEN,
        THEN.plus(Duration.ofHours(1)));
  }

  public static Principal principal(String user) {
    return Principal.byPassword(name(user), "192.0.2.1");
  }

  /** A state of these users, and of tokens and grants that name them. */
  public static Identities state(List<User> users, List<Token> tokens, List<Grant> grants) {
    Identities state = Identities.EMPTY;
    for (User user : users) {
      state = state.apply(new IdentityChange.UserCreated(user));
    }
    for (Token token : tokens) {
      state = state.apply(new IdentityChange.TokenIssued(token));
    }
    for (Grant grant : grants) {
      state = state.apply(new IdentityChange.GrantGiven(grant));
    }
    return state;
  }
}
