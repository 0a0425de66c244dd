package io.godwit.manager.orchestration;

import io.godwit.manager.inventory.Migration;
import io.godwit.manager.inventory.MigrationEvent;
import io.godwit.manager.inventory.MigrationEvent.CopyBegun;
import io.godwit.manager.inventory.MigrationEvent.GuestLost;
import io.godwit.manager.inventory.MigrationEvent.HandoverUncertain;
import io.godwit.manager.inventory.MigrationEvent.MigrationCancelled;
import io.godwit.manager.inventory.MigrationEvent.MigrationCompleted;
import io.godwit.manager.inventory.MigrationEvent.MigrationFailed;
import io.godwit.manager.inventory.MigrationEvent.PostcopyBegun;
import io.godwit.manager.inventory.MigrationEvent.PrepareBegun;
import io.godwit.manager.inventory.MigrationEvent.TakeBackDecided;
import io.godwit.manager.inventory.MigrationState;
import io.godwit.manager.loop.Outcome;
import io.godwit.manager.orchestration.Hearing.Verdict;
import io.godwit.manager.orchestration.Resolution.Destination;
import io.godwit.manager.orchestration.Resolution.Source;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationPhase;
import io.godwit.model.migration.MigrationProgress;
import io.godwit.model.migration.MigrationResult;
import io.godwit.model.migration.TransferKey;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.VmState;
import io.godwit.protocol.agent.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves one VM, from the accepted request to its recorded end. The guest runs on the source until
 * SWITCHOVER; afterwards it runs on the destination, or nowhere until {@link Resolution} decides.
 * Owned by the migration's thread; only {@link #cancel} is called by others.
 */
final class MigrationScript {
  private static final Logger LOG = LoggerFactory.getLogger(MigrationScript.class);

  private final Tools tools;
  private final Migration plan;
  private final Generation generation;
  private final LongSupplier totalNanos;
  private final Sentences sentences;
  private final Conversation conversation;
  private final Cancellation cancellation;
  private final BlackoutWatch watch;
  private final Helm helm;

  /** Lives as long as the copy's beginning may need it; recorded nowhere. */
  private final @Nullable TransferKey key;

  private Answer.@Nullable Listening listening;
  private boolean doubted;

  /**
   * @param before the generation of the right to run that the migration starts from
   * @param totalNanos how long the migration has taken so far
   */
  MigrationScript(Tools tools, Migration plan, Generation before, LongSupplier totalNanos) {
    this.tools = tools;
    this.plan = plan;
    this.generation = before.next();
    this.totalNanos = totalNanos;
    this.sentences = new Sentences(plan);
    this.conversation = new Conversation(tools, plan, generation);
    this.watch = new BlackoutWatch(tools, plan, generation);
    this.cancellation = new Cancellation(sentences, tools.time());
    this.helm = new Helm(tools, plan, conversation, this::goAhead);
    this.key = plan.course().transport().isSecret() ? tools.keys().get() : null;
  }

  /**
   * The script of a migration that is in flight already.
   *
   * @param recorded the VM's generation now
   */
  static MigrationScript resumed(
      Tools tools, Migration plan, Generation recorded, LongSupplier totalNanos) {
    Generation before =
        switch (plan.state()) {
          case MigrationState.InHandover _ -> new Generation(recorded.value() - 1);
          case MigrationState.TakingBack _ -> new Generation(recorded.value() - 2);
          case MigrationState.Queued _, MigrationState.Accepted _, MigrationState.Ended _ ->
              recorded;
        };
    return new MigrationScript(tools, plan, before, totalNanos);
  }

  /** From PREPARE to the end; CHECK and RESERVE came before it was accepted. */
  void run() throws InterruptedException {
    try {
      phase(MigrationPhase.PREPARE, this::prepare); // undo: the destination removes what it has
      beginCopy(); // from here on both ends are heard before anything is undone
    } catch (GodwitException refused) {
      undo(refused.problem());
      return;
    }
    handOver(
        tools.phase(MigrationPhase.PRECOPY, () -> precopyAndSwitchover(this::startAndAwaitSource)));
  }

