package io.godwit.manager.orchestration;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.model.error.Problem;
import io.godwit.model.migration.CheckItem;
import io.godwit.model.migration.CheckReport;
import io.godwit.model.migration.DiskCopy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Makes every check of a migration, and foretells it. One that begins and a call that only asks are
 * told the same; nothing else decides. Used once, by one thread.
 */
final class Examination {
  /** Many migrations in a row go the same way, which is not measured for each. */
  private static final Duration PATH_OF_A_MIGRATION = Duration.ofMinutes(5);

  /**
   * A host looks at all of its guests in turn, and may not have come to this one: who asks waits a
   * second for it. A migration does not: a guest that boots must not be held to what it does then.
   */
  private static final Duration MEMORY_OF_A_CHECK = Duration.ofMinutes(5);

  private final Tools tools;
  private final Trip trip;
  private final AgentChecks agents;

  Examination(Tools tools, Trip trip) {
    this.tools = tools;
    this.trip = trip;
    this.agents = new AgentChecks(tools, trip);
  }

  /** How a migration is to go. */
  record Plan(Outlook outlook, List<DiskCopy> copies) {}

  /** All that was found; the way is measured now. */
  MigrationCheck report(DataCenter state) throws InterruptedException {
    List<CheckItem> asked = agents.ask(state, Duration.ZERO, MEMORY_OF_A_CHECK);
    CheckReport report = Preflight.report(state, trip.vm(), trip.to(), trip.disks()).with(asked);
    if (asked.isEmpty()) {
      return new MigrationCheck(trip.vm().name(), trip.home(), trip.to(), report, null, List.of());
    }
    CheckList more = new CheckList();
    Outlook outlook = foretell(state, more);
    return new MigrationCheck(
        trip.vm().name(),
        trip.home(),
        trip.to(),
        report.with(more.report().items()),
        outlook.forecast(),
        outlook.log());
  }

  /**
   * What a migration begins with, once the manager's own checks have passed.
   *
   * @throws io.godwit.model.error.GodwitException the first refusal
   */
  Plan plan(DataCenter state) throws InterruptedException {
    requireNone(new CheckReport(agents.ask(state, PATH_OF_A_MIGRATION, null)));
    CheckList more = new CheckList();
    Outlook outlook = foretell(state, more);
    requireNone(more.report());
    return new Plan(outlook, agents.copies());
  }

  /** The disks that would go along, once it has been reported. */
  List<DiskCopy> copies() {
    return agents.copies();
  }

  private Outlook foretell(DataCenter state, CheckList list) throws InterruptedException {
    Outlook outlook = outlook(state);
    if (outlook.budget().isPresent()) {
      agents.lookAgain();
      outlook = outlook(state);
    }
    if (agents.path().isPresent()) {
      CpuChecks.addTo(
          list,
          trip,
          state.requireAccelerator(trip.vm()),
          agents.processor(),
          state.requireConnected(trip.to()));
    }
    MarkChecks.addTo(list, trip, agents.marks());
    SegmentChecks.addTo(list, trip, agents.segments());
    agents.path().ifPresent(found -> PathChecks.addTo(list, trip, found));
    outlook.addTo(list, trip.limits());
    return outlook;
  }

  private Outlook outlook(DataCenter state) {
    Outlook.Question question =
        new Outlook.Question(
            trip.vm(),
            trip.home(),
            trip.to(),
            trip.limits(),
            agents.copies(),
            agents.facts().orElse(null));
    return Outlook.of(
        state, question, tools.links().between(trip.home(), trip.to()), tools.time().instant());
  }

  private static void requireNone(CheckReport report) {
    Optional<Problem> refusal = report.refusal();
    if (refusal.isPresent()) {
      throw refusal.get().asException();
    }
  }
}
