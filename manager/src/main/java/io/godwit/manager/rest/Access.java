package io.godwit.manager.rest;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.model.identity.Lineage;
import io.godwit.model.identity.Privilege;
import io.javalin.http.Context;

/** Who may use a route. Every route has one, so that none is open because nobody thought of it. */
sealed interface Access {
  /** Everyone, without a login. */
  record Open() implements Access {}

  /** Everyone who is known, even if they have to choose a password first. */
  record Known() implements Access {}

  /** Everyone who is logged in; each sees what they have {@code privilege} on. */
  record Listed(Privilege privilege) implements Access {}

  /** Who has the privilege on the object that the path names. */
  record Needs(Privilege privilege, Named object) implements Access {}

  /** Who has the privilege on the object that the body names; the handler asks. */
  record NeedsOnBody(Privilege privilege) implements Access {}

  /**
   * Who has the privilege on everything, at the manager that leads. One that does not lead knows no
   * users; it answers everyone, for it has only figures of its own process to show, and a scraper
   * must not be sent to another manager for them.
   */
  record NeedsWhereLeading(Privilege privilege) implements Access {}

  /** Finds the object a request is about. Asked only when it is known who asks. */
  interface Named {
    Lineage of(DataCenter state, Context request);
  }
}
