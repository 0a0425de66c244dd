package io.godwit.agent.vm;

import io.godwit.agent.platform.ProcessIdentity;
import io.godwit.agent.qemu.Hypervisor;
import io.godwit.agent.qemu.Instance;
import io.godwit.agent.vm.VmCondition.Crashed;
import io.godwit.agent.vm.VmCondition.HandedOver;
import io.godwit.agent.vm.VmCondition.Incoming;
import io.godwit.agent.vm.VmCondition.Paused;
import io.godwit.agent.vm.VmCondition.Running;
import io.godwit.agent.vm.VmCondition.Stopped;
import io.godwit.agent.vm.VmCondition.Unresponsive;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.host.Accelerator;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.vm.DiskSpec;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.model.vm.VmObservation;
import io.godwit.model.vm.VmSpec;
import io.godwit.qmp.QmpCommands;
import io.godwit.qmp.QmpEvent;
import io.godwit.qmp.QmpListener;
import io.godwit.qmp.QmpSession;
import io.godwit.qmp.RunState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One VM of this host: applies events to its lifecycle and carries out what follows.
 *
 * <p>Safe for all threads. State changes under one lock, which is never held while QEMU is talked
 * to. Methods named after an order block until the order is done and throw why it was not.
 */
public final class Vm {
  private static final Logger LOG = LoggerFactory.getLogger(Vm.class);

  /** QEMU answers in milliseconds; five seconds without an answer is a stuck main loop. */
  static final Duration ANSWER_DEADLINE = Duration.ofSeconds(5);

  /** SIGKILL frees a large guest's memory first; a terabyte takes tens of seconds. */
  private static final Duration KILL_DEADLINE = Duration.ofMinutes(2);

  /** How long a process may take to end once its socket has closed, before it counts as alive. */
  private static final Duration LAST_BREATH = Duration.ofSeconds(3);

  /** A disk that was full takes what has happened once there is room. */
  private static final Duration WRITE_AGAIN = Duration.ofSeconds(1);

  /** Attempts to reach a process whose session broke, each up to ten seconds. */
  private static final int RECONNECT_ATTEMPTS = 3;

  private final Hypervisor hypervisor;
  private final Definitions definitions;
  private final InstantSource clock;
  private final VmWatcher watcher;
  private final List<QmpListener> followers = new CopyOnWriteArrayList<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean endedUnwatched;

  /** Whether something has happened that could not be written down so far. */
  private boolean unwritten;

  private boolean forgotten;
  private Definition definition;
  private VmCondition condition;
  private Instant since;
  private @Nullable Instance instance;

  /**
   * A VM as found in its definition; one with a living process is reconnected by {@link #adopt}.
   */
  Vm(
      Definition definition,
      Hypervisor hypervisor,
      Definitions definitions,
      InstantSource clock,
      VmWatcher watcher) {
    this.definition = definition;
    this.hypervisor = hypervisor;
    this.definitions = definitions;
    this.clock = clock;
    this.watcher = watcher;
    this.since = clock.instant();
    this.condition = found(definition);
    this.endedUnwatched = condition instanceof Crashed;
  }

  private static VmCondition found(Definition definition) {
    ProcessIdentity process = definition.process();
    VmName name = definition.spec().name();
    if (process == null) {
      return new Stopped(null);
    }
    return process.isAlive()
        ? new Unresponsive(broken(name, "the agent has just started"))
        : new Crashed(ended(name, "while no agent ran"));
  }

  public VmId id() {
    return definition().vm();
  }

  public VmSpec spec() {
    return definition().spec();
  }

  public VmName name() {
    return spec().name();
  }

  /** What is on record now. */
  public Definition definition() {
    return locked(() -> definition);
  }

  public VmCondition condition() {
    return locked(() -> condition);
  }

  /** What the manager is told. */
  public VmObservation observation() {
    return locked(this::observe);
  }