  /** Finishes what another manager began. */
  void resume() throws InterruptedException {
    switch (plan.state()) {
      case MigrationState.Accepted _, MigrationState.Reserved _, MigrationState.Preparing _ ->
          undo(sentences.interrupted());
      case MigrationState.Copying _, MigrationState.Ahead _ -> attach();
      case MigrationState.Uncertain _ -> {
        doubted = true;
        attach();
      }
      case MigrationState.TakingBack back -> orderTakeBack(back.problem());
      // Of one that waits for its turn nothing has begun.
      case MigrationState.Queued _,
          MigrationState.Completed _,
          MigrationState.Failed _,
          MigrationState.Cancelled _ -> {}
    }
  }

  /**
   * Asks for the end of the migration. Returns once the script knows; the end comes later.
   *
   * @throws GodwitException MIGRATION_TOO_LATE, or why the destination could not be asked
   */
  void cancel() throws InterruptedException {
    switch (cancellation.ask()) {
      case BY_ITSELF -> {}
      case BY_ITS_ENDS -> {
        cancellation.awaitSourceTold(tools.deadlines().start());
        try {
          conversation.cancel();
        } catch (GodwitException refused) {
          cancellation.withdraw();
          throw refused;
        }
      }
    }
  }

  /** Changes the course of the copy. */
  Helm helm() {
    return helm;
  }

  boolean wasCancelled() {
    return cancellation.isAsked();
  }

  /** A step before the guest can move. */
  private interface Phase {
    void run() throws InterruptedException;
  }

  private void phase(MigrationPhase name, Phase phase) throws InterruptedException {
    cancellation.refuseIfAsked();
    tools.phase(
        name,
        () -> {
          phase.run();
          return true;
        });
  }

  private void prepare() throws InterruptedException {
    record(new PrepareBegun(id()), plan.destination() + " makes ready");
    listening = conversation.prepareDestination(key);
  }

  private void beginCopy() {
    cancellation.refuseIfAsked();
    cancellation.copyBegins();
    String where = listening == null ? "" : listening.address() + ":" + listening.port();
    record(new CopyBegun(id()), "destination listens on " + where);
  }

  private Verdict precopyAndSwitchover(Hearing.FirstAsk ofSource) throws InterruptedException {
    try (TaskScope beside = new TaskScope(tools.time())) {
      beside.fork(plan.id() + "-blackout", watch::run);
      if (isAhead()) {
        beside.fork(plan.id() + "-ahead", this::goOnAhead);
      } else {
        beside.fork(plan.id() + "-helm", helm::run);
      }
      return new Hearing(plan, conversation, tools, this::doubt).untilDecided(ofSource);
    } finally {
      cancellation.over();
    }
  }

  /** From here on nobody can go back; a cancel that was asked for before comes first. */
  private void goAhead(String because) {
    boolean copying =
        tools.inventory().now().requireMigration(id()).state() instanceof MigrationState.Copying;
    if (copying && cancellation.closeUnlessAsked()) {
      tools.inventory().decided(id(), because);
      record(new PostcopyBegun(id()), because);
      goOnAhead();
    }
  }

  private Source startAndAwaitSource() throws InterruptedException {
    Answer.Listening to = listening;
    if (to == null) {
      throw new IllegalStateException("the copy begins after PREPARE");
    }
    try {
      conversation.startSource(to, key);
    } catch (GodwitException refused) {
      if (Persistence.isSilence(refused.code())) {
        return new Source.Silent(refused.problem());
      }
      // Where there is no guest any more an earlier attempt, whose answer was lost, may have sent
      // it on its way.
      return refused.code() == ErrorCode.VM_NOT_RUNNING
          ? new Source.Unknown(refused.problem())
          : new Source.StaysHere(refused.problem());
    } finally {
      cancellation.sourceTold();
    }
    return conversation.awaitSource(tools.deadlines().linkReturn());
  }

  private boolean isAhead() {
    return tools.inventory().now().requireMigration(id()).state() instanceof MigrationState.Ahead;
  }

