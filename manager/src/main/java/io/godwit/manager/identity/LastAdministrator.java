package io.godwit.manager.identity;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.identity.Role;
import io.godwit.model.identity.UserName;
import java.util.List;

/**
 * There is always one who can put things right: an active user with a password and the role admin
 * on everything, by name and not by group, because groups and tokens depend on others.
 */
final class LastAdministrator {
  private LastAdministrator() {}

  /**
   * @throws GodwitException LAST_ADMINISTRATOR if there is one now and would be none
   */
  static void requireAfter(Identities now, List<IdentityChange> changes) {
    Identities then = now;
    for (IdentityChange change : changes) {
      then = then.apply(change);
    }
    if (isThere(now) && !isThere(then)) {
      throw new GodwitException(
          ErrorCode.LAST_ADMINISTRATOR,
          "Nobody with a password would have the role admin on everything; nothing was changed.",
          "Give another user the role admin on / first.");
    }
  }

  private static boolean isThere(Identities identities) {
    return identities.grants().values().stream()
        .filter(grant -> grant.role() == Role.ADMIN && grant.path().isRoot())
        .filter(grant -> grant.grantee().kind() == Grantee.Kind.USER)
        .flatMap(grant -> identities.users().get(new UserName(grant.grantee().name())).stream())
        .anyMatch(user -> user.isActive() && user.password() != null);
  }
}
