package io.godwit.manager.identity;

import io.godwit.manager.identity.IdentityChange.GrantGiven;
import io.godwit.manager.identity.IdentityChange.GrantTaken;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.identity.GrantId;
import io.godwit.model.identity.ObjectPath;
import io.godwit.model.identity.UserName;
import java.util.List;

/** Decisions about grants. Pure. */
public final class Grants {
  /** About 40 MB of heap. */
  public static final int MAX_GRANTS = 100_000;

  /** All of a grantee's are looked through with every call; a group does what hundreds would. */
  public static final int MAX_OF_GRANTEE = 500;

  /** What one decision takes at most, so that it stays one small transaction. */
  private static final int MAX_FORGOTTEN = 500;

  private Grants() {}

  /** Gives a right. */
  public static Ruling<Grant> give(Identities identities, Grant grant) {
    Grantee grantee = grant.grantee();
    if (grantee.kind() == Grantee.Kind.USER) {
      identities.requireUser(new UserName(grantee.name()));
    }
    boolean given =
        identities.grantsOf(grantee).stream()
            .anyMatch(each -> each.isSameAs(grantee, grant.role(), grant.path()));
    if (given) {
      throw new GodwitException(
          ErrorCode.GRANT_EXISTS,
          "The grant of " + grant + " is there already; nothing was changed.",
          "Nothing needs to be done.");
    }
    if (identities.grants().size() >= MAX_GRANTS
        || identities.grantsOf(grantee).size() >= MAX_OF_GRANTEE) {
      throw new GodwitException(
          ErrorCode.LIMIT_REACHED,
          "There can be "
              + MAX_GRANTS
              + " grants, "
              + MAX_OF_GRANTEE
              + " for one user or group; nothing was changed.",
          "Give rights to groups, or on a cluster instead of on each VM.");
    }
    return Ruling.of(new GrantGiven(grant), grant);
  }

  /** Takes a right. */
  public static Ruling<Grant> take(Identities identities, GrantId id) {
    Grant grant = require(identities, id);
    List<IdentityChange> changes = List.of(new GrantTaken(id));
    LastAdministrator.requireAfter(identities, changes);
    return new Ruling<>(changes, grant);
  }

  /**
   * Takes the rights on an object that is gone and on all that lay in it, some at a time: another
   * object of its name shall not come with them.
   *
   * @return how many; if any, there may be more
   */
  public static Ruling<Integer> forget(Identities identities, ObjectPath gone) {
    if (gone.isRoot()) {
      throw new IllegalArgumentException("everything is never gone");
    }
    List<IdentityChange> changes =
        identities.grants().values().stream()
            .filter(grant -> gone.covers(grant.path()))
            .limit(MAX_FORGOTTEN)
            .map(grant -> (IdentityChange) new GrantTaken(grant.id()))
            .toList();
    return new Ruling<>(changes, changes.size());
  }

  /**
   * The grant of that id.
   *
   * @throws GodwitException GRANT_UNKNOWN
   */
  public static Grant require(Identities identities, GrantId id) {
    return identities
        .grants()
        .get(id)
        .orElseThrow(() ->
            new GodwitException(
                ErrorCode.GRANT_UNKNOWN,
                "There is no grant " + id + ".",
                "Look at the grants at /api/v1/grants."));
  }
}
