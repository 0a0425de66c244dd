package io.godwit.manager.identity;

import io.godwit.model.identity.Lineage;
import io.godwit.model.identity.ObjectPath;
import io.godwit.model.identity.Privilege;
import io.godwit.model.identity.Role;

/**
 * What a token takes from its user's rights. It gives none.
 *
 * @param role only what this role allows
 * @param path only here and below
 */
public record Scope(Role role, ObjectPath path) {
  /** Takes everything. */
  public static final Scope FULL = new Scope(Role.ADMIN, ObjectPath.ROOT);

  boolean allows(Privilege privilege, Lineage lineage) {
    return role.has(privilege) && lineage.liesIn(path);
  }

  /** Whether {@code other} allows nothing that this does not. */
  boolean covers(Scope other) {
    return role.covers(other.role) && path.covers(other.path);
  }

  @Override
  public String toString() {
    return role.word() + " at " + path;
  }
}
