package io.godwit.agent.migration.source;

import io.godwit.agent.migration.Privacy;
import io.godwit.agent.migration.TransportSetup;
import io.godwit.agent.platform.Connections;
import io.godwit.agent.vm.Vm;
import io.godwit.agent.vm.VmCondition;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationPhase;
import io.godwit.model.migration.MigrationProgress;
import io.godwit.model.migration.SourceReport;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import io.godwit.qmp.MigrationInfo;
import io.godwit.qmp.MigrationStatus;
import io.godwit.qmp.QmpCommands;
import io.godwit.qmp.QmpEvent;
import io.godwit.qmp.QmpListener;
import io.godwit.qmp.QmpSession;
import io.godwit.qmp.RamStats;
import io.godwit.qmp.RunState;
import io.godwit.qmp.TlsEnd;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves one VM out. The guest runs here until SWITCHOVER; once the last byte has left it runs on
 * the destination, or nowhere until reconciled.
 *
 * <p>Owned by the migration's own thread; other threads only put messages into its inbox.
 */
final class Departure {
  private static final Logger LOG = LoggerFactory.getLogger(Departure.class);

  /** QEMU's threads take microseconds to see what they have to. */
  private static final Duration SETTLING = Duration.ofMillis(2);

  private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(10);

  /** Statistics only; what the phases wait for are events. */
  private static final Duration SAMPLE_INTERVAL = Duration.ofMillis(200);

  /** The destination gives up first, and QEMU notices; a dead link may take it this long. */
  private static final Duration LAST_PATIENCE = Duration.ofMinutes(20);

  /** A pause that lasts longer is looked at. */
  private static final Duration USUAL_PAUSE = Duration.ofSeconds(1);

  /** Three attempts of ten seconds each are made to reach a QEMU whose session broke. */
  private static final Duration RECONNECT_PATIENCE = Duration.ofSeconds(40);

  /** Events of one migration: two per round and a few; the oldest sample never waits here. */
  private static final int INBOX = 4096;

  private final MigrationId migration;
  private final Vm vm;
  private final Instant giveUpAt;
  private final InstantSource clock;
  private final ProgressSink sink;
  private final Mirrors mirrors;
  private final Privacy privacy;
  private final Connections connections;
  private final BlockingQueue<Message> inbox = new ArrayBlockingQueue<>(INBOX);
  private final QmpListener follower = new Follower();

  private final Watchdog mirrorWatchdog = new Watchdog(Watchdog.MIRROR_PATIENCE);
  private final Watchdog copyWatchdog = new Watchdog(Watchdog.COPY_PATIENCE);
  private final Watchdog standingWatchdog = new Watchdog(Watchdog.STANDING_PATIENCE);
  private final Watchdog postcopyWatchdog = new Watchdog(Watchdog.POSTCOPY_PATIENCE);
  private final List<CompletableFuture<Void>> waitingToGoAhead = new ArrayList<>();

  private MigrationPhase phase = MigrationPhase.PRECOPY;

  /** Where the copy goes; not known of one that an earlier agent began. */
  private Connections.@Nullable Peer peer;

  /** What QEMU is told of that. */
  private @Nullable String target;

  private @Nullable Problem trouble;
  private @Nullable Instant mirrorsSince;
  private boolean attached;
  private boolean begun;
  private boolean cancelled;
  private @Nullable Instant stoppedAt;
  private long round;
  private boolean standing;
  private MigrationProgress newest = MigrationProgress.before(MigrationPhase.PRECOPY);

  Departure(
      MigrationId migration,
      Vm vm,
      Instant giveUpAt,
      InstantSource clock,
      ProgressSink sink,
      Mirrors mirrors,
      Privacy privacy,
      Connections connections) {
    this.connections = connections;
    this.mirrors = mirrors;
    this.privacy = privacy;
    this.migration = migration;
    this.vm = vm;
    this.giveUpAt = giveUpAt;
    this.clock = clock;
    this.sink = sink;
  }

  private sealed interface Message {
    record Told(QmpEvent event) implements Message {}

