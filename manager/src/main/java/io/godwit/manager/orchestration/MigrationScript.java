package io.godwit.manager.orchestration;

import io.godwit.manager.agents.AgentCalls;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.Migration;
import io.godwit.manager.inventory.MigrationEvent;
import io.godwit.manager.inventory.MigrationEvent.CopyBegun;
import io.godwit.manager.inventory.MigrationEvent.HandoverReserved;
import io.godwit.manager.inventory.MigrationEvent.HandoverUncertain;
import io.godwit.manager.inventory.MigrationEvent.MigrationCancelled;
import io.godwit.manager.inventory.MigrationEvent.MigrationCompleted;
import io.godwit.manager.inventory.MigrationEvent.MigrationFailed;
import io.godwit.manager.inventory.MigrationEvent.PrepareBegun;
import io.godwit.manager.inventory.MigrationEvent.TakeBackDecided;
import io.godwit.manager.inventory.MigrationState;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.manager.orchestration.Resolution.Destination;
import io.godwit.manager.orchestration.Resolution.Source;
import io.godwit.manager.orchestration.Resolution.Step;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationPhase;
import io.godwit.model.migration.MigrationProgress;
import io.godwit.model.migration.MigrationResult;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmState;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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
  /** Outlasts every host. */
  private static final Duration FOR_EVER = Duration.ofDays(3650);

  private static final Logger LOG = LoggerFactory.getLogger(MigrationScript.class);

  /** What the script works with. */
  record Tools(
      Inventory inventory, AgentCalls agents, Errands errands, Deadlines deadlines, Clock clock) {}

  /** How far the script is, for a cancel. */
  private enum Stage {
    BEFORE_COPY,
    COPYING,
    OVER
  }

  /** What the two threads that wait for the ends bring. */
  private sealed interface News {
    record OfSource(Source source) implements News {}

    record OfDestination(Destination destination) implements News {}
  }

  private final Tools tools;
  private final Migration plan;
  private final Generation generation;
  private final LongSupplier totalNanos;
  private final Persistence persistence;
  private final LinkedBlockingQueue<News> news = new LinkedBlockingQueue<>();
  private final CountDownLatch sourceStarted = new CountDownLatch(1);

  private Source source = new Source.Awaited();
  private Destination destination = new Destination.Awaited();
  private boolean sourceCancelled;
  private boolean uncertain;
  private boolean sourceAsked;
  private boolean destinationAsked;
  private @Nullable Problem destinationTrouble;
  private Answer.@Nullable Listening listening;

  // Guarded by this: the migration's thread and those that cancel it.
  private Stage stage = Stage.BEFORE_COPY;
  private boolean cancelAsked;

  /**
   * @param before the generation of the right to run that the migration starts from
   * @param totalNanos how long the migration has taken so far
   */
  MigrationScript(Tools tools, Migration plan, Generation before, LongSupplier totalNanos) {
    this.tools = tools;
    this.plan = plan;
    this.generation = before.next();
    this.totalNanos = totalNanos;
    this.persistence = new Persistence(tools.agents());
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
          case MigrationState.Accepted _, MigrationState.Ended _ -> recorded;
        };
    return new MigrationScript(tools, plan, before, totalNanos);
  }

  /** From RESERVE to the end; CHECK came before it was accepted. */
  void run() throws InterruptedException {
    try {
      phase(this::reserve);
      phase(this::prepare);
      phase(this::beginCopy);
    } catch (GodwitException refused) {
      undo(refused.problem());
      return;
    }
    precopy();
  }

  /** Finishes what another manager began. */
  void resume() throws InterruptedException {
    Problem interrupted =
        new Problem(
            ErrorCode.MIGRATION_FAILED,
            "The manager was restarted before VM "
                + plan.name()
                + " began to move; it stays on "
                + plan.source()
                + ".",
            "Start the migration again.");
    switch (plan.state()) {
      case MigrationState.Accepted _, MigrationState.Reserved _, MigrationState.Preparing _ ->
          undo(interrupted);
      case MigrationState.Copying _ -> attach();
      case MigrationState.Uncertain _ -> {
        uncertain = true;
        attach();
      }
      case MigrationState.TakingBack back -> orderTakeBack(back.problem());
      case MigrationState.Completed _, MigrationState.Failed _, MigrationState.Cancelled _ -> {}
    }
  }

  /**
   * Asks for the end of the migration. Returns once the script knows; the end comes later.
   *
   * @throws GodwitException MIGRATION_TOO_LATE, or why the source could not be told
   */
  void cancel() throws InterruptedException {
    synchronized (this) {
      if (stage == Stage.OVER) {
        throw tooLate();
      }
      cancelAsked = true;
      if (stage == Stage.BEFORE_COPY) {
        return;
      }
    }
    if (!sourceStarted.await(tools.deadlines().start().toNanos(), TimeUnit.NANOSECONDS)) {
      throw tooLate();
    }
    try {
      tools
          .agents()
          .call(
              plan.source(),
              new Order.CancelSource(id(), vm(), generation),
              tools.deadlines().quick());
    } catch (GodwitException refused) {
      synchronized (this) {
        cancelAsked = false;
      }
      throw refused;
    }
  }

  /** A step before the guest can move. */
  private interface Phase {
    void run() throws InterruptedException;
  }

  private void phase(Phase phase) throws InterruptedException {
    synchronized (this) {
      if (cancelAsked) {
        throw cancelled().asException();
      }
    }
    phase.run();
  }

  private void reserve() {
    record(
        new HandoverReserved(id(), generation),
        plan.source() + " to " + plan.destination() + ", generation " + generation);
  }

  private void prepare() throws InterruptedException {
    record(new PrepareBegun(id()), plan.destination() + " makes ready");
    VmEntry entry = tools.inventory().now().hard().vms().get(vm()).orElseThrow();
    Order order =
        new Order.PrepareDestination(
            id(),
            vm(),
            generation,
            entry.spec(),
            tools.inventory().now().requireAccelerator(entry),
            plan.limits().deadline().plus(tools.deadlines().slack()));
    Answer answer = tools.agents().call(plan.destination(), order, tools.deadlines().start());
    if (!(answer instanceof Answer.Listening ready)) {
      throw unexpected(plan.destination(), order, answer);
    }
    listening = ready;
  }

  private void beginCopy() {
    synchronized (this) {
      if (cancelAsked) {
        throw cancelled().asException();
      }
      stage = Stage.COPYING;
    }
    String where = listening == null ? "" : listening.address() + ":" + listening.port();
    record(new CopyBegun(id()), "destination listens on " + where);
  }

  private void precopy() throws InterruptedException {
    try (TaskScope ends = new TaskScope()) {
      ends.fork(id() + "-destination", () -> bring(this::awaitDestination));
      ends.fork(id() + "-source", () -> bring(this::startAndAwaitSource));
      resolve(ends);
    } finally {
      over();
    }
  }

  private void attach() throws InterruptedException {
    synchronized (this) {
      stage = Stage.COPYING;
    }
    sourceStarted.countDown();
    try (TaskScope ends = new TaskScope()) {
      ends.fork(id() + "-destination", () -> bring(this::awaitDestination));
      ends.fork(id() + "-source", () -> bring(() -> awaitSource(tools.deadlines().linkReturn())));
      resolve(ends);
    } finally {
      over();
    }
  }

  private synchronized void over() {
    stage = Stage.OVER;
  }

  /** Acts on what the two ends say until the migration has an end. */
  private void resolve(TaskScope ends) throws InterruptedException {
    while (true) {
      Step step = Resolution.next(source, destination);
      switch (step) {
        case WAIT -> await();
        case CANCEL_SOURCE -> cancelSource();
        case PROBE -> {
          noteTrouble();
          destination = probe();
        }
        case PARK -> park(ends);
        case COMPLETE -> {
          complete();
          return;
        }
        case STAY -> {
          if (stay()) {
            return;
          }
        }
        case TAKE_BACK -> {
          takeBack();
          return;
        }
        case CRASHED -> {
          crashed();
          return;
        }
        case CONTRADICTION -> {
          contradict();
          return;
        }
      }
    }
  }

  /** Waits for news; what takes too long once the other end has spoken is given up. */
  private void await() throws InterruptedException {
    boolean sourceOpen = source instanceof Source.Awaited;
    if (sourceOpen && destination instanceof Destination.Runs) {
      if (!hear(tools.deadlines().report())) {
        source = new Source.Silent(late(plan.source(), tools.deadlines().report()));
      }
    } else if (sourceOpen) {
      // The thread that waits for the source has a deadline of its own, and always brings news.
      hear(FOR_EVER);
    } else if (!hear(tools.deadlines().arrival())) {
      destination = new Destination.Failed(late(plan.destination(), tools.deadlines().arrival()));
    }
  }

  private boolean hear(Duration patience) throws InterruptedException {
    News next = news.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    switch (next) {
      case null -> {
        return false;
      }
      case News.OfSource of -> source = of.source();
      case News.OfDestination of -> {
        // The destination's own thread may still bring "failed" after evidence was gathered.
        if (!(destination instanceof Destination.Removed)
            || of.destination() instanceof Destination.Runs) {
          destination = of.destination();
        }
      }
    }
    return true;
  }

  /** The destination has failed while the source copies: its QEMU may take minutes to notice. */
  private void cancelSource() throws InterruptedException {
    if (!sourceCancelled) {
      sourceCancelled = true;
      try {
        tools
            .agents()
            .call(
                plan.source(),
                new Order.CancelSource(id(), vm(), generation),
                tools.deadlines().quick());
      } catch (GodwitException refused) {
        LOG.warn("migration {}: the source was not cancelled: {}", id(), refused.problem());
      }
    }
    hear(FOR_EVER);
  }

  private void noteTrouble() {
    if (destination instanceof Destination.Failed failed) {
      destinationTrouble = failed.problem();
    }
  }

  private Destination probe() throws InterruptedException {
    try {
      return evidence(
          tools.agents().call(plan.destination(), abortDestination(), tools.deadlines().start()));
    } catch (GodwitException refused) {
      return new Destination.Silent(refused.problem());
    }
  }

  private Order.AbortDestination abortDestination() {
    return new Order.AbortDestination(id(), vm(), generation);
  }

  private Destination evidence(Answer answer) {
    return switch (answer) {
      case Answer.Removed _ -> {
        tools.inventory().gone(plan.destination(), vm());
        yield new Destination.Removed();
      }
      case Answer.DestinationRuns runs -> new Destination.Runs(runs.resumedAt());
      case Answer.Done _,
          Answer.Observed _,
          Answer.Console _,
          Answer.Listening _,
          Answer.SourceEnded _ ->
          throw unexpected(plan.destination(), abortDestination(), answer);
    };
  }

  /** Nobody can decide: says so, and asks again whenever an agent comes back. */
  private void park(TaskScope ends) throws InterruptedException {
    if (!uncertain) {
      uncertain = true;
      record(
          new HandoverUncertain(id(), undecided()),
          "source " + word(source) + ", destination " + word(destination));
    }
    if (source instanceof Source.Silent) {
      if (!sourceAsked) {
        sourceAsked = true;
        ends.fork(id() + "-source-again", () -> bring(this::askSourceAgain));
      }
    } else if (!destinationAsked) {
      destinationAsked = true;
      ends.fork(id() + "-destination-again", () -> bring(this::askDestinationAgain));
    }
    hear(FOR_EVER);
  }

  private News askSourceAgain() throws InterruptedException {
    while (true) {
      News.OfSource answer = (News.OfSource) awaitSource(FOR_EVER);
      if (!(answer.source() instanceof Source.Silent)) {
        return answer;
      }
      tools.agents().awaitLink(plan.source(), Long.MAX_VALUE, tools.deadlines().retry());
    }
  }

  private News askDestinationAgain() throws InterruptedException {
    while (true) {
      try {
        return new News.OfDestination(
            evidence(persistence.call(plan.destination(), abortDestination(), FOR_EVER, FOR_EVER)));
      } catch (GodwitException refused) {
        LOG.warn(
            "migration {}: {} gave no evidence: {}", id(), plan.destination(), refused.problem());
        tools.agents().awaitLink(plan.destination(), Long.MAX_VALUE, tools.deadlines().retry());
      }
    }
  }

  private void complete() {
    Instant resumedAt = ((Destination.Runs) destination).resumedAt();
    Duration total = Duration.ofNanos(totalNanos.getAsLong());
    MigrationResult result =
        source instanceof Source.HandedOver handed
            ? Figures.of(handed.report(), resumedAt, total)
            : Figures.estimated(progress(), total);
    record(
        new MigrationCompleted(id(), result, now()),
        "destination resumed, downtime " + result.downtime().toMillis() + " ms");
    tools.errands().begin(plan.destination(), new Order.CommitDestination(id(), vm(), generation));
    tools.errands().begin(plan.source(), new Order.ReleaseSource(id(), vm(), generation));
  }

  /**
   * Ends a migration whose guest never left.
   *
   * @return false if the destination claims to run it
   */
  private boolean stay() throws InterruptedException {
    Problem why = ((Source.StaysHere) source).problem();
    noteTrouble();
    if (!(destination instanceof Destination.Removed)) {
      Destination left = probe();
      if (left instanceof Destination.Runs) {
        destination = left;
        return false;
      }
      if (left instanceof Destination.Silent) {
        // The source's word is enough to go on; what is left there is paused and incomplete.
        tools.errands().begin(plan.destination(), abortDestination());
      }
    }
    end(wasCancelled() ? cancelled() : stays(why));
    return true;
  }

  private Problem stays(Problem why) {
    String other =
        destinationTrouble == null
            ? ""
            : " On " + plan.destination() + ": " + destinationTrouble.detail();
    return new Problem(
        why.code() == ErrorCode.MIGRATION_CANCELLED ? ErrorCode.MIGRATION_FAILED : why.code(),
        "VM "
            + plan.name()
            + " stays on "
            + plan.source()
            + ", where it goes on: "
            + why.detail()
            + other,
        why.next());
  }

  private void takeBack() throws InterruptedException {
    Problem why =
        new Problem(
            ErrorCode.MIGRATION_FAILED,
            "The guest of VM "
                + plan.name()
                + " had left "
                + plan.source()
                + " and did not run on "
                + plan.destination()
                + (destinationTrouble == null ? "" : " (" + destinationTrouble.detail() + ")")
                + "; it was taken back.",
            "Look at the destination's log before trying again.");
    record(new TakeBackDecided(id(), why), "the destination has proved that it does not run");
    orderTakeBack(why);
  }

  private void orderTakeBack(Problem why) throws InterruptedException {
    Generation newer = generation.next();
    Order order = new Order.TakeBack(id(), vm(), newer);
    try {
      Answer answer = persistence.call(plan.source(), order, FOR_EVER, FOR_EVER);
      if (answer instanceof Answer.Observed observed) {
        tools.inventory().seen(plan.source(), observed.observation());
      }
      end(why);
    } catch (GodwitException refused) {
      end(
          new Problem(
              refused.code(),
              "VM "
                  + plan.name()
                  + " runs neither on "
                  + plan.destination()
                  + " nor again on "
                  + plan.source()
                  + ", which owns it: "
                  + refused.problem().detail(),
              refused.problem().next()));
    }
  }

  private void crashed() {
    Problem why = ((Source.Unknown) source).problem();
    boolean alive =
        tools
            .inventory()
            .now()
            .soft()
            .observation(plan.source(), vm())
            .filter(seen -> seen.state() == VmState.RUNNING || seen.state() == VmState.PAUSED)
            .isPresent();
    end(
        alive
            ? new Problem(
                ErrorCode.MIGRATION_FAILED,
                "VM " + plan.name() + " stays on " + plan.source() + ": " + why.detail(),
                "Look at the source's log before trying again.")
            : new Problem(
                ErrorCode.QEMU_DIED,
                "VM "
                    + plan.name()
                    + " ended on "
                    + plan.source()
                    + " while it was moved, and has not arrived on "
                    + plan.destination()
                    + ": "
                    + why.detail(),
                "Start it again with 'godwit vm start " + plan.name() + "'."));
  }

  private void contradict() {
    Problem why =
        new Problem(
            ErrorCode.OUTCOME_UNKNOWN,
            "Both "
                + plan.source()
                + " and "
                + plan.destination()
                + " say that they run VM "
                + plan.name()
                + "; nothing was touched.",
            "Find out which of the two has the guest, and kill QEMU on the other.");
    LOG.error("migration {}: {}", id(), why);
    if (!uncertain) {
      uncertain = true;
      record(new HandoverUncertain(id(), why), "source and destination contradict each other");
    }
  }

  /** Ends a migration that has not begun to copy. */
  private void undo(Problem why) throws InterruptedException {
    over();
    MigrationState reached = tools.inventory().now().requireMigration(id()).state();
    if (reached instanceof MigrationState.Preparing) {
      if (probe() instanceof Destination.Silent) {
        // Nothing was sent to it, so nothing can run there; it can be tidied up later.
        tools.errands().begin(plan.destination(), abortDestination());
      }
    }
    // Nothing was sent to the destination, so that the state is known however PREPARE went.
    end(
        why.code() == ErrorCode.OUTCOME_UNKNOWN
            ? new Problem(
                ErrorCode.MIGRATION_FAILED,
                "VM " + plan.name() + " stays on " + plan.source() + ": " + why.detail(),
                "Try again once the agent of " + plan.destination() + " is connected.")
            : why);
  }

  private void end(Problem why) {
    over();
    boolean cancelled = why.code() == ErrorCode.MIGRATION_CANCELLED;
    MigrationEvent event =
        cancelled
            ? new MigrationCancelled(id(), why, now())
            : new MigrationFailed(id(), why, now());
    record(event, why.code() + ": " + why.detail());
  }

  private interface Ask {
    News ask() throws InterruptedException;
  }

  private void bring(Ask ask) {
    try {
      news.add(ask.ask());
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  private News startAndAwaitSource() throws InterruptedException {
    Answer.Listening to = listening;
    if (to == null) {
      throw new IllegalStateException("the copy begins after PREPARE");
    }
    Order start =
        new Order.StartSource(id(), vm(), generation, to.address(), to.port(), plan.limits());
    Duration away = tools.deadlines().linkReturn();
    try {
      persistence.call(plan.source(), start, tools.deadlines().start().plus(away), away);
    } catch (GodwitException refused) {
      return new News.OfSource(
          Persistence.isSilence(refused.code())
              ? new Source.Silent(refused.problem())
              : new Source.StaysHere(refused.problem()));
    } finally {
      sourceStarted.countDown();
    }
    return awaitSource(away);
  }

  private News awaitSource(Duration away) throws InterruptedException {
    Order order = new Order.AwaitSource(id(), vm(), generation);
    Duration within = plan.limits().deadline().plus(tools.deadlines().slack());
    Source end;
    try {
      Answer answer =
          persistence.call(plan.source(), order, away.equals(FOR_EVER) ? away : within, away);
      end =
          answer instanceof Answer.SourceEnded ended
              ? switch (ended.end()) {
                case Answer.HandedOver handed -> new Source.HandedOver(handed.report());
                case Answer.StaysHere stays -> new Source.StaysHere(stays.problem());
                case Answer.Unknown unknown -> new Source.Unknown(unknown.problem());
              }
              : new Source.Unknown(unexpected(plan.source(), order, answer).problem());
    } catch (GodwitException refused) {
      end =
          Persistence.isSilence(refused.code())
              ? new Source.Silent(refused.problem())
              : new Source.Unknown(refused.problem());
    }
    return new News.OfSource(end);
  }

  private News awaitDestination() throws InterruptedException {
    Order order = new Order.AwaitDestination(id(), vm(), generation);
    Duration within =
        plan.limits().deadline().plus(tools.deadlines().slack()).plus(tools.deadlines().arrival());
    Destination end;
    try {
      Answer answer = persistence.call(plan.destination(), order, within, within);
      end =
          answer instanceof Answer.DestinationRuns runs
              ? new Destination.Runs(runs.resumedAt())
              : new Destination.Failed(unexpected(plan.destination(), order, answer).problem());
    } catch (GodwitException refused) {
      end =
          Persistence.isSilence(refused.code())
              ? new Destination.Silent(refused.problem())
              : new Destination.Failed(refused.problem());
    }
    return new News.OfDestination(end);
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

  synchronized boolean wasCancelled() {
    return cancelAsked;
  }

  private MigrationId id() {
    return plan.id();
  }

  private VmId vm() {
    return plan.vm();
  }

  private Instant now() {
    return tools.clock().instant();
  }

  private void record(MigrationEvent event, String because) {
    tools.inventory().record(event, because);
  }

  private Problem cancelled() {
    return new Problem(
        ErrorCode.MIGRATION_CANCELLED,
        "The migration was cancelled; VM " + plan.name() + " goes on on " + plan.source() + ".",
        "Nothing needs to be done.");
  }

  private GodwitException tooLate() {
    return new GodwitException(
        ErrorCode.MIGRATION_TOO_LATE,
        "Migration " + id() + " is past the point where it can be cancelled.",
        "Wait for its end, and move the VM back if need be.");
  }

  private Problem undecided() {
    return new Problem(
        ErrorCode.OUTCOME_UNKNOWN,
        "Source "
            + plan.source()
            + " "
            + word(source)
            + " and destination "
            + plan.destination()
            + " "
            + word(destination)
            + ", so it is not known which of them runs VM "
            + plan.name()
            + "; neither is told to start it.",
        "Bring their agents back; the migration is then decided by itself.");
  }

  private static String word(Source source) {
    return switch (source) {
      case Source.Awaited _ -> "has not answered";
      case Source.HandedOver _ -> "has handed the guest over";
      case Source.StaysHere _ -> "has the guest";
      case Source.Unknown _ -> "has lost its QEMU";
      case Source.Silent _ -> "cannot be asked";
    };
  }

  private static String word(Destination destination) {
    return switch (destination) {
      case Destination.Awaited _ -> "has not answered";
      case Destination.Runs _ -> "runs the guest";
      case Destination.Failed _ -> "has failed";
      case Destination.Removed _ -> "has nothing of it";
      case Destination.Silent _ -> "cannot be asked";
    };
  }

  private static Problem late(HostId host, Duration after) {
    return new Problem(
        ErrorCode.OUTCOME_UNKNOWN,
        "The agent of host " + host + " has not reported for " + after.toSeconds() + " s.",
        "Look at the agent's log.");
  }

  private static GodwitException unexpected(HostId host, Order order, Answer answer) {
    return new GodwitException(
        ErrorCode.INTERNAL,
        String.format(
            Locale.ROOT,
            "The agent of host %s answered the order %s with %s.",
            host,
            order.getClass().getSimpleName(),
            answer.getClass().getSimpleName()),
        "Check that agent and manager have the same version, and report this.");
  }
}
