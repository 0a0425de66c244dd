package io.godwit.manager.identity;

import io.godwit.model.identity.ObjectPath;
import io.godwit.model.identity.Privilege;
import io.godwit.model.identity.Role;
import java.util.Optional;

/**
 * What a token takes from its user's rights. It gives none.
 *
 * @param role only what this role allows
 * @param path only here and below
 */
public record Scope(Role role, ObjectPath path) {
  /** Takes everything. */
  public static final Scope FULL = new Scope(Role.ADMIN, ObjectPath.ROOT);

  boolean allows(Privilege privilege, ObjectPath at) {
    return role.has(privilege) && path.covers(at);
  }

  /** Whether {@code other} allows nothing that this does not. */
  boolean covers(Scope other) {
    return role.covers(other.role) && path.covers(other.path);
  }

  /** What is left of a subtree: the smaller of the two, if one lies in the other. */
  Optional<ObjectPath> cut(ObjectPath subtree) {
    if (path.covers(subtree)) {
      return Optional.of(subtree);
    }
    return subtree.covers(path) ? Optional.of(path) : Optional.empty();
  }

  @Override
  public String toString() {
    return role.word() + " at " + path;
  }
}
