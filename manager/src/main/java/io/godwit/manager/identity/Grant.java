package io.godwit.manager.identity;

import io.godwit.model.identity.GrantId;
import io.godwit.model.identity.ObjectPath;
import io.godwit.model.identity.Role;
import java.time.Instant;

/** A user or group has a role on an object and on all that lies in it. */
public record Grant(GrantId id, Grantee grantee, Role role, ObjectPath path, Instant createdAt) {
  boolean isSameAs(Grantee whom, Role what, ObjectPath where) {
    return grantee.equals(whom) && role == what && path.equals(where);
  }

  @Override
  public String toString() {
    return role.word() + " at " + path + " for " + grantee;
  }
}
