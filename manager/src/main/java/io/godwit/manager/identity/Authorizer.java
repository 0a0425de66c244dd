package io.godwit.manager.identity;

import io.godwit.manager.identity.Decision.Allowed;
import io.godwit.manager.identity.Decision.Denied;
import io.godwit.model.identity.GroupName;
import io.godwit.model.identity.ObjectPath;
import io.godwit.model.identity.Privilege;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Who may do what. Pure. Nothing is allowed but by a grant that names the user or one of their
 * groups, on the object or on one it lies in, and everyone may look after themselves; a token takes
 * away all that is outside of its scope.
 */
public final class Authorizer {
  /** Where users are. */
  public static final ObjectPath USERS = ObjectPath.ROOT.below("users");

  /** What everyone may do to themselves. Changing the password has its own way: the old one. */
  private static final Set<Privilege> OWN =
      Collections.unmodifiableSet(EnumSet.of(Privilege.USER_VIEW, Privilege.TOKEN_OWN));

  /** More subtrees than these are looked up and not tried one by one. */
  private static final int FEW = 8;

  private Authorizer() {}

  /** Decides one call. */
  public static Decision decide(
      Identities identities, Principal who, Privilege privilege, ObjectPath at) {
    User user = identities.users().get(who.user()).orElse(null);
    if (user == null || !user.isActive()) {
      return new Denied("User " + who.user() + " is disabled or gone.");
    }
    if (who.token() != null && !identities.tokens().has(who.token())) {
      return new Denied("Token " + who.token() + " was revoked.");
    }
    if (!who.scope().allows(privilege, at)) {
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
      if (grant.role().has(privilege) && grant.path().covers(at)) {
        return new Allowed();
      }
    }
    return new Denied("User " + user.name() + " may not " + privilege.words() + " at " + at + ".");
  }

  /** As {@link #decide}, for when the reason does not matter. */
  public static boolean allows(
      Identities identities, Principal who, Privilege privilege, ObjectPath at) {
    return decide(identities, who, privilege, at) instanceof Allowed;
  }

  /**
   * {@link #allows} for many objects: what does not depend on the object is done once.
   *
   * @return good for as long as {@code identities} is
   */
  public static Predicate<ObjectPath> visible(
      Identities identities, Principal who, Privilege privilege) {
    User user = identities.users().get(who.user()).orElse(null);
    boolean stands =
        user != null
            && user.isActive()
            && (who.token() == null || identities.tokens().has(who.token()))
            && who.scope().role().has(privilege);
    if (user == null || !stands) {
      return path -> false;
    }
    Set<ObjectPath> subtrees = new HashSet<>();
    if (OWN.contains(privilege)) {
      who.scope().cut(USERS.below(user.name().value())).ifPresent(subtrees::add);
    }
    for (Grant grant : grants(identities, user)) {
      if (grant.role().has(privilege)) {
        who.scope().cut(grant.path()).ifPresent(subtrees::add);
      }
    }
    return within(Set.copyOf(subtrees));
  }

  /**
   * Whether {@code who} could have given {@code user} all rights they have. Only then may {@code
   * who} decide how {@code user} logs in: else whoever edits users would be whoever they edit.
   */
  static boolean mayGiveAllOf(Identities identities, Principal who, User user) {
    return grants(identities, user).stream()
        .allMatch(grant -> allows(identities, who, Privilege.GRANT_EDIT, grant.path()));
  }

  /** What a user has by name and by group. */
  static List<Grant> grants(Identities identities, User user) {
    List<Grant> all = new ArrayList<>(identities.grantsOf(Grantee.of(user.name())));
    for (GroupName group : user.groups()) {
      all.addAll(identities.grantsOf(Grantee.of(group)));
    }
    return all;
  }

  private static Predicate<ObjectPath> within(Set<ObjectPath> subtrees) {
    if (subtrees.contains(ObjectPath.ROOT)) {
      return path -> true;
    }
    if (subtrees.size() <= FEW) {
      List<ObjectPath> few = List.copyOf(subtrees);
      return path -> few.stream().anyMatch(subtree -> subtree.covers(path));
    }
    return path -> {
      for (ObjectPath at = path; !at.isRoot(); at = at.parent()) {
        if (subtrees.contains(at)) {
          return true;
        }
      }
      return false;
    };
  }
}
