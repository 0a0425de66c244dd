package io.godwit.testbed.faults;

import io.godwit.lab.Guest;
import io.godwit.lab.Lab;
import io.godwit.lab.LabHost;
import io.godwit.lab.client.Client;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.migration.MigrationPhase;
import io.godwit.model.unit.DataRate;
import io.godwit.protocol.api.MigrateRequest;
import io.godwit.protocol.api.MigrationView;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/** One guest on its way, what strikes it, and what is there at the end. */
final class CellRun {
  private static final Duration BOOT = Duration.ofMinutes(3);
  private static final Duration SOON = Duration.ofSeconds(60);

  /** A migration that cannot go on and does not end meanwhile is cancelled. */
  private static final Duration BY_ITSELF = Duration.ofSeconds(60);

  private static final Duration END = Duration.ofSeconds(150);

  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Duration UNTIL_CALM = Duration.ofSeconds(2);

  /** At this rate the guest's memory takes some seconds, in which there is time to strike. */
  private static final DataRate SLOW = DataRate.ofMegabitsPerSecond(80);

  private final Lab lab;
  private final Surgery surgery;
  private final Cell cell;
  private final Guest guest;
  private final LabHost source;
  private final LabHost destination;
  private String struckIn = "CHECK";
  private String refusal = "";
  private boolean cancelled;

  CellRun(Lab lab, Surgery surgery, Cell cell, Guest guest) {
    this.lab = lab;
    this.surgery = surgery;
    this.cell = cell;
    this.guest = guest;
    this.source = lab.host("h1");
    this.destination = lab.host("h2");
  }

  /** Plays it; the guest is left as it is. */
  Verdict play() throws InterruptedException, IOException {
    lab.api().startVm(guest.name());
    try (Client client = lab.client(guest)) {
      String boot = client.awaitServing(BOOT).bootId();
      client.begin();
      lab.topology().limit(SLOW);
      long begun = System.nanoTime();
      Optional<String> migration = strike();
      if (migration.isPresent()) {
        awaitOwnEnd(migration.get());
      }
      surgery.heal();
      lab.topology().limit(null);
      Optional<MigrationView> end = migration.flatMap(this::end);
      double seconds = (System.nanoTime() - begun) / 1e9;
      lab.awaitConnected();
      Judge judge = new Judge(lab, cell, guest, boot);
      return judge.judge(client, story(migration, end, seconds), end);
    }
  }

  /** What happened, for the evidence. */
  private Story story(Optional<String> migration, Optional<MigrationView> end, double seconds) {
    return new Story(migration.isPresent(), struckIn, refusal, cancelled, end, seconds);
  }

  /**
   * How a cell went.
   *
   * @param begun whether there was a migration at all
   * @param struckIn the phase that the record told right before
   * @param refusal why there was none
   * @param cancelled whether it had to be helped to an end
   */
  record Story(
      boolean begun,
      String struckIn,
      String refusal,
      boolean cancelled,
      Optional<MigrationView> end,
      double seconds) {}

  private Optional<String> strike() throws InterruptedException, IOException {
    return switch (cell.phase()) {
      case CHECK -> {
        surgery.strike(cell.fault());
        yield begin();
      }
      case PREPARE ->
          begun(
              phase("PREPARE"),
              cell.fault() == Fault.KEY_REFUSED ? Stalled.SOURCE : Stalled.NOBODY);
      case PRECOPY ->
          begun(
              view -> phase("SWITCHOVER").test(view) || view.progress().transferredBytes() > 0,
              Stalled.NOBODY);
      case SWITCHOVER -> begun(phase("SWITCHOVER"), Stalled.DESTINATION);
      case HANDOVER -> begun(phase("HANDOVER"), Stalled.NOBODY);
    };
  }

  /** Whose agent stands still, so that a phase lasts. */
  private enum Stalled {
    NOBODY,
    /** As soon as the phase is reached. */
    SOURCE,
    /** Before the phase, which begins without it. */
    DESTINATION
  }

  private Optional<String> begun(Predicate<MigrationView> wanted, Stalled stalled)
      throws InterruptedException, IOException {
    Optional<String> migration = begin();
    if (migration.isEmpty()) {
      return migration;
    }
    String id = migration.get();
    if (stalled == Stalled.DESTINATION) {
      reach(id, view -> view.progress().transferredBytes() > 0 || phase("SWITCHOVER").test(view));
      destination.freezeAgent();
      lab.topology().limit(null);
    } else if (cell.phase() == Phase.HANDOVER) {
      lab.topology().limit(null);
    }
    try {
      struckIn = reach(id, wanted);
      if (stalled == Stalled.SOURCE) {
        source.freezeAgent();
      }
      surgery.strike(cell.fault());
    } finally {
      if (stalled == Stalled.DESTINATION && destination.agentRuns()) {
        destination.thawAgent();
      } else if (stalled == Stalled.SOURCE) {
        source.thawAgent();
      }
    }
    return migration;
  }

  private Optional<String> begin() throws InterruptedException {
    long end = System.nanoTime() + SOON.toNanos();
    while (true) {
      try {
        String id = lab.api().migrate(guest.name(), wish()).id();
        refusal = "";
        return Optional.of(id);
      } catch (GodwitException refused) {
        refusal = refused.code() + ": " + refused.problem().detail();
        if (refused.code() != ErrorCode.BUDGET_UNMET || System.nanoTime() > end) {
          return Optional.empty();
        }
        Thread.sleep(UNTIL_CALM); // it has just booted, and rewrites more than a slow link carries
      }
    }
  }

  /** The slowed link is no reason to refuse it. */
  private MigrateRequest wish() {
    return MigrateRequest.of(destination.name(), PAUSE.toMillis(), null, null);
  }

  /** Waits for a phase, or the end; says which phase it was. */
  private String reach(String id, Predicate<MigrationView> wanted) throws InterruptedException {
    return Waiting.until(
            SOON,
            () -> lab.api().migration(id),
            view -> view.state().hasEnded() || wanted.test(view))
        .map(view -> view.state().hasEnded() ? "the end" : view.phase())
        .orElse("nobody knows which");
  }

  /** That phase or a later one. */
  private static Predicate<MigrationView> phase(String name) {
    return view ->
        MigrationPhase.valueOf(view.phase()).compareTo(MigrationPhase.valueOf(name)) >= 0;
  }

  /** What stays broken stays so until the migration has ended, or it has to be cancelled. */
  private void awaitOwnEnd(String id) throws InterruptedException {
    boolean lasting =
        cell.fault() == Fault.LINK_CUT
            || cell.fault() == Fault.LINK_CUT_ONE_WAY
            || cell.fault() == Fault.DESTINATION_DISK_FULL
            || cell.fault() == Fault.DATASTORE_GONE;
    if (!lasting) {
      return;
    }
    boolean ended =
        Waiting.until(BY_ITSELF, () -> lab.api().migration(id), view -> view.state().hasEnded())
            .isPresent();
    if (!ended) {
      cancelled = true;
      try {
        lab.api().cancelMigration(id);
      } catch (GodwitException tooLate) {
        refusal = "cancel: " + tooLate.code();
      }
    }
  }

  private Optional<MigrationView> end(String id) {
    try {
      return Waiting.until(END, () -> lab.api().migration(id), view -> view.state().hasEnded());
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