  /** Another manager may have told one end and not the other. */
  private void goOnAhead() {
    try {
      if (!conversation.goAhead()) {
        tools.inventory().decided(id(), "the copy had ended before the guest could go ahead");
      }
    } catch (GodwitException refused) {
      LOG.warn("migration {}: the guest does not run ahead: {}", id(), refused.problem());
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  private void attach() throws InterruptedException {
    cancellation.copyGoesOn();
    if (isAhead()) {
      cancellation.over();
    }
    handOver(
        tools.phase(
            MigrationPhase.PRECOPY,
            () ->
                precopyAndSwitchover(
                    () -> conversation.awaitSource(tools.deadlines().linkReturn()))));
  }

  /** Records what has become of the guest, and does what follows from it. */
  private void handOver(Verdict verdict) throws InterruptedException {
    switch (verdict) {
      case Verdict.Arrived arrived -> complete(arrived);
      case Verdict.Stays stays ->
          end(
              wasCancelled()
                  ? sentences.cancelled()
                  : sentences.stays(stays.why(), stays.trouble()));
      case Verdict.Stranded stranded -> {
        Problem why = sentences.takenBack(stranded.trouble());
        record(new TakeBackDecided(id(), why), "the destination has proved that it does not run");
        orderTakeBack(why);
      }
      case Verdict.Lost lost -> {
        boolean survived = isAliveOnSource();
        end(survived ? sentences.survived(lost.why()) : sentences.crashed(lost.why()));
        if (!survived) {
          conversation.buryAtSource();
        }
      }
      case Verdict.Torn torn -> {
        Problem why = sentences.torn(torn.why());
        record(new GuestLost(id(), why, now()), why.code() + ": " + why.detail());
        conversation.bury();
      }
      case Verdict.Contradiction _ -> {
        Problem why = sentences.contradiction();
        LOG.error("migration {}: {}", id(), why);
        doubt(why, "source and destination contradict each other");
      }
    }
  }

  private void complete(Verdict.Arrived arrived) throws InterruptedException {
    Duration total = Duration.ofNanos(totalNanos.getAsLong());
    MigrationResult figures =
        arrived.source() instanceof Source.HandedOver handed
            ? Figures.of(handed.report(), arrived.resumedAt(), total)
            : Figures.estimated(progress(), total);
    MigrationResult result = Figures.with(figures, watch.end());
    record(
        new MigrationCompleted(id(), result, now()),
        "destination resumed, downtime " + result.downtime().toMillis() + " ms");
    noteDowntime(arrived);
    conversation.handOver();
  }

  /** By the two QEMUs' own time stamps, so that clocks that differ show. */
  private void noteDowntime(Verdict.Arrived arrived) {
    if (arrived.source() instanceof Source.HandedOver handed
        && handed.report().stoppedAt().isBefore(arrived.resumedAt())) {
      tools.tracing().past("downtime", handed.report().stoppedAt(), arrived.resumedAt(), Map.of());
    }
  }

  private void orderTakeBack(Problem why) throws InterruptedException {
    try {
      conversation.takeBack();
      end(why);
    } catch (GodwitException refused) {
      end(sentences.notTakenBack(refused.problem()));
    }
  }

  /** Ends a migration that has not begun to copy. */
  private void undo(Problem why) throws InterruptedException {
    cancellation.over();
    MigrationState reached = tools.inventory().now().requireMigration(id()).state();
    if (reached instanceof MigrationState.Preparing
        && conversation.probe() instanceof Destination.Silent) {
      // Nothing was sent to it, so nothing can run there; it can be tidied up later.
      conversation.abortLater();
    }
    end(sentences.notBegun(why));
  }

  private void end(Problem why) {
    cancellation.over();
    MigrationEvent event =
        why.code() == ErrorCode.MIGRATION_CANCELLED
            ? new MigrationCancelled(id(), why, now())
            : new MigrationFailed(id(), why, now());
    record(event, why.code() + ": " + why.detail());
  }

  private void doubt(Source source, Destination destination) {
    doubt(
        sentences.undecided(source, destination),
        "source " + Sentences.word(source) + ", destination " + Sentences.word(destination));
  }

  private void doubt(Problem why, String because) {
    if (!doubted) {
      doubted = true;
      record(new HandoverUncertain(id(), why), because);
    }
  }

  /**
   * An agent tells that its QEMU has ended before it answers for it; the loop may hear of it last.
   */
  private boolean isAliveOnSource() {
    return tools
        .inventory()
        .decide(Outcome::of)
        .soft()
        .observation(plan.source(), plan.vm())
        .filter(seen ->
            seen.state() == VmState.RUNNING
                || seen.state() == VmState.PAUSED
                || seen.state() == VmState.UNRESPONSIVE)
        .isPresent();
  }

  private MigrationProgress progress() {
    return tools
        .inventory()
        .now()
        .soft()
        .progress()
        .get(id())
        .orElse(MigrationProgress.before(MigrationPhase.SWITCHOVER));
  }

  private MigrationId id() {
    return plan.id();
  }

  private Instant now() {
    return tools.time().instant();
  }

  private void record(MigrationEvent event, String because) {
    tools.inventory().record(event, because);
  }
}
