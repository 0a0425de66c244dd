package io.godwit.agent.migration.source;

import io.godwit.agent.vm.Vm;
import io.godwit.agent.vm.VmCondition;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.migration.MigrationPhase;
import io.godwit.model.migration.MigrationProgress;
import io.godwit.model.migration.SourceReport;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.agent.Answer;
import io.godwit.qmp.MigrationInfo;
import io.godwit.qmp.MigrationParameters;
import io.godwit.qmp.MigrationStatus;
import io.godwit.qmp.QmpCommands;
import io.godwit.qmp.QmpEvent;
import io.godwit.qmp.QmpListener;
import io.godwit.qmp.QmpSession;
import io.godwit.qmp.RamStats;
import io.godwit.qmp.RunState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
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
  private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(10);

  /** Statistics only; what the phases wait for are events. */
  private static final Duration SAMPLE_INTERVAL = Duration.ofMillis(200);

  /** The destination gives up first, and QEMU notices; a dead link may take it this long. */
  private static final Duration LAST_PATIENCE = Duration.ofMinutes(20);

  /** Three attempts of ten seconds each are made to reach a QEMU whose session broke. */
  private static final Duration RECONNECT_PATIENCE = Duration.ofSeconds(40);

  /**
   * More than any link has. QEMU's own default is 128 MiB/s; 0 means different things to releases.
   */
  private static final DataRate UNLIMITED = DataRate.ofMebibytesPerSecond(64 * 1024);

  /** Percent; what QEMU does if told nothing. */
  private static final int FIRST_THROTTLE = 20;

  /** Percent; what QEMU does if told nothing. */
  private static final int THROTTLE_STEP = 10;

  /** Events of one migration: two per round and a few; the oldest sample never waits here. */
  private static final int INBOX = 4096;

  private final MigrationId migration;
  private final Vm vm;
  private final MigrationLimits limits;
  private final Instant giveUpAt;
  private final InstantSource clock;
  private final ProgressSink sink;
  private final Mirrors mirrors;
  private final BlockingQueue<Message> inbox = new ArrayBlockingQueue<>(INBOX);
  private final QmpListener follower = new Follower();

  private final Watchdog watchdog = new Watchdog();

  private MigrationPhase phase = MigrationPhase.PRECOPY;
  private String uri = "";
  private @Nullable Problem trouble;
  private @Nullable Instant mirrorsSince;
  private boolean attached;
  private boolean begun;
  private boolean cancelled;
  private @Nullable Instant stoppedAt;
  private long round;

  Departure(
      MigrationId migration,
      Vm vm,
      MigrationLimits limits,
      Instant giveUpAt,
      InstantSource clock,
      ProgressSink sink,
      Mirrors mirrors) {
    this.mirrors = mirrors;
    this.migration = migration;
    this.vm = vm;
    this.limits = limits;
    this.giveUpAt = giveUpAt;
    this.clock = clock;
    this.sink = sink;
  }

  private sealed interface Message {
    record Told(QmpEvent event) implements Message {}

    record SessionEnded() implements Message {}

    record Cancel() implements Message {}
  }

  /**
   * Begins the copy. If this throws, the guest was not touched.
   *
   * @param address where the destination listens
   * @param disksPort where it serves the disks that go along
   */
  void begin(String address, int port, int disksPort) throws InterruptedException {
    vm.follow(follower);
    try {
      QmpSession qmp = vm.session();
      Map<String, Boolean> capabilities = new LinkedHashMap<>();
      capabilities.put("events", true);
      capabilities.put("pause-before-switchover", mirrors.areAny());
      capabilities.put("return-path", false);
      capabilities.put("auto-converge", limits.maxSlowdown() > 0);
      qmp.execute(QmpCommands.migrateSetCapabilities(capabilities), ANSWER_DEADLINE);
      DataRate bandwidth =
          limits.bandwidth().equals(DataRate.ZERO) ? UNLIMITED : limits.bandwidth();
      qmp.execute(
          QmpCommands.migrateSetParameters(
              throttle(limits.maxSlowdown())
                  .withMaxBandwidth(bandwidth)
                  .withDowntimeLimit(limits.downtimeLimit())),
          ANSWER_DEADLINE);
      String host = address.contains(":") ? "[" + address + "]" : address;
      uri = "tcp:" + host + ":" + port;
      if (mirrors.areAny()) {
        phase = MigrationPhase.MIRROR;
        mirrorsSince = clock.instant();
        mirrors.begin(address, disksPort, limits.bandwidth());
      } else {
        qmp.execute(QmpCommands.migrate(uri), ANSWER_DEADLINE);
      }
    } catch (GodwitException | InterruptedException refused) {
      vm.unfollow(follower);
      throw refused;
    }
  }

  /** QEMU holds the guest back step by step, and never by more than is allowed. */
  private static MigrationParameters throttle(int most) {
    return most == 0
        ? MigrationParameters.NONE
        : MigrationParameters.NONE
            .withCpuThrottleInitial(Math.min(FIRST_THROTTLE, most))
            .withCpuThrottleIncrement(THROTTLE_STEP)
            .withMaxCpuThrottle(most);
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

  /** Drives the copy to its end. */
  Answer.SourceEnd run() throws InterruptedException {
    try {
      Answer.SourceEnd end = already();
      while (end == null) {
        Message message = inbox.poll(SAMPLE_INTERVAL.toNanos(), TimeUnit.NANOSECONDS);
        end = message == null ? onQuiet() : onMessage(message);
      }
      if (end instanceof Answer.HandedOver) {
        vm.lastByteSent(migration);
      }
      LOG.info("migration {} {} => {}", migration, phase, end);
      return end;
    } finally {
      vm.unfollow(follower);
    }
  }

  /** What has become of a copy before this agent came; null for one that runs. */
  private Answer.@Nullable SourceEnd already() throws InterruptedException {
    if (!attached) {
      return null;
    }
    MigrationStatus status = info().status();
    if (mirrors.areAny() && !isUnderWay(status)) {
      return alreadyMirrored();
    }
    begun = true;
    phase = phase == MigrationPhase.MIRROR ? MigrationPhase.PRECOPY : phase;
    return switch (status) {
      case PRE_SWITCHOVER, DEVICE, COMPLETED, FAILED, CANCELLED -> onStatus(status);
      default -> null;
    };
  }

  private static boolean isUnderWay(MigrationStatus status) {
    return switch (status) {
      case NONE, COMPLETED, FAILED, CANCELLED -> false;
      default -> true;
    };
  }

  /**
   * The copy of memory does not run: it has ended, or the disks are not there yet. What QEMU says
   * of an earlier arrival of this guest is not told from what it says of this copy, but where the
   * guest is after its last byte has left.
   */
  private Answer.@Nullable SourceEnd alreadyMirrored() throws InterruptedException {
    RunState state = vm.session().execute(QmpCommands.queryStatus(), ANSWER_DEADLINE).state();
    if (state == RunState.POSTMIGRATE) {
      begun = true;
      return onStatus(MigrationStatus.COMPLETED);
    }
    trouble =
        problem(
            ErrorCode.MIGRATION_FAILED,
            "The source's agent was started again while disks were copied; the guest runs on the"
                + " source.",
            "Migrate again.");
    return staysHere();
  }

  private Answer.@Nullable SourceEnd onMessage(Message message) throws InterruptedException {
    return switch (message) {
      case Message.SessionEnded ended -> reattach();
      case Message.Cancel cancel -> {
        cancelled = true;
        if (phase == MigrationPhase.MIRROR) {
          yield staysHere();
        }
        vm.session().execute(QmpCommands.migrateCancel(), ANSWER_DEADLINE);
        yield null;
      }
      case Message.Told told -> onEvent(told.event());
    };
  }

  /** QEMU may have ended, or only the session with it; the VM reconnects by itself. */
  private Answer.@Nullable SourceEnd reattach() throws InterruptedException {
    vm.await(c -> !(c instanceof VmCondition.Unresponsive), RECONNECT_PATIENCE);
    VmCondition condition = vm.condition();
    if (condition instanceof VmCondition.Unresponsive) {
      return new Answer.Unknown(
          problem(
              ErrorCode.QMP_SESSION_LOST,
              "The source's QEMU does not answer any more.",
              "Look at the VM's state on both hosts; kill it here once it is known to run there."));
    }
    if (!condition.state().hasProcess()) {
      return new Answer.Unknown(
          problem(
              ErrorCode.QEMU_DIED,
              "The source's QEMU ended during the migration.",
              "Look at the VM's state on both hosts."));
    }
    attached = true;
    return already();
  }

  private Answer.@Nullable SourceEnd onEvent(QmpEvent event) throws InterruptedException {
    return switch (event) {
      case QmpEvent.Stop stop -> {
        stoppedAt = stop.at();
        phase = MigrationPhase.SWITCHOVER;
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
      case FAILED, CANCELLED -> staysHere();
      default -> null;
    };
  }

  private Answer.@Nullable SourceEnd onQuiet() throws InterruptedException {
    Instant now = clock.instant();
    if (now.isAfter(giveUpAt.plus(LAST_PATIENCE))) {
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
    if (phase == MigrationPhase.PRECOPY && mirrors.areAny()) {
      watchMirrors();
    }
    return null;
  }

  /** The memory goes once the disks are there. */
  private Answer.@Nullable SourceEnd mirror() throws InterruptedException {
    try {
      Mirrors.Look look = mirrors.look();
      sink.progress(migration, progress(look));
      trouble = look.trouble();
      if (trouble == null && watchdog.barks(clock.instant(), look.done().bytes(), look.ready())) {
        trouble = silent();
      }
      if (trouble == null && look.ready()) {
        mirrors.writeThrough();
        vm.session().execute(QmpCommands.migrate(uri), ANSWER_DEADLINE);
        phase = MigrationPhase.PRECOPY;
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
    if (trouble != null) {
      return;
    }
    trouble = mirrors.look().trouble();
    RamStats ram = info().ram();
    if (trouble == null
        && ram != null
        && watchdog.barks(clock.instant(), ram.transferred().bytes(), false)) {
      trouble = silent();
    }
    if (trouble != null) {
      vm.session().execute(QmpCommands.migrateCancel(), ANSWER_DEADLINE);
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

  private static Problem silent() {
    return problem(
        ErrorCode.MIGRATION_FAILED,
        "The destination has taken nothing of the disks or the memory for "
            + Watchdog.PATIENCE.toSeconds()
            + " s; the guest runs on the source.",
        "Check the link between the hosts, then migrate again.");
  }

  /** Every question to QEMU while the guest stands still could make it stand still longer. */
  private void sampleUnlessPaused() throws InterruptedException {
    if (phase == MigrationPhase.PRECOPY) {
      sample();
    }
  }

  /** The destination cannot have the whole state: the guest goes on here. */
  private Answer.SourceEnd staysHere() throws InterruptedException {
    String reason = info().errorDescription();
    if (mirrors.areAny()) {
      mirrors.drop();
    }
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
                    + (reason == null ? "the connection to the destination broke" : reason)
                    + ". The guest runs on the source.",
                "Correct what QEMU names, then migrate again.");
    return new Answer.StaysHere(why);
  }

  private SourceReport report() throws InterruptedException {
    MigrationInfo info = info();
    RamStats ram = info.ram();
    if (ram != null) {
      sink.progress(migration, progress(info, ram));
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
        sink.progress(migration, progress(info, ram));
      }
    } catch (GodwitException missed) {
      LOG.debug("migration {} sample missed: {}", migration, missed.getMessage());
    }
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
    }

    @Override
    public void ended(@Nullable Problem why) {
      inbox.offer(new Message.SessionEnded());
    }
  }
}
