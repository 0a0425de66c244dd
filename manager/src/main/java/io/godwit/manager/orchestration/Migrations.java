package io.godwit.manager.orchestration;

import io.godwit.manager.event.Origin;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.Lineup;
import io.godwit.manager.inventory.Migration;
import io.godwit.manager.inventory.MigrationState;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.inventory.StateRecord.MigrationAccepted;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.manager.loop.Outcome;
import io.godwit.manager.loop.Published;
import io.godwit.manager.task.Idempotency;
import io.godwit.manager.task.Receipt;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.Check;
import io.godwit.model.migration.CheckGroup;
import io.godwit.model.migration.CheckReport;
import io.godwit.model.migration.Decision;
import io.godwit.model.migration.DiskWish;
import io.godwit.model.migration.Forecast;
import io.godwit.model.migration.LimitsWish;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.migration.MigrationPhase;
import io.godwit.model.unit.DataRate;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.RightToRun;
import io.godwit.model.vm.VmName;
import io.godwit.trace.Span;
import io.godwit.trace.Tracing;
import io.godwit.trace.Trail;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts migrations, runs their scripts and cancels them. */
public final class Migrations implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

  private static final Duration BEGINNING = Duration.ofSeconds(1);
  private static final Duration MOMENT = Duration.ofMillis(10);

  private final Tools tools;
  private final Supplier<MigrationId> ids;
  private final Map<MigrationId, MigrationScript> scripts = new ConcurrentHashMap<>();
  private final Map<MigrationId, Thread> threads = new ConcurrentHashMap<>();
  private final Doorman doorman;

  Migrations(Tools tools, Supplier<MigrationId> ids) {
    this.tools = tools;
    this.ids = ids;
    this.doorman = new Doorman(tools, this::beginQueued);
  }

  /** Ids of {@code m} and a dozen letters and digits: the history keeps millions. */
  static Supplier<MigrationId> randomIds(RandomGenerator random) {
    return () ->
        new MigrationId("m" + Long.toString(random.nextLong(1L << 60), Character.MAX_RADIX));
  }

  /**
   * Goes on with what was in flight when the records were written. Orders that tidy up are recorded
   * nowhere: those of completed migrations are given again, which does nothing where they were
   * carried out.
   */
  public void resumeAll() {
    for (Migration migration : tools.inventory().now().hard().migrations().values()) {
      if (migration.state() instanceof MigrationState.Queued) {
        doorman.attend();
      } else if (!migration.hasEnded()) {
        resume(migration);
      } else if (migration.state() instanceof MigrationState.Completed completed) {
        tidyUp(migration, completed.generation());
      }
    }
  }

  private void resume(Migration migration) {
    VmEntry vm = tools.inventory().now().hard().vms().get(migration.vm()).orElseThrow();
    Instant begun = Objects.requireNonNullElse(migration.begunAt(), migration.acceptedAt());
    LongSupplier total = () -> Duration.between(begun, tools.time().instant()).toNanos();
    MigrationScript script =
        MigrationScript.resumed(tools, migration, vm.right().generation(), total);
    Map<String, String> what = Map.of("godwit.migration", migration.id().value());
    Trail named = Trail.current().orNamed(migration.id().value());
    named.run(() -> {
      Span whole = tools.tracing().begin("migration resumed", Tracing.Side.INSIDE, what);
      Trail.current()
          .at(whole.place())
          .run(() -> start(migration.id(), script, script::resume, whole));
    });
  }

  private void tidyUp(Migration migration, Generation handover) {
    Optional<RightToRun> right =
        tools.inventory().now().hard().vms().get(migration.vm()).map(VmEntry::right);
    Conversation conversation = new Conversation(tools, migration, handover);
    if (right.map(RightToRun::generation).filter(handover::equals).isPresent()) {
      conversation.handOver();
    } else if (right.filter(r -> touches(r, migration.source())).isEmpty()) {
      conversation.letGo();
    }
  }

  private static boolean touches(RightToRun right, HostId host) {
    return right.home().equals(host)
        || (right instanceof RightToRun.Handover handover && handover.destination().equals(host));
  }

  /**
   * Checks and begins a migration, or has it wait for its turn.
   *
   * @return the migration; its copy has yet to begin
   * @throws GodwitException why not; nothing has changed then
   */
  public Migration begin(VmName name, HostId to, MigrationLimits limits)
      throws InterruptedException {
    MigrationId id = begin(name, to, limits, DiskWish.SHARED_ONLY, Optional.empty());
    return tools.inventory().now().requireMigration(id);
  }

  /**
   * Checks and begins a migration, or has it wait for its turn.
   *
   * @param key under which the call may be repeated
   * @return the migration, which is an earlier one if the call was repeated
   * @throws GodwitException why not; nothing has changed then
   */
  public MigrationId begin(
      VmName name, HostId to, MigrationLimits limits, DiskWish disks, Optional<Idempotency> key)
      throws InterruptedException {
    Optional<MigrationId> earlier = repeated(tools.inventory().now(), key);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    Span whole =
        tools
            .tracing()
            .begin(
                "migration",
                Tracing.Side.INSIDE,
                Map.of("godwit.vm.name", name.value(), "godwit.destination", to.value()));
    Wish wish = new Wish(ids.get(), name, to, limits, disks, Origin.current(), key, null);
    boolean accepted = false;
    try {
      accepted = Trail.current().at(whole.place()).call(() -> begin(wish, whole));
    } finally {
      if (!accepted) {
        whole.failed("it was not accepted");
        whole.close();
      }
    }
    return accepted ? wish.id() : repeated(tools.inventory().now(), key).orElseThrow();
  }

  /**
   * Checks one that has waited once more and begins it, unless it has ended or others have taken
   * its places meanwhile.
   *
   * @throws GodwitException why not; nothing has changed then
   */
  private void beginQueued(Migration queued, DiskWish disks) throws InterruptedException {
    MigrationId id = queued.id();
    DataCenter now = tools.inventory().now();
    VmEntry vm = now.requireVm(queued.name());
    MigrationLimits limits = LimitsOf.atItsTurn(now, vm, queued.destination(), queued.limits());
    Map<String, String> what = Map.of("godwit.migration", id.value());
    Trail.current()
        .orNamed(id.value())
        .call(() -> {
          Span whole = tools.tracing().begin("migration", Tracing.Side.INSIDE, what);
          Wish wish =
              new Wish(
                  id,
                  queued.name(),
                  queued.destination(),
                  limits,
                  disks,
                  queued.origin(),
                  Optional.empty(),
                  queued);
          boolean begun = false;
          try {
            begun = Trail.current().at(whole.place()).call(() -> begin(wish, whole));
          } finally {
            if (!begun) {
              whole.failed("it has not begun");
              whole.close();
            }
          }
          return begun;
        });
  }

  /**
   * The same with limits of which the VM and its cluster say what the call does not.
   *
   * @throws GodwitException why not, SECRECY_REQUIRED among others; nothing has changed then
   */
  public MigrationId begin(
      VmName name, HostId to, LimitsWish asked, DiskWish disks, Optional<Idempotency> key)
      throws InterruptedException {
    Optional<MigrationId> earlier = repeated(tools.inventory().now(), key);
    return earlier.isPresent()
        ? earlier.get()
        : begin(name, to, limits(name, to, asked), disks, key);
  }

  /**
   * The limits that a migration would have of which so much is said.
   *
   * @throws GodwitException VM_UNKNOWN, SECRECY_REQUIRED, SPEC_INVALID
   */
  public MigrationLimits limits(VmName name, HostId to, LimitsWish asked) {
    DataCenter state = tools.inventory().now();
    return LimitsOf.migration(state, state.requireVm(name), to, asked);
  }

  private Optional<MigrationId> repeated(DataCenter state, Optional<Idempotency> key) {
    Instant now = tools.time().instant();
    return key.flatMap(k -> state.hard().tasks().receipts().of(k, now))
        .map(receipt -> new MigrationId(receipt.led()));
  }

  /**
   * Makes every check of a migration that would be begun now, foretells it, and begins none.
   *
   * @throws GodwitException VM_UNKNOWN
   */
  public MigrationCheck check(VmName name, HostId to, MigrationLimits limits, DiskWish wish)
      throws InterruptedException {
    DataCenter state = tools.inventory().decide(Outcome::of);
    Trip trip = new Trip(ids.get(), state.requireVm(name), to, limits, wish);
    return new Examination(tools, trip).report(state);
  }

  /**
   * The same, and if nothing speaks against it the destination is started and taken down again.
   *
   * @throws GodwitException VM_UNKNOWN
   */
  public MigrationCheck rehearse(VmName name, HostId to, MigrationLimits limits, DiskWish wish)
      throws InterruptedException {
    DataCenter state = tools.inventory().decide(Outcome::of);
    Trip trip = new Trip(ids.get(), state.requireVm(name), to, limits, wish);
    Examination examination = new Examination(tools, trip);
    MigrationCheck check = examination.report(state);
    Forecast forecast = check.forecast();
    if (forecast == null || check.report().refusal().isPresent()) {
      return check;
    }
    return check.with(
        new DestinationRehearsal(tools, trip).perform(forecast.course(), examination.copies()));
  }

  /**
   * What keeps a VM from going to a host, whatever room there is: the checks that need nobody's
   * answer, but for those of capacity.
   */
  public Optional<Problem> misfit(DataCenter state, VmEntry vm, HostId to, DiskWish disks) {
    return misfit(state, vm, to, disks, Set.of());
  }

  /**
   * The same of a host that is off, as if it were on. Of one that this leader has never heard of
   * nobody knows what it has.
   */
  public Optional<Problem> misfitWhenOn(DataCenter state, VmEntry vm, HostId to, DiskWish disks) {
    return misfit(state, vm, to, disks, Set.of(Check.IN_SERVICE, Check.DESTINATION_AGENT));
  }

  private static Optional<Problem> misfit(
      DataCenter state, VmEntry vm, HostId to, DiskWish disks, Set<Check> passedOver) {
    return new CheckReport(
            Preflight.report(state, vm, to, disks).items().stream()
                .filter(item -> item.check().group() != CheckGroup.CAPACITY)
                .filter(item -> !passedOver.contains(item.check()))
                .toList())
        .refusal();
  }

  /** Returns whether it was begun; if not, the same call has been accepted meanwhile. */
  private boolean begin(Wish wish, Span whole) throws InterruptedException {
    MigrationId id = wish.id();
    VmName name = wish.name();
    HostId to = wish.to();
    long begun = tools.time().nanos();
    Optional<DataCenter> before = wish.asIfNew(tools.inventory().decide(Outcome::of));
    if (before.isEmpty()) {
      return false;
    }
    DataCenter state = before.get();
    VmEntry asked = Preflight.require(state, name, to, wish.disks());
    PlannedMoves.requireHolds(state, wish.origin(), asked, to);
    Trip trip = new Trip(id, asked, to, wish.limits(), wish.disks());
    Examination.Plan plan =
        tools.phase(MigrationPhase.CHECK, () -> new Examination(tools, trip).plan(state));
    Admitted admitted =
        tools.phase(
            MigrationPhase.RESERVE,
            () -> tools.inventory().decide(now -> accept(now, wish, asked, plan)));
    return switch (admitted) {
      case Admitted.Not _ -> false;
      case Admitted.Waits waits -> {
        LOG.info("migration {} new => queued ({})", id, waits.reason());
        whole.close();
        doorman.attend();
        yield true;
      }
      case Admitted.Begins begins -> {
        Inventory.logAccepted(begins.accepted(), begins.before().next());
        Migration migration = tools.inventory().now().requireMigration(id);
        LongSupplier total = () -> tools.time().nanos() - begun;
        MigrationScript script = new MigrationScript(tools, migration, begins.before(), total);
        start(id, script, script::run, whole);
        yield true;
      }
    };
  }

  /**
   * Cancels a migration and waits for its end.
   *
   * @throws GodwitException MIGRATION_TOO_LATE, MIGRATION_ENDED, MIGRATION_UNKNOWN, or that the
   *     source could not be told
   */
  public Migration cancel(MigrationId id) throws InterruptedException {
    if (doorman.sendAway(id)) {
      return tools.inventory().now().requireMigration(id);
    }
    steered(id).cancel();
    Migration ended = awaitEnd(id, tools.deadlines().start());
    if (ended.state() instanceof MigrationState.Completed) {
      throw tooLate(id);
    }
    return ended;
  }

  /**
   * Lets the guest move now, whatever the pause.
   *
   * @throws GodwitException MIGRATION_TOO_EARLY, MIGRATION_TOO_LATE, MIGRATION_ENDED,
   *     MIGRATION_UNKNOWN, or that the source could not be told
   */
  public Migration force(MigrationId id) throws InterruptedException {
    steered(id).helm().force(Origin.current().actor());
    return afterwards(id);
  }

  /**
   * Lets the copy take no more of the link than this from now on.
   *
   * @param bandwidth bytes per second; zero is no limit
   * @throws GodwitException MIGRATION_TOO_EARLY, MIGRATION_TOO_LATE, MIGRATION_ENDED,
   *     MIGRATION_UNKNOWN, or that the source could not be told
   */
  public Migration limit(MigrationId id, DataRate bandwidth) throws InterruptedException {
    steered(id).helm().limit(bandwidth, Origin.current().actor());
    return afterwards(id);
  }

  /**
   * Lets the copy keep to other limits from now on.
   *
   * @param wish of the pause, the slowdown and the bandwidth; what is null stays
   * @throws GodwitException SPEC_INVALID, MIGRATION_TOO_EARLY, MIGRATION_TOO_LATE, MIGRATION_ENDED,
   *     MIGRATION_UNKNOWN, or that the source could not be told
   */
  public Migration adjust(MigrationId id, LimitsWish wish) throws InterruptedException {
    steered(id).helm().adjust(wish, Origin.current().actor());
    return afterwards(id);
  }

  /** With what was decided until now. */
  private Migration afterwards(MigrationId id) throws InterruptedException {
    return tools.inventory().decide(Outcome::of).requireMigration(id);
  }

  private MigrationScript steered(MigrationId id) throws InterruptedException {
    requireUnended(id);
    if (tools.inventory().now().requireMigration(id).state() instanceof MigrationState.Queued) {
      throw new GodwitException(
          ErrorCode.MIGRATION_TOO_EARLY,
          "Migration " + id + " waits for its turn; there is nothing to steer yet.",
          "Wait until it has begun, or cancel it.");
    }
    // One that has just begun is recorded a moment before somebody works on it.
    long end = tools.time().nanos() + BEGINNING.toNanos();
    while (true) {
      MigrationScript script = scripts.get(id);
      if (script != null) {
        return script;
      }
      requireUnended(id);
      if (tools.time().nanos() - end > 0) {
        throw tooLate(id);
      }
      tools.time().sleep(MOMENT);
    }
  }

  private void requireUnended(MigrationId id) {
    if (tools.inventory().now().requireMigration(id).hasEnded()) {
      throw new GodwitException(
          ErrorCode.MIGRATION_ENDED,
          "Migration " + id + " has ended.",
          "Look at its result with 'godwit migration show " + id + "'.");
    }
  }

  /** Stops the threads; migrations go on in QEMU, and their records say where they were. */
  @Override
  public void close() {
    doorman.close();
    threads.values().forEach(Thread::interrupt);
    tools.errands().close();
  }

  /** Whether a thread works on the migration. */
  boolean isUnderWay(MigrationId id) {
    return scripts.containsKey(id);
  }

  /** Whether someone waits for the migration's cancelled end. */
  boolean isCancelAsked(MigrationId id) {
    MigrationScript script = scripts.get(id);
    return script != null && script.wasCancelled();
  }

  /**
   * What is asked for.
   *
   * @param queued the migration, if it has waited for its turn
   */
  private record Wish(
      MigrationId id,
      VmName name,
      HostId to,
      MigrationLimits limits,
      DiskWish disks,
      Origin origin,
      Optional<Idempotency> key,
      @Nullable Migration queued) {
    /** The state that it is checked against; none if it waits no longer. */
    Optional<DataCenter> asIfNew(DataCenter state) {
      return queued == null ? Optional.of(state) : Doorman.queued(state, id).map(state::without);
    }

    /** Its place in the line. */
    long number(DataCenter state) {
      return queued != null && queued.state() instanceof MigrationState.Queued waits
          ? waits.number()
          : Lineup.nextNumber(state.hard());
    }
  }

  /** What became of it. */
  private sealed interface Admitted {
    /** Nothing: the same call was accepted meanwhile, or it has to wait on, or it has ended. */
    record Not() implements Admitted {}

    /** It has joined the line. */
    record Waits(String reason) implements Admitted {}

    /**
     * It begins.
     *
     * @param before the generation of the right to run that the migration starts from
     */
    record Begins(MigrationAccepted accepted, Generation before) implements Admitted {}
  }

  private Outcome<DataCenter, StateRecord, Admitted> accept(
      DataCenter now, Wish wish, VmEntry asked, Examination.Plan plan) {
    Optional<DataCenter> before = wish.asIfNew(now);
    if (before.isEmpty() || repeated(now, wish.key()).isPresent()) {
      return Outcome.of(new Admitted.Not());
    }
    DataCenter state = before.get();
    VmName name = wish.name();
    VmEntry vm = Preflight.require(state, name, wish.to(), wish.disks());
    if (!vm.equals(asked)) {
      // What the agents were asked was about another right to run.
      throw new GodwitException(
          ErrorCode.VM_WRONG_STATE,
          "VM " + name + " was moved, or someone tried to, while this migration was checked.",
          "Look where it is, and try again.");
    }
    PlannedMoves.requireHolds(state, wish.origin(), vm, wish.to());
    HostEntry destination = state.requireConnected(wish.to());
    Instant at = tools.time().instant();
    MigrationAccepted accepted =
        new MigrationAccepted(
            wish.id(),
            vm.id(),
            wish.name(),
            vm.right().home(),
            destination.id(),
            wish.limits(),
            plan.outlook().forecast().course(),
            plan.outlook().forecast(),
            plan.outlook().log().stream().map(text -> new Decision(at, text)).toList(),
            plan.copies(),
            at,
            wish.origin());
    long number = wish.number(state);
    Optional<String> reason = Lineup.of(state.hard(), accepted, number).reason();
    Generation old = vm.right().generation();
    Admitted begins = new Admitted.Begins(accepted, old);
    if (wish.queued() != null) {
      return reason.isPresent()
          ? Outcome.of(new Admitted.Not())
          : Outcome.recorded(Inventory.beginning(accepted, now, old.next()), begins);
    }
    if (reason.isPresent() && Lineup.tooLong(state.hard()).isPresent()) {
      throw Lineup.tooLong(state.hard()).get().asException();
    }
    List<StateRecord> records =
        new ArrayList<>(
            reason.isPresent()
                ? Inventory.queueing(accepted, number, wish.disks())
                : Inventory.accepting(accepted, old.next()));
    String led = wish.id().value();
    wish.key()
        .map(k -> state.hard().tasks().receipts().changes(k, Receipt.Kind.MIGRATION, led, at))
        .ifPresent(changes -> records.addAll(StateRecord.of(changes)));
    return Outcome.recorded(records, reason.<Admitted>map(Admitted.Waits::new).orElse(begins));
  }

  /** What a migration's thread does. */
  private interface Work {
    void run() throws InterruptedException;
  }

  private void start(MigrationId id, MigrationScript script, Work work, Span whole) {
    scripts.put(id, script);
    Thread thread =
        tools
            .time()
            .thread(
                "migration-" + id,
                () -> {
                  try {
                    work.run();
                  } catch (InterruptedException closing) {
                    LOG.info("migration {} left where it is", id);
                  } catch (RuntimeException defect) {
                    LOG.error("migration {} broke off and stays where it is", id, defect);
                  } finally {
                    scripts.remove(id);
                    threads.remove(id);
                    close(whole, id);
                  }
                });
    threads.put(id, thread);
    thread.start();
  }

  private void close(Span whole, MigrationId id) {
    boolean arrived =
        tools
            .inventory()
            .now()
            .hard()
            .migrations()
            .get(id)
            .filter(migration -> migration.state() instanceof MigrationState.Completed)
            .isPresent();
    if (!arrived) {
      whole.failed("the VM did not move, or nobody knows yet");
    }
    whole.close();
  }

  private Migration awaitEnd(MigrationId id, Duration patience) throws InterruptedException {
    long end = tools.time().nanos() + patience.toNanos();
    Published<DataCenter> seen = tools.inventory().newest();
    while (true) {
      Migration migration = seen.state().requireMigration(id);
      Duration left = Duration.ofNanos(end - tools.time().nanos());
      if (migration.hasEnded()) {
        return migration;
      }
      if (left.isNegative() || tools.inventory().isClosed()) {
        throw new GodwitException(
            ErrorCode.OUTCOME_UNKNOWN,
            "Migration " + id + " was told to end and has not yet.",
            "Follow it with 'godwit migration show " + id + "'.");
      }
      seen = tools.inventory().awaitAfter(seen.version(), left);
    }
  }

  private static GodwitException tooLate(MigrationId id) {
    return new GodwitException(
        ErrorCode.MIGRATION_TOO_LATE,
        "Migration " + id + " is past the point where it can be changed.",
        "Wait for its end, and move the VM back if need be.");
  }
}