    record SessionEnded() implements Message {}

    record Cancel() implements Message {}

    record Steer(Order.Steer order, CompletableFuture<Void> done) implements Message {}

    record GoAhead(CompletableFuture<Void> done) implements Message {}
  }

  /**
   * Begins the copy. If this throws, the guest was not touched and will not be; what QEMU did not
   * answer it may do yet, and {@link #run} finds out.
   */
  void begin(Order.StartSource order) throws InterruptedException {
    vm.follow(follower);
    try {
      QmpSession qmp = vm.session();
      Privacy.Way way = privacy.out(qmp, order);
      CopySetup.apply(qmp, order, way.memoryKey());
      target = way.uri();
      peer = new Connections.Peer(order.address(), order.port());
      if (mirrors.areAny()) {
        phase = MigrationPhase.MIRROR;
        mirrorsSince = clock.instant();
        mirrors.begin(
            order.address(), order.disksPort(), way.disksKey(), order.limits().bandwidth());
      } else {
        migrate(qmp, way.uri());
      }
    } catch (GodwitException | InterruptedException refused) {
      vm.unfollow(follower);
      privacy.erase(migration, TlsEnd.CLIENT);
      throw refused;
    }
  }

  /**
   * Tells QEMU to copy the memory.
   *
   * @return whether it has answered; if not, it may have begun, or begin when it comes to it
   * @throws GodwitException if it refused
   */
  private boolean migrate(QmpSession qmp, String uri) {
    try {
      qmp.execute(QmpCommands.migrate(uri), ANSWER_DEADLINE);
      return true;
    } catch (InterruptedException leaving) {
      Thread.currentThread().interrupt();
    } catch (GodwitException unheard) {
      if (unheard.code() == ErrorCode.QMP_COMMAND_FAILED) {
        throw unheard;
      }
      LOG.warn("migration {}: {}", migration, unheard.getMessage());
    }
    attached = true;
    return false;
  }

  /** Follows a copy that an earlier agent began. */
  void attach() {
    attached = true;
    vm.follow(follower);
  }

  /**
   * Ends the copy now. Only once the destination is known to have nothing of the guest: QEMU
   * resumes it here, even where the last byte has left already.
   */
  void cancel() {
    inbox.offer(new Message.Cancel());
  }