  /**
   * Takes an order's generation.
   *
   * @throws GodwitException {@code GENERATION_STALE} if a newer one is known
   */
  public void accept(Generation generation) {
    lock.lock();
    try {
      if (generation.isOlderThan(definition.generation())) {
        throw new GodwitException(
            ErrorCode.GENERATION_STALE,
            "VM "
                + name()
                + " is at generation "
                + definition.generation()
                + " here; the order is of generation "
                + generation
                + ".",
            "Nothing to do: a newer decision stands.");
      }
      if (!generation.equals(definition.generation())) {
        revise(d -> d.withGeneration(generation));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Writes down which migration the VM takes part in, or that it is over. */
  public void note(Definition.@Nullable Passage passage) {
    lock.lock();
    try {
      if (!Objects.equals(passage, definition.passage())) {
        if (passage != null) {
          refuseMoving();
        }
        revise(d -> d.withPassage(passage));
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Writes down that a disk is on its way; until {@link #endMove} the VM does not leave.
   *
   * @throws GodwitException {@code VM_MIGRATING} or {@code DISK_MOVING}
   */
  public void beginMove(Definition.Move move) {
    lock.lock();
    try {
      Definition.Passage passage = definition.passage();
      if (passage != null) {
        throw new GodwitException(
            ErrorCode.VM_MIGRATING,
            "VM " + name() + " takes part in migration " + passage.migration() + ".",
            "Wait until that has ended.");
      }
      refuseMoving();
      revise(d -> d.withMove(move));
    } finally {
      lock.unlock();
    }
  }

  /** Writes down which file a disk is in, before or while QEMU changes over, and tells. */
  public void placeDisk(int disk, DiskSpec file) {
    lock.lock();
    try {
      if (!definition.spec().disks().get(disk).equals(file)) {
        revise(d -> d.withDisk(disk, file));
        LOG.info("vm {} disk {} is {} ({})", name(), disk, file.file(), file.format());
        watcher.changed(observe());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Nothing is left of a disk's move but the disk. */
  public void endMove() {
    lock.lock();
    try {
      revise(d -> d.withMove(null));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Refuses what must not be done while a disk moves.
   *
   * @throws GodwitException {@code DISK_MOVING}
   */
  public void refuseMoving() {
    Definition.Move move = definition().move();
    if (move != null) {
      throw new GodwitException(
          ErrorCode.DISK_MOVING,
          "Disk "
              + move.disk()
              + " of VM "
              + name()
              + " is on its way from "
              + move.from().file()
              + " to "
              + move.to().file()
              + " by task "
              + move.task()
              + ".",
          "Wait for that task, or cancel it.");
    }
  }

  /** Whether the process ended while nobody had a session with it and saw what it did last. */
  public boolean endedUnwatched() {
    return locked(() -> endedUnwatched);
  }

  public VmObservation start() throws InterruptedException {
    apply(new VmEvent.Start());
    return launch(Hypervisor.Start.BOOT, hypervisor.accelerator(spec()));
  }

  /** Starts a process that waits for a guest, which keeps its accelerator. */
  public VmObservation arrive(MigrationId migration, Accelerator accelerator)
      throws InterruptedException {
    apply(new VmEvent.Arrive(migration));
    return launch(Hypervisor.Start.ARRIVAL, accelerator);
  }

  public VmObservation stop(Duration grace) throws InterruptedException {
    apply(new VmEvent.Stop());
    session().execute(QmpCommands.systemPowerdown(), ANSWER_DEADLINE);
    if (!await(c -> !c.state().hasProcess(), grace)) {
      apply(new VmEvent.StopTimedOut());
      throw new GodwitException(
          ErrorCode.STOP_TIMED_OUT,
          "VM "
              + name()
              + " was asked to shut down and still runs after "
              + grace.toSeconds()
              + " s.",
          "Shut it down from inside, or kill it.");
    }
    return observation();
  }

  public VmObservation kill() throws InterruptedException {
    apply(new VmEvent.Kill());
    endProcess();
    return observation();
  }

  public VmObservation pause() throws InterruptedException {
    apply(new VmEvent.Pause());
    session().execute(QmpCommands.stop(), ANSWER_DEADLINE);
    return reached(c -> c instanceof Paused, "pause");
  }

  public VmObservation resume() throws InterruptedException {
    apply(new VmEvent.Resume());
    session().execute(QmpCommands.cont(), ANSWER_DEADLINE);
    return reached(c -> c instanceof Running, "resume");
  }

  /** Runs a guest again that was handed over to a host that is known not to run it. */
  public VmObservation takeBack(MigrationId migration) throws InterruptedException {
    apply(new VmEvent.TakeBack(migration));
    session().execute(QmpCommands.cont(), ANSWER_DEADLINE);
    return reached(c -> c instanceof Running, "take back");
  }

  /** The source's copy is complete; the guest must not run here any more. */
  public void lastByteSent(MigrationId migration) {
    apply(new VmEvent.LastByteSent(migration));
  }

  /** Removes all of the VM from this host but its disks. Its process has ended. */
  void forget() throws InterruptedException {
    hypervisor.forget(id(), spec());
    lock.lock();
    try {
      definitions.delete(definition.vm());
      forgotten = true;
      watcher.gone(definition.vm());
    } finally {
      lock.unlock();
    }
  }

  /** The session with the VM's process. */
  public QmpSession session() {
    return instance()
        .map(Instance::qmp)
        .orElseThrow(() ->
            new GodwitException(
                ErrorCode.VM_NOT_RUNNING,
                "VM " + name() + " has no process that answers.",
                "Look at the VM's state first."));
  }

  /** Shows a listener every event of the VM's process from now on, until it is removed. */
  public void follow(QmpListener follower) {
    followers.add(follower);
  }

  public void unfollow(QmpListener follower) {
    followers.remove(follower);
  }

  /** Waits until the condition is as wanted. */
  public boolean await(Predicate<VmCondition> wanted, Duration patience)
      throws InterruptedException {
    long left = patience.toNanos();
    lock.lockInterruptibly();
    try {
      while (!wanted.test(condition)) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the process by SIGKILL and waits until it is gone. */
  void endProcess() throws InterruptedException {
    ProcessIdentity process = definition().process();
    if (process != null) {
      process.kill();
      instance().ifPresent(i -> i.qmp().close());
      noticeEnd(process);
    }
    if (!await(c -> !c.state().hasProcess(), KILL_DEADLINE)) {
      throw new GodwitException(
          ErrorCode.OUTCOME_UNKNOWN,
          "QEMU of VM " + name() + " was killed and is still there.",
          "Look for a device or disk of this host that does not answer.");
    }
  }

  /** Reconnects to a living process; after that the condition says what was found. */
  void adopt() throws InterruptedException {
    Definition known = definition();
    ProcessIdentity process = known.process();
    if (process == null || !(condition() instanceof Unresponsive)) {
      return;
    }
    for (int attempt = 1; attempt <= RECONNECT_ATTEMPTS && process.isAlive(); attempt++) {
      try {
        Events events = new Events(process);
        Instance found = hypervisor.adopt(known.vm(), known.spec(), process, events);
        RunState state = found.qmp().execute(QmpCommands.queryStatus(), ANSWER_DEADLINE).state();
        lock.lock();
        try {
          instance = found;
          if (state == RunState.RUNNING) {
            noteArrival(clock.instant()); // while no agent ran; the guest was first, we are late
          }
          apply(new VmEvent.SessionBack(conditionOf(state, definition)));
        } finally {
          lock.unlock();
        }
        return;
      } catch (GodwitException silent) {
        LOG.warn("vm {} attempt {} to reconnect: {}", name(), attempt, silent.getMessage());
      }
    }
    noticeEnd(process);
  }

  /** A process without a session has nobody else who would notice its end, now or later. */
  private void noticeEnd(ProcessIdentity process) {
    CompletableFuture<?> exit =
        ProcessHandle.of(process.pid())
            .filter(_ -> process.isAlive())
            .<CompletableFuture<?>>map(ProcessHandle::onExit)
            .orElseGet(() -> CompletableFuture.completedFuture(null));
    var _ =
        exit.thenRun(
            () -> Thread.ofVirtual().name("ended-" + name()).start(() -> settle(process, null)));
  }

  /** Writes down that the guest that was on its way here runs, unless that is known already. */
  private void noteArrival(Instant at) {
    lock.lock();
    try {
      Definition.Passage passage = definition.passage();
      if (passage != null
          && passage.end() == Definition.End.DESTINATION
          && passage.resumedAt() == null) {
        witness(d -> d.withPassage(passage.resumed(at)));
      }
    } finally {
      lock.unlock();
    }
  }

  void trimLogs() {
    hypervisor.trimLogs(id());
  }

  /** The end of the serial console. */
  public String console(int maxBytes) {
    return hypervisor.console(id(), maxBytes);
  }

  private static VmCondition conditionOf(RunState state, Definition known) {
    Definition.Passage passage = known.passage();
    return switch (state) {
      case RUNNING -> new Running();
      case INMIGRATE -> {
        if (passage == null) {
          yield new Paused();
        }
        // RESUME may have been told between the question and its answer.
        yield passage.resumedAt() == null ? new Incoming(passage.migration()) : new Running();
      }
      case POSTMIGRATE -> passage == null ? new Paused() : new HandedOver(passage.migration());
      case PAUSED ->
          passage != null && isHeld(passage) ? new Incoming(passage.migration()) : new Paused();
      default -> new Paused();
    };
  }

  /** A guest that is there and waits to be told is still on its way. */
  private static boolean isHeld(Definition.Passage passage) {
    return passage.end() == Definition.End.DESTINATION
        && passage.hold() != Definition.Hold.NONE
        && passage.resumedAt() == null;
  }

  private VmObservation launch(Hypervisor.Start how, Accelerator accelerator)
      throws InterruptedException {
    Events events = new Events(null);
    Instance launched;
    try {
      launched = hypervisor.start(id(), spec(), accelerator, how, events);
    } catch (GodwitException failed) {
      apply(new VmEvent.LaunchFailed(failed.problem()));
      hypervisor.cleanUp(id(), spec());
      throw failed;
    } catch (InterruptedException | RuntimeException abandoned) {
      apply(
          new VmEvent.LaunchFailed(
              new Problem(
                  ErrorCode.INTERNAL,
                  "The start of VM " + name() + " was abandoned: " + abandoned + ".",
                  "Start it again.")));
      throw abandoned;
    }
    record(launched);
    events.begin(launched.process());
    return observation();
  }

  /** A process that cannot be written down is ended: an agent to come would not find it. */
  private void record(Instance launched) throws InterruptedException {
    lock.lock();
    try {
      revise(d -> d.withProcess(launched.process()));
      instance = launched;
      apply(new VmEvent.Launched());
    } catch (GodwitException unwritten) {
      launched.qmp().close();
      launched.process().kill();
      awaitEnd(launched.process());
      apply(new VmEvent.LaunchFailed(unwritten.problem()));
      hypervisor.cleanUp(id(), spec());
      throw unwritten;
    } finally {
      lock.unlock();
    }
  }

  private static void awaitEnd(ProcessIdentity process) {
    ProcessHandle.of(process.pid())
        .ifPresent(handle ->
            handle
                .onExit()
                .completeOnTimeout(handle, LAST_BREATH.toMillis(), TimeUnit.MILLISECONDS)
                .join());
  }

  private VmObservation reached(Predicate<VmCondition> wanted, String what)
      throws InterruptedException {
    if (!await(wanted, ANSWER_DEADLINE)) {
      throw new GodwitException(
          ErrorCode.QMP_COMMAND_FAILED,
          "QEMU took the order to "
              + what
              + " VM "
              + name()
              + ", but the VM is "
              + condition().state()
              + ".",
          "Look at the VM's state and try again.");
    }
    return observation();
  }

  private void apply(VmEvent event) {
    lock.lock();
    try {
      VmCondition before = condition;
      Lifecycle.Transition transition = Lifecycle.next(definition.spec().name(), before, event);
      condition = transition.next();
      if (!condition.equals(before)) {
        since = clock.instant();
        LOG.info(
            "vm {} {} => {} ({})",
            definition.spec().name(),
            before.state(),
            condition.state(),
            event.getClass().getSimpleName());
        if (!condition.state().hasProcess() && definition.process() != null) {
          instance = null;
          if (!isDoubtful()) {
            witness(d -> d.withProcess(null));
          }
        }
        if (!pausedToLeave()) {
          watcher.changed(observe());
        }
      }
      if (transition.effects().contains(VmEffect.RECONNECT)) {
        instance = null;
        Thread.ofVirtual().name("reconnect-" + name()).start(this::reconnect);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The pause of a switchover is over before anybody could act on it; telling it costs time in it.
   */
  private boolean pausedToLeave() {
    Definition.Passage passage = definition.passage();
    return condition instanceof Paused && passage != null && passage.end() == Definition.End.SOURCE;
  }

  /**
   * Whether a guest was awaited here and nobody saw what its process did last. Then the process
   * stays on record: another agent of this host must not take the VM for one that never ran.
   */
  private boolean isDoubtful() {
    Definition.Passage passage = definition.passage();
    return endedUnwatched
        && condition instanceof Crashed
        && passage != null
        && passage.end() == Definition.End.DESTINATION;
  }

  private void reconnect() {
    try {
      adopt();
    } catch (InterruptedException cancelled) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Several may notice one end, the last perhaps when the VM has a new process: only one counts.
   */
  private void processEnded(ProcessIdentity gone) throws InterruptedException {
    String lastWords = hypervisor.lastWords(id());
    lock.lock();
    try {
      if (!gone.equals(definition.process()) || !condition.state().hasProcess()) {
        return;
      }
      // Before anyone sees the end: a start that follows it at once makes taps of the same names.
      hypervisor.cleanUp(id(), spec());
      endedUnwatched = condition instanceof Unresponsive;
      apply(new VmEvent.ProcessEnded(ended(definition.spec().name(), lastWords)));
    } finally {
      lock.unlock();
    }
  }

  /** Follows up the end of a session: the process may have ended, or only stopped to answer. */
  private void settle(ProcessIdentity process, @Nullable Problem why) {
    try {
      awaitEnd(process);
      if (!process.isAlive()) {
        processEnded(process);
      } else if (why != null) {
        apply(new VmEvent.SessionBroken(why));
      }
      followers.forEach(f -> f.ended(why));
    } catch (InterruptedException cancelled) {
      Thread.currentThread().interrupt();
    }
  }

  /** What is to be is written down before it is so. */
  private void revise(UnaryOperator<Definition> change) {
    Definition revised = change.apply(definition);
    definitions.save(revised);
    definition = revised;
    unwritten = false;
  }

  /**
   * What has happened is so, whether or not it can be written down; if not, it is as soon as that
   * can be. An agent that starts meanwhile finds a process that tells, or none and is in doubt.
   */
  private void witness(UnaryOperator<Definition> change) {
    definition = change.apply(definition);
    try {
      definitions.save(definition);
      unwritten = false;
    } catch (GodwitException refused) {
      LOG.error("vm {}: {} It is tried again.", name(), refused.getMessage());
      if (!unwritten) {
        unwritten = true;
        Thread.ofVirtual().name("write-" + name()).start(this::writeAgain);
      }
    }
  }

  private void writeAgain() {
    try {
      boolean open = true;
      while (open) {
        Thread.sleep(WRITE_AGAIN);
        open = locked(() -> unwritten && !forgotten && !isWritten());
      }
    } catch (InterruptedException cancelled) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isWritten() {
    try {
      definitions.save(definition);
      unwritten = false;
      LOG.info("vm {}: what happened is written down again", name());
      return true;
    } catch (GodwitException refused) {
      LOG.debug("vm {}: {}", name(), refused.getMessage());
      return false;
    }
  }

  private VmObservation observe() {
    Instance now = instance;
    return new VmObservation(
        definition.vm(),
        definition.generation(),
        definition.spec(),
        condition.state(),
        since,
        now == null ? 0 : now.process().pid(),
        now == null ? null : now.accelerator(),
        now == null ? null : now.qmp().version(),
        condition.problem());
  }

  private Optional<Instance> instance() {
    return locked(() -> Optional.ofNullable(instance));
  }

  private <T> T locked(java.util.function.Supplier<T> read) {
    lock.lock();
    try {
      return read.get();
    } finally {
      lock.unlock();
    }
  }

  private static Problem broken(VmName name, String why) {
    return new Problem(
        ErrorCode.QMP_SESSION_LOST,
        "There is no session with QEMU of VM " + name + ": " + why + ".",
        "The agent reconnects by itself; kill the VM if that does not help.");
  }

  private static Problem ended(VmName name, String lastWords) {
    return new Problem(
        ErrorCode.QEMU_DIED,
        "QEMU of VM " + name + " ended without having been asked to: " + lastWords + ".",
        "Read the VM's console log, then start it again.");
  }

  /** Turns one process's QMP events into the lifecycle's. Called by the session's reader. */
  private final class Events implements QmpListener {
    private volatile @Nullable ProcessIdentity process;

    Events(@Nullable ProcessIdentity process) {
      this.process = process;
    }

    /** A launch is recorded: an end that came before it is caught up with. */
    void begin(ProcessIdentity launched) {
      process = launched;
      if (!launched.isAlive()) {
        ended(null);
      }
    }

    @Override
    public void event(QmpEvent event) {
      switch (event) {
        case QmpEvent.Stop stop -> apply(new VmEvent.GuestStopped());
        case QmpEvent.Resume resume -> resumed(resume.at());
        case QmpEvent.Shutdown shutdown -> apply(new VmEvent.GuestShutDown());
        default -> LOG.debug("vm {} {}", name(), event);
      }
      followers.forEach(f -> f.event(event));
    }

    /** A guest that arrived is written down as run before anything is told of it. */
    private void resumed(Instant at) {
      noteArrival(at);
      apply(new VmEvent.GuestResumed());
    }

    @Override
    public void ended(@Nullable Problem why) {
      ProcessIdentity ended = process;
      if (ended != null) {
        Thread.ofVirtual().name("ended-" + name()).start(() -> settle(ended, why));
      }
    }
  }
}
