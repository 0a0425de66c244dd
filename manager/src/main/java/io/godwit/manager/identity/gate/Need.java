package io.godwit.manager.identity.gate;

import io.godwit.model.identity.Lineage;
import io.godwit.model.identity.ObjectPath;
import io.godwit.model.identity.Privilege;

/** What a call needs. There is no need that is nothing: calls that need nothing pass no gate. */
public sealed interface Need {
  /** To be someone, even someone who has to choose a password first. */
  record ToBeKnown() implements Need {}

  /** To be someone; what may be seen is asked object by object. */
  record ToBeLoggedIn() implements Need {}

  /** A privilege on an object, or on one that it lies in. */
  record Of(Privilege privilege, Lineage at) implements Need {
    /** On an object that lies only where its path says. */
    public Of(Privilege privilege, ObjectPath at) {
      this(privilege, Lineage.of(at));
    }
  }
}