  /**
   * Changes the course.
   *
   * @return completed once QEMU goes by it; not at all if the copy ends before
   */
  CompletableFuture<Void> steer(Order.Steer order) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    inbox.offer(new Message.Steer(order, done));
    return done;
  }

  /**
   * Lets the guest go ahead of its memory.
   *
   * @return completed once the guest cannot run here any more; not at all if the copy ends before
   */
  CompletableFuture<Void> goAhead() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    inbox.offer(new Message.GoAhead(done));
    return done;
  }

  /** Goes on with a post-copy over another connection; {@link #run} follows it. */
  void resume(String address, int port) throws InterruptedException {
    vm.session()
        .execute(QmpCommands.migrateResume(TransportSetup.uri(address, port)), ANSWER_DEADLINE);
    attach();
  }

  static GodwitException tooLate(MigrationId migration) {
    return new GodwitException(
        ErrorCode.MIGRATION_TOO_LATE,
        "Migration " + migration + " was past its point of no return.",
        "Wait for its end; the VM can be migrated back.");
  }

  /** Drives the copy to its end. */
  Answer.SourceEnd run() throws InterruptedException {
    try {
      Answer.SourceEnd end = attached ? reattach() : null;
      while (end == null) {
        Message message = inbox.poll(SAMPLE_INTERVAL.toNanos(), TimeUnit.NANOSECONDS);
        try {
          end = message == null ? onQuiet() : onMessage(message);
        } catch (GodwitException lost) {
          if (!isSessionLost(lost)) {
            throw lost;
          }
          end = reattach(); // what was asked then is seen again, or QEMU is gone
        }
      }
      if (end instanceof Answer.HandedOver && phase != MigrationPhase.POSTCOPY) {
        vm.lastByteSent(migration);
      }
      LOG.info("migration {} {} => {}", migration, phase, end);
      return end;
    } finally {
      vm.unfollow(follower);
    }
  }

  /** What has become of a copy that was not followed from its beginning; null for one that runs. */
  private Answer.@Nullable SourceEnd already() throws InterruptedException {
    MigrationStatus status = statusInTime();
    if (!isUnderWay(status)) {
      return over(status);
    }
    begun = true;
    phase = phase == MigrationPhase.MIRROR ? MigrationPhase.PRECOPY : phase;
    // A connection that is being made again is followed until it stands or breaks.
    return switch (status) {
      case PRE_SWITCHOVER,
          DEVICE,
          POSTCOPY_ACTIVE,
          POSTCOPY_PAUSED,
          POSTCOPY_RECOVER_SETUP,
          POSTCOPY_RECOVER ->
          onStatus(status);
      default -> null;
    };
  }

  /** QEMU may be busy for long, and does then what it was told before. */
  private MigrationStatus statusInTime() throws InterruptedException {
    while (true) {
      try {
        return info().status();
      } catch (GodwitException busy) {
        if (isSessionLost(busy) || clock.instant().isAfter(giveUpAt.plus(LAST_PATIENCE))) {
          throw busy;
        }
        LOG.info("migration {}: {}", migration, busy.getMessage());
        Thread.sleep(SAMPLE_INTERVAL);
      }
    }
  }

  private static boolean isUnderWay(MigrationStatus status) {
    return switch (status) {
      case NONE, COMPLETED, FAILED, CANCELLED -> false;
      default -> true;
    };
  }

  /**
   * The copy of memory does not run: it has ended, or never began. What QEMU says of an earlier
   * arrival of this guest is not told from what it says of this copy, but where the guest is after
   * its last byte has left.
   */
  private Answer.@Nullable SourceEnd over(MigrationStatus status) throws InterruptedException {
    if (runStateAtRest() == RunState.POSTMIGRATE) {
      begun = true;
      return onStatus(MigrationStatus.COMPLETED);
    }
    if (mirrors.areAny()) {
      trouble =
          problem(
              ErrorCode.MIGRATION_FAILED,
              "The source's agent was started again while disks were copied; the guest runs on the"
                  + " source.",
              "Migrate again.");
    } else if (status == MigrationStatus.NONE || status == MigrationStatus.COMPLETED) {
      trouble =
          problem(
              ErrorCode.MIGRATION_FAILED,
              "QEMU did not begin the copy; the guest runs on the source.",
              "Migrate again.");
    }
    return staysHere();
  }

  /** QEMU says that a copy has completed a moment before it says so of the guest. */
  private RunState runStateAtRest() throws InterruptedException {
    long end = System.nanoTime() + ANSWER_DEADLINE.toNanos();
    while (true) {
      RunState state = vm.session().execute(QmpCommands.queryStatus(), ANSWER_DEADLINE).state();
      if (state != RunState.FINISH_MIGRATE) {
        return state;
      }
      if (System.nanoTime() - end > 0) {
        throw new GodwitException(
            ErrorCode.OUTCOME_UNKNOWN,
            "QEMU of VM " + vm.name() + " has been ending its copy for a while.",
            "Look at the VM's state on both hosts.");
      }
      Thread.sleep(SETTLING);
    }
  }

  private Answer.@Nullable SourceEnd onMessage(Message message) throws InterruptedException {
    return switch (message) {
      case Message.SessionEnded ended -> reattach();
      case Message.Cancel cancel -> {
        if (phase == MigrationPhase.POSTCOPY) {
          yield null; // nobody can take the guest back
        }
        cancelled = true;
        if (phase == MigrationPhase.MIRROR) {
          yield staysHere();
        }
        vm.session().execute(QmpCommands.migrateCancel(), ANSWER_DEADLINE);
        yield null;
      }
      case Message.Steer steer -> {
        steer(steer);
        yield null;
      }
      case Message.GoAhead ahead -> {
        startPostcopy(ahead.done());
        yield null;
      }
      case Message.Told told -> onEvent(told.event());
    };
  }

  private void startPostcopy(CompletableFuture<Void> done) throws InterruptedException {
    try {
      if (phase == MigrationPhase.PRECOPY) {
        vm.session().execute(QmpCommands.migrateStartPostcopy(), ANSWER_DEADLINE);
      } else if (phase != MigrationPhase.POSTCOPY) {
        throw tooLate(migration);
      }
      if (phase == MigrationPhase.POSTCOPY) {
        done.complete(null);
      } else {
        waitingToGoAhead.add(done);
      }
    } catch (GodwitException refused) {
      done.completeExceptionally(refused);
    }
  }

  /**
   * QEMU sends the guest's devices under its main lock, says that it is in post-copy before, and
   * takes that back if they could not be sent. What it says twice, a moment apart, after it has let
   * go of the lock, stands: from here on it never runs the guest again.
   */
  private Answer.@Nullable SourceEnd onPostcopy() throws InterruptedException {
    MigrationStatus first = info().status();
    Thread.sleep(SETTLING);
    MigrationStatus then = info().status();
    if (!isPostcopy(first) || !isPostcopy(then)) {
      return isPostcopy(then) || then == MigrationStatus.ACTIVE ? null : onStatus(then);
    }
    phase = MigrationPhase.POSTCOPY;
    vm.lastByteSent(migration);
    waitingToGoAhead.forEach(done -> done.complete(null));
    waitingToGoAhead.clear();
    return then == MigrationStatus.POSTCOPY_PAUSED ? interrupted() : null;
  }

  private static boolean isPostcopy(MigrationStatus status) {
    return switch (status) {
      case POSTCOPY_ACTIVE, POSTCOPY_PAUSED, POSTCOPY_RECOVER_SETUP, POSTCOPY_RECOVER -> true;
      default -> false;
    };
  }

  private Answer.SourceEnd interrupted() {
    return new Answer.Interrupted(
        problem(
            ErrorCode.MIGRATION_FAILED,
            "The connection between the hosts broke after the guest had gone ahead of its memory.",
            "Nothing: it is made again."));
  }

  /** A link that is dead says nothing, and the guest may wait for a page. */
  private void watchPostcopy() throws InterruptedException {
    RamStats ram = info().ram();
    if (ram != null && postcopyWatchdog.barks(clock.instant(), ram.transferred().bytes(), false)) {
      LOG.warn("migration {}: nothing moves any more, the connection is given up", migration);
      vm.session().executeOutOfBand(QmpCommands.migratePause(), ANSWER_DEADLINE);
    }
  }

  private void steer(Message.Steer steer) throws InterruptedException {
    try {
      switch (phase) {
        case MIRROR -> steerMirrors(steer.order());
        case PRECOPY -> steerCopy(steer.order());
        default -> throw tooLate(migration);
      }
      steer.done().complete(null);
    } catch (GodwitException refused) {
      steer.done().completeExceptionally(refused);
    }
  }

  /** The memory's copy, which comes, goes by the same. */
  private void steerMirrors(Order.Steer order) throws InterruptedException {
    if (order.bandwidth() != null) {
      mirrors.limit(order.bandwidth());
    }
    steerCopy(order);
  }

  private void steerCopy(Order.Steer order) throws InterruptedException {
    vm.session()
        .execute(QmpCommands.migrateSetParameters(CopySetup.steered(order)), ANSWER_DEADLINE);
  }

  /** QEMU may have ended, or only the session with it; the VM reconnects by itself. */
  private Answer.@Nullable SourceEnd reattach() throws InterruptedException {
    while (true) {
      vm.await(c -> !(c instanceof VmCondition.Unresponsive), RECONNECT_PATIENCE);
      VmCondition condition = vm.condition();
      if (condition instanceof VmCondition.Unresponsive) {
        return new Answer.Unknown(
            problem(
                ErrorCode.QMP_SESSION_LOST,
                "The source's QEMU does not answer any more.",
                "Look at the VM's state on both hosts; kill it here once it is known to run"
                    + " there."));
      }
      if (!condition.state().hasProcess()) {
        return new Answer.Unknown(
            problem(
                ErrorCode.QEMU_DIED,
                "The source's QEMU ended during the migration.",
                "Look at the VM's state on both hosts."));
      }
      try {
        return already();
      } catch (GodwitException lost) {
        if (!isSessionLost(lost)) {
          throw lost;
        }
        Thread.sleep(SETTLING); // the VM hears of it in a moment, by another thread
      }
    }
  }

  /** Whether QEMU could not be asked because the session with it, or it, had ended. */
  private static boolean isSessionLost(GodwitException failed) {
    return failed.code() == ErrorCode.QMP_SESSION_LOST || failed.code() == ErrorCode.VM_NOT_RUNNING;
  }

  private Answer.@Nullable SourceEnd onEvent(QmpEvent event) throws InterruptedException {
    return switch (event) {
      case QmpEvent.Stop stop -> {
        stoppedAt = stop.at();
        phase = phase == MigrationPhase.POSTCOPY ? phase : MigrationPhase.SWITCHOVER;
        yield null;
      }
      case QmpEvent.MigrationPass pass -> {
        round = pass.pass();
        sampleUnlessPaused();
        yield null;
      }
      case QmpEvent.Migration status -> onStatus(status.status());
      default -> null;
    };
  }

  private Answer.@Nullable SourceEnd onStatus(MigrationStatus status) throws InterruptedException {
    if (!begun) {
      // A guest that has just arrived still tells of that: its "completed" is not ours.
      begun = status == MigrationStatus.SETUP;
      return null;
    }
    return switch (status) {
      case PRE_SWITCHOVER -> {
        closeMirrors();
        yield null;
      }
      case COMPLETED -> new Answer.HandedOver(report());
      case POSTCOPY_ACTIVE, POSTCOPY_RECOVER_SETUP, POSTCOPY_RECOVER ->
          phase == MigrationPhase.POSTCOPY ? null : onPostcopy();
      case POSTCOPY_PAUSED -> phase == MigrationPhase.POSTCOPY ? interrupted() : onPostcopy();
      case FAILED, CANCELLED -> staysHere();
      default -> null;
    };
  }

  private Answer.@Nullable SourceEnd onQuiet() throws InterruptedException {
    Instant now = clock.instant();
    if (phase != MigrationPhase.POSTCOPY && now.isAfter(giveUpAt.plus(LAST_PATIENCE))) {
      return new Answer.Unknown(
          problem(
              ErrorCode.OUTCOME_UNKNOWN,
              "The copy should have ended " + LAST_PATIENCE.toMinutes() + " min ago and has not.",
              "Check the link between the hosts and the VM's state on both."));
    }
    if (phase == MigrationPhase.MIRROR) {
      return mirror();
    }
    sampleUnlessPaused();
    if (phase == MigrationPhase.POSTCOPY) {
      watchPostcopy();
    }
    if (trouble == null) {
      switch (phase) {
        case PRECOPY -> watchCopy();
        case SWITCHOVER -> watchSwitchover(now);
        default -> {}
      }
    }
    return null;
  }

  /** The memory goes once the disks are there. */
  private Answer.@Nullable SourceEnd mirror() throws InterruptedException {
    try {
      Mirrors.Look look = mirrors.look();
      tell(progress(look));
      trouble = look.trouble();
      if (trouble == null
          && mirrorWatchdog.barks(clock.instant(), look.done().bytes(), look.ready())) {
        trouble = silent(mirrorWatchdog);
      }
      if (trouble == null && look.ready()) {
        mirrors.writeThrough();
        boolean heard = migrate(vm.session(), Objects.requireNonNull(target));
        phase = MigrationPhase.PRECOPY;
        return heard ? null : reattach();
      }
    } catch (GodwitException refused) {
      if (refused.code() == ErrorCode.QMP_SESSION_LOST) {
        return null; // its end is told, too
      }
      trouble = refused.problem();
    }
    return trouble == null ? null : staysHere();
  }

  /** A copy that breaks, or that nobody takes any more, must not hold the guest's writes up. */
  private void watchMirrors() throws InterruptedException {
    trouble = mirrors.look().trouble();
    RamStats ram = info().ram();
    if (trouble == null
        && ram != null
        && mirrorWatchdog.barks(clock.instant(), ram.transferred().bytes(), false)) {
      trouble = silent(mirrorWatchdog);
    }
    if (trouble != null) {
      vm.session().execute(QmpCommands.migrateCancel(), ANSWER_DEADLINE);
    }
  }

  private void watchCopy() throws InterruptedException {
    if (mirrors.areAny()) {
      watchMirrors();
    } else if (copyWatchdog.barks(clock.instant(), newest().transferred().bytes(), false)) {
      breakOff(copyWatchdog);
    }
  }

  /** QEMU answers nobody while it waits to send the rest; the kernel does. */
  private void watchSwitchover(Instant now) throws InterruptedException {
    Connections.Peer to = peer;
    if (to == null || stoppedAt == null || now.isBefore(stoppedAt.plus(USUAL_PAUSE))) {
      return;
    }
    try {
      Connections.Traffic traffic = connections.traffic(to);
      if (standingWatchdog.barks(now, traffic.confirmed(), traffic.waiting() == 0)) {
        breakOff(standingWatchdog);
      }
    } catch (GodwitException unknown) {
      LOG.warn("migration {}: {}", migration, unknown.getMessage());
    }
  }

  /**
   * A copy that nobody takes any more ends by its connection: QEMU then finds that it could not
   * send all, and the guest goes on here. A cancel would not look whether the last byte has left.
   * Not on the way into post-copy, where a connection that breaks may lose the guest.
   */
  private void breakOff(Watchdog watchdog) throws InterruptedException {
    Connections.Peer to = peer;
    if (to == null || !waitingToGoAhead.isEmpty()) {
      return;
    }
    LOG.warn("migration {}: nothing moves any more, its connection is broken off", migration);
    try {
      connections.abort(to);
      trouble = silent(watchdog);
    } catch (GodwitException refused) {
      LOG.warn("migration {}: {}", migration, refused.getMessage());
    }
  }

  /**
   * The guest stands still and QEMU waits for us: the last byte cannot have left. From here on the
   * copies of the disks are whole, and nobody writes to them until the guest does.
   */
  private void closeMirrors() throws InterruptedException {
    try {
      mirrors.finish();
    } catch (GodwitException broken) {
      LOG.warn("migration {}: {}", migration, broken.getMessage());
      trouble = trouble == null ? broken.problem() : trouble;
      vm.session().execute(QmpCommands.migrateCancel(), ANSWER_DEADLINE);
      return;
    }
    try {
      vm.session()
          .execute(QmpCommands.migrateContinue(MigrationStatus.PRE_SWITCHOVER), ANSWER_DEADLINE);
    } catch (GodwitException refused) {
      // From here on only QEMU says how it ends; what it refuses has ended before.
      if (refused.code() != ErrorCode.QMP_COMMAND_FAILED) {
        throw refused;
      }
    }
  }

  private static Problem silent(Watchdog watchdog) {
    return problem(
        ErrorCode.MIGRATION_FAILED,
        "The destination has taken nothing of the disks or the memory for "
            + watchdog.patience().toSeconds()
            + " s; the guest runs on the source.",
        "Check the link between the hosts, then migrate again.");
  }

  /** Every question to QEMU while the guest stands still could make it stand still longer. */
  private void sampleUnlessPaused() throws InterruptedException {
    if (phase == MigrationPhase.PRECOPY || phase == MigrationPhase.POSTCOPY) {
      sample();
    }
  }

  /** The destination cannot have the whole state: the guest goes on here. */
  private Answer.SourceEnd staysHere() throws InterruptedException {
    String reason = info().errorDescription();
    if (mirrors.areAny()) {
      mirrors.drop();
    }
    privacy.end(vm.session(), migration, TlsEnd.CLIENT);
    if (trouble != null && !cancelled) {
      return new Answer.StaysHere(trouble);
    }
    Problem why =
        cancelled
            ? problem(
                ErrorCode.MIGRATION_CANCELLED,
                "The migration was cancelled; the guest runs on the source.",
                "Start another migration whenever it suits.")
            : problem(
                ErrorCode.MIGRATION_FAILED,
                "QEMU gave the migration up: "
                    + (reason == null
                        ? "the connection to the destination broke"
                        : reason.replaceFirst("[.\\s]+$", ""))
                    + ". The guest runs on the source.",
                "Correct what QEMU names, then migrate again.");
    return new Answer.StaysHere(why);
  }

  private SourceReport report() throws InterruptedException {
    MigrationInfo info = info();
    RamStats ram = info.ram();
    if (ram != null) {
      tell(progress(info, ram));
    }
    return new SourceReport(
        stoppedAt == null ? clock.instant() : stoppedAt,
        orZero(info.downtime()),
        orZero(info.totalTime()),
        orZero(info.setupTime()),
        mirrors.copied().plus(ram == null ? DataSize.ZERO : ram.transferred()),
        ram == null ? round : ram.dirtySyncCount());
  }

  private void sample() throws InterruptedException {
    try {
      MigrationInfo info = info();
      RamStats ram = info.ram();
      if (ram != null) {
        tell(progress(info, ram));
      }
    } catch (GodwitException missed) {
      LOG.debug("migration {} sample missed: {}", migration, missed.getMessage());
    }
  }

  /**
   * The guest stands still, or does not any more. Its network follows it meanwhile, so that this is
   * told by the thread that hears of it first: the migration's may wait for an answer of QEMU.
   */
  private synchronized void stands(boolean now) {
    standing = now;
    if (newest.phase() == MigrationPhase.PRECOPY) {
      tell(newest);
    }
  }

  private synchronized MigrationProgress newest() {
    return newest;
  }

  private synchronized void tell(MigrationProgress progress) {
    newest = progress;
    boolean switching = standing && progress.phase() == MigrationPhase.PRECOPY;
    sink.progress(migration, switching ? progress.in(MigrationPhase.SWITCHOVER) : progress);
  }

  private MigrationProgress progress(MigrationInfo info, RamStats ram) {
    return new MigrationProgress(
        phase,
        orZero(info.totalTime()),
        Math.max(round, ram.dirtySyncCount()),
        ram.total(),
        ram.transferred(),
        ram.remaining(),
        ram.throughput(),
        ram.dirtyRate(),
        orZero(info.expectedDowntime()));
  }

  private MigrationProgress progress(Mirrors.Look look) {
    Duration elapsed =
        mirrorsSince == null ? Duration.ZERO : Duration.between(mirrorsSince, clock.instant());
    long millis = Math.max(1, elapsed.toMillis());
    return new MigrationProgress(
        MigrationPhase.MIRROR,
        elapsed,
        0,
        look.total(),
        look.done(),
        look.total().minusOrZero(look.done()),
        new DataRate(look.done().bytes() * 1000 / millis),
        DataRate.ZERO,
        Duration.ZERO);
  }

  private MigrationInfo info() throws InterruptedException {
    return vm.session().execute(QmpCommands.queryMigrate(), ANSWER_DEADLINE);
  }

  private static Duration orZero(@Nullable Duration time) {
    return time == null ? Duration.ZERO : time;
  }

  private static Problem problem(ErrorCode code, String detail, String next) {
    return new Problem(code, detail, next);
  }

  private final class Follower implements QmpListener {
    @Override
    public void event(QmpEvent event) {
      inbox.offer(new Message.Told(event));
      switch (event) {
        case QmpEvent.Stop _ -> stands(true);
        case QmpEvent.Resume _ -> stands(false);
        default -> {}
      }
    }

    @Override
    public void ended(@Nullable Problem why) {
      inbox.offer(new Message.SessionEnded());
    }
  }
}
