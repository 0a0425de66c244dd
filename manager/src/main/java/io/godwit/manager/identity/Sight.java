package io.godwit.manager.identity;

import io.godwit.model.identity.Lineage;
import io.godwit.model.identity.ObjectPath;

/** Which objects somebody has a privilege on. For one list and one thread. */
public interface Sight {
  /** Whether the privilege is theirs on this object. */
  boolean test(Lineage lineage);

  /** The same for an object that lies only where its path says. */
  default boolean test(ObjectPath path) {
    return test(Lineage.of(path));
  }
}
