package io.godwit.manager.rest;

import io.godwit.manager.chronicle.Archive;
import io.godwit.manager.chronicle.Chronicle;
import io.godwit.manager.enrolment.HostEnrolment;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.orchestration.Orchestration;
import java.util.Optional;

/** Where requests are answered: here while this manager leads, at the leader's otherwise. */
public interface Sites {
  /** What a leader answers from. */
  record Site(
      Inventory inventory,
      Orchestration orchestration,
      HostEnrolment enrolment,
      Chronicle chronicle) {}

  /** The site of this manager, while it leads. */
  Optional<Site> here();

  /** Where the leader serves people and commands, as {@code https://host:port}, if one is known. */
  Optional<String> leader();

  /** A manager that always leads, and has no history beside its outbox. */
  static Sites of(Inventory inventory, Orchestration orchestration, HostEnrolment enrolment) {
    return of(
        new Site(inventory, orchestration, enrolment, new Chronicle(inventory, Archive.NONE)));
  }

  /** A manager that always leads. */
  static Sites of(Site site) {
    return new Sites() {
      @Override
      public Optional<Site> here() {
        return Optional.of(site);
      }

      @Override
      public Optional<String> leader() {
        return Optional.empty();
      }
    };
  }
}
