package io.godwit.manager.identity;

import io.godwit.manager.identity.IdentityChange.GrantGiven;
import io.godwit.manager.identity.IdentityChange.UserCreated;
import io.godwit.manager.identity.User.Password;
import io.godwit.manager.identity.User.State;
import io.godwit.model.identity.GrantId;
import io.godwit.model.identity.ObjectPath;
import io.godwit.model.identity.Role;
import io.godwit.model.identity.UserName;
import java.time.Instant;
import java.util.List;

/** Makes the first administrator where there is no user at all. Pure. */
public final class FirstStart {
  /** Whom it makes. */
  public static final UserName ADMIN = new UserName("admin");

  private FirstStart() {}

  /** Whether there is anything to do; the leader asks before it makes a secret. */
  public static boolean isDue(Identities identities) {
    return identities.users().size() == 0;
  }

  /**
   * Makes the user and its grant.
   *
   * @return whether it did
   */
  public static Ruling<Boolean> of(
      Identities identities, Password password, GrantId grant, Instant now) {
    if (!isDue(identities)) {
      return Ruling.nothing(false);
    }
    User admin = new User(ADMIN, "Administrator", State.ACTIVE, password, null, List.of(), now);
    Grant everything = new Grant(grant, Grantee.of(ADMIN), Role.ADMIN, ObjectPath.ROOT, now);
    return new Ruling<>(List.of(new UserCreated(admin), new GrantGiven(everything)), true);
  }

  /** What is printed once and kept nowhere. */
  public static String sentence(String secret) {
    return "first start: log in as "
        + ADMIN
        + " with the one-time password "
        + secret
        + " and choose your own; it is shown only here";
  }
}
