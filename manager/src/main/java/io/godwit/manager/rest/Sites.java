package io.godwit.manager.rest;

import io.godwit.manager.balancing.Balancer;
import io.godwit.manager.chronicle.Chronicle;
import io.godwit.manager.enrolment.HostEnrolment;
import io.godwit.manager.evacuation.Evacuations;
import io.godwit.manager.identity.gate.Accounts;
import io.godwit.manager.identity.gate.Entrance;
import io.godwit.manager.identity.oidc.OidcLogin;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.orchestration.Orchestration;
import io.godwit.manager.saving.PowerSaver;
import java.util.Optional;

/** Where requests are answered: here while this manager leads, at the leader's otherwise. */
public interface Sites {
  /**
   * What a leader answers from.
   *
   * @param entrance what every call passes, but those open to all
   * @param oidc logins at an identity provider, if there is one
   */
  record Site(
      Inventory inventory,
      Orchestration orchestration,
      HostEnrolment enrolment,
      Accounts accounts,
      Entrance entrance,
      Managers managers,
      Optional<OidcLogin> oidc,
      Chronicle chronicle,
      Evacuations evacuations,
      Balancer balancer,
      PowerSaver saver) {}

  /** The site of this manager, while it leads. */
  Optional<Site> here();

  /** Where the leader serves people and commands, as {@code https://host:port}, if one is known. */
  Optional<String> leader();

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
