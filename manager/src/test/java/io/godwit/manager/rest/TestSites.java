package io.godwit.manager.rest;

import io.godwit.manager.InventoryBook;
import io.godwit.manager.chronicle.Archive;
import io.godwit.manager.chronicle.Chronicle;
import io.godwit.manager.identity.Principal;
import io.godwit.manager.identity.Sight;
import io.godwit.manager.identity.gate.Accounts;
import io.godwit.manager.identity.gate.Audit;
import io.godwit.manager.identity.gate.Caller;
import io.godwit.manager.identity.gate.Entrance;
import io.godwit.manager.identity.gate.Need;
import io.godwit.manager.identity.oidc.OidcLogin;
import io.godwit.manager.identity.password.Passwords;
import io.godwit.manager.orchestration.Bench;
import io.godwit.manager.time.Time;
import io.godwit.model.identity.Privilege;
import io.godwit.model.identity.UserName;
import java.security.SecureRandom;
import java.util.Optional;

/** Sites over a bench. */
final class TestSites {
  private TestSites() {}

  /** Whoever calls may do everything: for tests that are about something else. */
  static Sites open(Bench bench) {
    return open(bench, Archive.NONE);
  }

  /** The same with a past. */
  static Sites open(Bench bench, Archive archive) {
    return of(bench, accounts(bench), new OpenDoor(), Optional.empty(), archive);
  }

  /** As in a manager. */
  static Sites guarded(Bench bench, Accounts accounts) {
    return of(bench, accounts, accounts.gatekeeper(), Optional.empty(), Archive.NONE);
  }

  /** As in a manager that knows a provider. */
  static Sites guarded(Bench bench, Accounts accounts, OidcLogin oidc) {
    return of(bench, accounts, accounts.gatekeeper(), Optional.of(oidc), Archive.NONE);
  }

  static Accounts accounts(Bench bench) {
    SecureRandom random = new SecureRandom();
    return new Accounts(
        new InventoryBook(bench.inventory),
        Passwords.cheap(random, Time.REAL),
        random,
        Time.REAL,
        Audit.LOG);
  }

  private static Sites of(
      Bench bench,
      Accounts accounts,
      Entrance entrance,
      Optional<OidcLogin> oidc,
      Archive archive) {
    return Sites.of(
        new Sites.Site(
            bench.inventory,
            bench.orchestration,
            bench.enrolment,
            accounts,
            entrance,
            Managers.alone(),
            oidc,
            new Chronicle(bench.inventory, archive),
            bench.evacuations(),
            bench.balancer(),
            bench.saver()));
  }

  private static final class OpenDoor implements Entrance {
    @Override
    public Principal identify(Caller caller) {
      return Principal.byPassword(new UserName("tester"), caller.address());
    }

    @Override
    public void require(Principal who, Need need) {
      // Everyone may.
    }

    @Override
    public Sight visible(Principal who, Privilege privilege) {
      return lineage -> true;
    }
  }
}
