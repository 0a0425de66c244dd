package io.godwit.manager.orchestration;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.Migration;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.manager.orchestration.Resolution.Destination;
import io.godwit.manager.orchestration.Resolution.Source;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.DiskCopy;
import io.godwit.model.migration.Postcopy;
import io.godwit.model.migration.TransferKey;
import io.godwit.model.unit.DataRate;
import io.godwit.model.vm.Generation;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one migration asks its two agents, and what it makes of their answers. Has no state, so that
 * any thread may ask.
 */
final class Conversation {
  /** Outlasts every host. */
  static final Duration FOR_EVER = Duration.ofDays(3650);

  /** Between two attempts to make a connection again. */
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);

  private final Tools tools;
  private final Migration plan;
  private final Generation generation;
  private final Persistence persistence;

  /**
   * @param generation the handover's
   */
  Conversation(Tools tools, Migration plan, Generation generation) {
    this.tools = tools;
    this.plan = plan;
    this.generation = generation;
    this.persistence = new Persistence(tools.agents(), tools.time(), tools.deadlines().retry());
  }

  Answer.Listening prepareDestination(@Nullable TransferKey key) throws InterruptedException {
    DataCenter now = tools.inventory().now();
    VmEntry entry = now.hard().vms().get(plan.vm()).orElseThrow();
    Order order =
        new Order.PrepareDestination(
            plan.id(),
            plan.vm(),
            generation,
            DiskCopy.applied(entry.spec(), plan.copies()),
            now.requireAccelerator(entry),
            plan.limits().deadline(),
            plan.course().transport(),
            key,
            plan.copies());
    Answer answer = tools.agents().call(plan.destination(), order, tools.deadlines().start());
    if (answer instanceof Answer.Listening ready) {
      return ready;
    }
    throw Sentences.unexpected(plan.destination(), order, answer);
  }

  /**
   * Changes the course of the copy; what is null stays as it is.
   *
   * @throws GodwitException MIGRATION_TOO_LATE, or why the source could not be told
   */
  void steer(@Nullable Integer throttle, @Nullable Duration pause, @Nullable DataRate bandwidth)
      throws InterruptedException {
    Order steer = new Order.Steer(plan.id(), plan.vm(), generation, throttle, pause, bandwidth);
    tools.agents().call(plan.source(), steer, tools.deadlines().quick());
  }

  /** Over a lost link, too: a source that copies already answers at once. */
  void startSource(Answer.Listening to, @Nullable TransferKey key) throws InterruptedException {
    Order start =
        new Order.StartSource(
            plan.id(),
            plan.vm(),
            generation,
            to.address(),
            to.port(),
            plan.limits(),
            plan.course(),
            key,
            plan.copies(),
            to.disksPort());
    Duration away = tools.deadlines().linkReturn();
    persistence.call(plan.source(), start, tools.deadlines().start().plus(away), away);
  }

  /**
   * How the source's part ends.
   *
   * @param away how long its agent may be away at a time
   */
  Source awaitSource(Duration away) throws InterruptedException {
    while (true) {
      Answer.SourceEnd end;
      try {
        end = sourceEnd(away);
      } catch (GodwitException refused) {
        return Persistence.isSilence(refused.code())
            ? new Source.Silent(refused.problem())
            : new Source.Unknown(refused.problem());
      }
      switch (end) {
        case Answer.HandedOver handed -> {
          runWhatWaits();
          return new Source.HandedOver(handed.report());
        }
        case Answer.StaysHere stays -> {
          return new Source.StaysHere(stays.problem());
        }
        case Answer.Unknown unknown -> {
          return new Source.Unknown(unknown.problem());
        }
        case Answer.Interrupted interrupted -> {
          Problem gone = reconnect(interrupted.problem());
          if (gone != null) {
            return new Source.Unknown(gone);
          }
        }
      }
    }
  }

  private Answer.SourceEnd sourceEnd(Duration away) throws InterruptedException {
    Order order = new Order.AwaitSource(plan.id(), plan.vm(), generation);
    Duration within =
        away.equals(FOR_EVER) ? FOR_EVER : plan.limits().deadline().plus(tools.deadlines().slack());
    Answer answer = persistence.call(plan.source(), order, within, away);
    return answer instanceof Answer.SourceEnded ended
        ? ended.end()
        : new Answer.Unknown(Sentences.unexpected(plan.source(), order, answer).problem());
  }

  private boolean isHeld() {
    return plan.course().transport().postcopy() == Postcopy.READY;
  }

  /** All of a guest has come that could have gone ahead: it runs when it is told to. */
  private void runWhatWaits() throws InterruptedException {
    if (isHeld()) {
      try {
        runDestination();
      } catch (GodwitException refused) {
        LOG.warn("migration {}: {} does not run: {}", plan.id(), plan.name(), refused.problem());
      }
    }
  }

  /**
   * Lets the guest run on the destination, which holds it back until then. Only with the source's
   * word that it will not run there.
   */
  private void runDestination() throws InterruptedException {
    Order run = new Order.RunDestination(plan.id(), plan.vm(), generation);
    var _ =
        persistence.call(
            plan.destination(), run, tools.deadlines().arrival(), tools.deadlines().linkReturn());
  }

  /**
   * Lets the guest go ahead of its memory; may be repeated.
   *
   * @return false if the copy has ended before
   */
  boolean goAhead() throws InterruptedException {
    persistence.call(
        plan.destination(),
        new Order.ExpectPostcopy(plan.id(), plan.vm(), generation),
        FOR_EVER,
        FOR_EVER);
    try {
      persistence.call(
          plan.source(),
          new Order.StartPostcopy(plan.id(), plan.vm(), generation),
          FOR_EVER,
          FOR_EVER);
    } catch (GodwitException ended) {
      LOG.info("migration {}: no post-copy: {}", plan.id(), ended.problem());
      return false;
    }
    persistence.call(
        plan.destination(),
        new Order.RunDestination(plan.id(), plan.vm(), generation),
        FOR_EVER,
        FOR_EVER);
    return true;
  }

  /**
   * Makes the connection of a post-copy again, as often as it takes: nobody can go back.
   *
   * @return null, or why there is nobody left to connect
   */
  private @Nullable Problem reconnect(Problem why) throws InterruptedException {
    tools.inventory().decided(plan.id(), why.detail() + " It is made again.");
    int attempts = 0;
    while (true) {
      attempts++;
      try {
        Order recover = new Order.RecoverDestination(plan.id(), plan.vm(), generation);
        Answer answer = persistence.call(plan.destination(), recover, FOR_EVER, FOR_EVER);
        if (!(answer instanceof Answer.Listening to)) {
          throw Sentences.unexpected(plan.destination(), recover, answer);
        }
        Order resume =
            new Order.ResumeSource(plan.id(), plan.vm(), generation, to.address(), to.port());
        persistence.call(plan.source(), resume, FOR_EVER, FOR_EVER);
        tools
            .inventory()
            .decided(plan.id(), "connected again by way of " + to.address() + ":" + to.port());
        return null;
      } catch (GodwitException refused) {
        LOG.info(
            "migration {}: attempt {} to connect again: {}",
            plan.id(),
            attempts,
            refused.problem());
        if (isGone(refused.code())) {
          return refused.problem();
        }
        tools.time().sleep(AGAIN);
      }
    }
  }

  private static boolean isGone(ErrorCode code) {
    return code == ErrorCode.QEMU_DIED
        || code == ErrorCode.MIGRATION_UNKNOWN
        || code == ErrorCode.VM_NOT_RUNNING;
  }

  /** Asks at every link of the source until it knows more than nothing. */
  Source awaitSourceAgain() throws InterruptedException {
    while (true) {
      Source answer = awaitSource(FOR_EVER);
      if (!(answer instanceof Source.Silent)) {
        return answer;
      }
      rest(plan.source());
    }
  }

  Destination awaitDestination() throws InterruptedException {
    Order order = new Order.AwaitDestination(plan.id(), plan.vm(), generation);
    Duration within =
        plan.limits().deadline().plus(tools.deadlines().slack()).plus(tools.deadlines().arrival());
    try {
      Answer answer = persistence.call(plan.destination(), order, within, within);
      return answer instanceof Answer.DestinationRuns runs
          ? running(runs)
          : new Destination.Failed(
              Sentences.unexpected(plan.destination(), order, answer).problem());
    } catch (GodwitException refused) {
      return Persistence.isSilence(refused.code())
          ? new Destination.Silent(refused.problem())
          : new Destination.Failed(refused.problem());
    }
  }

  /** Asks the destination once to remove what it has, unless the guest runs there. */
  Destination probe() throws InterruptedException {
    try {
      return evidence(tools.agents().call(plan.destination(), abort(), tools.deadlines().start()));
    } catch (GodwitException refused) {
      return new Destination.Silent(refused.problem());
    }
  }

  /** Asks the same at every link of the destination until there is evidence. */
  Destination probeAgain() throws InterruptedException {
    while (true) {
      try {
        return evidence(persistence.call(plan.destination(), abort(), FOR_EVER, FOR_EVER));
      } catch (GodwitException refused) {
        LOG.warn(
            "migration {}: {} gave no evidence: {}",
            plan.id(),
            plan.destination(),
            refused.problem());
        rest(plan.destination());
      }
    }
  }

  /**
   * Ends the copy. The destination goes first: only what it cannot run any more may be ended on the
   * source, where QEMU resumes the guest.
   *
   * @throws GodwitException MIGRATION_TOO_LATE if the guest runs there, or why it could not be
   *     asked
   */
  void cancel() throws InterruptedException {
    Answer answer = tools.agents().call(plan.destination(), abort(), tools.deadlines().start());
    Destination found = evidence(answer);
    if (found instanceof Destination.Runs || found instanceof Destination.Ahead) {
      throw new Sentences(plan).tooLate();
    }
    try {
      cancelSource();
    } catch (GodwitException refused) {
      LOG.info("migration {}: the source ends by itself: {}", plan.id(), refused.problem());
    }
  }

  /**
   * Tells the source, once the destination has nothing any more; it would notice by itself, but may
   * take minutes.
   *
   * @throws GodwitException MIGRATION_TOO_LATE if the last byte has left, or why it could not be
   *     told
   */
  void cancelSource() throws InterruptedException {
    Order cancel = new Order.CancelSource(plan.id(), plan.vm(), generation);
    tools.agents().call(plan.source(), cancel, tools.deadlines().quick());
  }

  /** Lets the guest run on the source again, however long its agent is away. */
  void takeBack() throws InterruptedException {
    Order order = new Order.TakeBack(plan.id(), plan.vm(), generation.next());
    Answer answer = persistence.call(plan.source(), order, FOR_EVER, FOR_EVER);
    if (answer instanceof Answer.Observed observed) {
      tools.inventory().answered(plan.source(), observed.observation());
    }
  }

  /** The destination is told to tidy up when it can be. */
  void abortLater() {
    tools.errands().begin(plan.destination(), abort());
  }

  /** What is left of a guest that lost its memory is ended, and both are told whose the VM is. */
  void bury() {
    killIfAlive(plan.destination(), generation);
    handOver();
  }

  /** A guest that stands still on its source for good, because it was lost on its way. */
  void buryAtSource() {
    killIfAlive(plan.source(), generation.next());
  }

  private void killIfAlive(HostId host, Generation of) {
    if (tools
        .inventory()
        .now()
        .soft()
        .observation(host, plan.vm())
        .filter(seen -> seen.state().hasProcess())
        .isPresent()) {
      tools.errands().begin(host, new Order.Kill(plan.vm(), of));
    }
  }

  /** Both are told, when they can be, whose the VM is. */
  void handOver() {
    tools
        .errands()
        .begin(plan.destination(), new Order.CommitDestination(plan.id(), plan.vm(), generation));
    letGo();
  }

  /** The source is told, when it can be, that the VM is no longer there. */
  void letGo() {
    tools.errands().begin(plan.source(), new Order.ReleaseSource(plan.id(), plan.vm(), generation));
  }

  private static Destination running(Answer.DestinationRuns runs) {
    return runs.ahead()
        ? new Destination.Ahead(runs.resumedAt())
        : new Destination.Runs(runs.resumedAt());
  }

  private Order.AbortDestination abort() {
    return new Order.AbortDestination(plan.id(), plan.vm(), generation);
  }

  private Destination evidence(Answer answer) {
    return switch (answer) {
      case Answer.Removed _ -> {
        tools.inventory().gone(plan.destination(), plan.vm());
        yield new Destination.Removed();
      }
      case Answer.DestinationRuns runs -> running(runs);
      case Answer.Done _,
          Answer.Observed _,
          Answer.Measured _,
          Answer.Moving _,
          Answer.Memory _,
          Answer.Console _,
          Answer.Cpu _,
          Answer.PathOpen _,
          Answer.PathMeasured _,
          Answer.SegmentCalled _,
          Answer.SegmentHeard _,
          Answer.Listening _,
          Answer.SourceEnded _,
          Answer.AddressFound _,
          Answer.Silence _ ->
          throw Sentences.unexpected(plan.destination(), abort(), answer);
    };
  }

  /** Nothing is linked under this number: this waits for the time alone. */
  private void rest(HostId host) throws InterruptedException {
    tools.agents().awaitLink(host, Long.MAX_VALUE, tools.deadlines().retry());
  }
}
