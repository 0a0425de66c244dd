package io.godwit.manager.identity;

import io.godwit.manager.identity.Decision.Allowed;
import io.godwit.manager.identity.Decision.Denied;
import io.godwit.model.identity.GroupName;
import io.godwit.model.identity.Lineage;
import io.godwit.model.identity.ObjectPath;
import io.godwit.model.identity.Privilege;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who may do what. Pure. Nothing is allowed but by a grant that names the user or one of their
 * groups, on the object or on one it lies in, whichever way, and everyone may look after
 * themselves; a token takes away all that is outside of its scope.
 */
public final class Authorizer {
  /** Where users are. */
  public static final ObjectPath USERS = ObjectPath.ROOT.below("users");

  /** What everyone may do to themselves. Changing the password has its own way: the old one. */
  private static final Set<Privilege> OWN =
      Collections.unmodifiableSet(EnumSet.of(Privilege.USER_VIEW, Privilege.TOKEN_OWN));

  private Authorizer() {}

  /** Decides one call. */
  public static Decision decide(
      Identities identities, Principal who, Privilege privilege, Lineage lineage) {
    ObjectPath at = lineage.at();
    User user = identities.users().get(who.user()).orElse(null);
    if (user == null || !user.isActive()) {
      return new Denied("User " + who.user() + " is disabled or gone.");
    }
    if (who.token() != null && !identities.tokens().has(who.token())) {
      return new Denied("Token " + who.token() + " was revoked.");
    }
    if (!who.scope().allows(privilege, lineage)) {
      return new Denied(
          "Token "
              + who.token()
              + " is limited to "
              + who.scope()
              + " and may not "
              + privilege.words()
              + " at "
              + at
              + ".");
    }
    if (OWN.contains(privilege) && USERS.below(user.name().value()).covers(at)) {
      return new Allowed();
    }
    for (Grant grant : grants(identities, user)) {
      if (grant.role().has(privilege) && lineage.liesIn(grant.path())) {
        return new Allowed();
      }
    }
    return new Denied("User " + user.name() + " may not " + privilege.words() + " at " + at + ".");
  }

  /** As {@link #decide}, for when the reason does not matter. */
  public static boolean allows(
      Identities identities, Principal who, Privilege privilege, Lineage lineage) {
    return decide(identities, who, privilege, lineage) instanceof Allowed;
  }

  /**
   * {@link #allows} for many objects: what does not depend on the object is done once.
   *
   * @return good for as long as {@code identities} is
   */
  public static Sight visible(Identities identities, Principal who, Privilege privilege) {
    User user = identities.users().get(who.user()).orElse(null);
    boolean stands =
        user != null
            && user.isActive()
            && (who.token() == null || identities.tokens().has(who.token()))
            && who.scope().role().has(privilege);
    if (user == null || !stands) {
      return lineage -> false;
    }
    Set<ObjectPath> subtrees = new HashSet<>();
    if (OWN.contains(privilege)) {
      subtrees.add(USERS.below(user.name().value()));
    }
    for (Grant grant : grants(identities, user)) {
      if (grant.role().has(privilege)) {
        subtrees.add(grant.path());
      }
    }
    return new Seen(subtrees, who.scope().path());
  }

  /**
   * Whether {@code who} could have given {@code user} all rights they have. Only then may {@code
   * who} decide how {@code user} logs in: else whoever edits users would be whoever they edit. An
   * object may come to lie elsewhere tomorrow, so only what its own path says counts here.
   */
  static boolean mayGiveAllOf(Identities identities, Principal who, User user) {
    return grants(identities, user).stream()
        .allMatch(grant -> allows(identities, who, Privilege.GRANT_EDIT, Lineage.of(grant.path())));
  }

  /** What a user has by name and by group. */
  static List<Grant> grants(Identities identities, User user) {
    List<Grant> all = new ArrayList<>(identities.grantsOf(Grantee.of(user.name())));
    for (GroupName group : user.groups()) {
      all.addAll(identities.grantsOf(Grantee.of(group)));
    }
    return all;
  }
}
