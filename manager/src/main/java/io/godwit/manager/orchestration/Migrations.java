package io.godwit.manager.orchestration;

import io.godwit.manager.event.Origin;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.Inventory;
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
import io.godwit.model.migration.CheckReport;
import io.godwit.model.migration.DiskCopy;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.migration.MigrationPhase;
import io.godwit.model.migration.Transport;
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
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts migrations, runs their scripts and cancels them. */
public final class Migrations implements AutoCloseable {
  /** Beyond this hosts and links are busy for hours; the rest is better refused than forgotten. */
  static final int MAX_IN_FLIGHT = 256;

  private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

  private final Tools tools;
  private final Supplier<MigrationId> ids;
  private final Map<MigrationId, MigrationScript> scripts = new ConcurrentHashMap<>();
  private final Map<MigrationId, Thread> threads = new ConcurrentHashMap<>();

  Migrations(Tools tools, Supplier<MigrationId> ids) {
    this.tools = tools;
    this.ids = ids;
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
      if (!migration.hasEnded()) {
        resume(migration);
      } else if (migration.state() instanceof MigrationState.Completed completed) {
        tidyUp(migration, completed.generation());
      }
    }
  }

  private void resume(Migration migration) {
    VmEntry vm = tools.inventory().now().hard().vms().get(migration.vm()).orElseThrow();
    LongSupplier total =
        () -> Duration.between(migration.acceptedAt(), tools.time().instant()).toNanos();
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
   * Checks and begins a migration.
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
   * Checks and begins a migration.
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
    Wish wish = new Wish(ids.get(), name, to, limits, disks, Origin.current(), key);
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

  private Optional<MigrationId> repeated(DataCenter state, Optional<Idempotency> key) {
    Instant now = tools.time().instant();
    return key.flatMap(k -> state.hard().tasks().receipts().of(k, now))
        .map(receipt -> new MigrationId(receipt.led()));
  }

  /**
   * Makes every check of a migration that would be begun now, and begins none.
   *
   * @throws GodwitException VM_UNKNOWN
   */
  public MigrationCheck check(VmName name, HostId to, DiskWish wish) throws InterruptedException {
    DataCenter state = tools.inventory().decide(Outcome::of);
    VmEntry vm = state.requireVm(name);
    CheckReport report =
        Preflight.report(state, vm, to, wish)
            .with(new AgentChecks(tools, ids.get(), vm, to, wish).ask(state));
    return new MigrationCheck(name, vm.right().home(), to, report);
  }

  /** Returns whether it was begun; if not, the same call has been accepted meanwhile. */
  private boolean begin(Wish wish, Span whole) throws InterruptedException {
    MigrationId id = wish.id();
    VmName name = wish.name();
    HostId to = wish.to();
    long begun = tools.time().nanos();
    DataCenter state = tools.inventory().decide(Outcome::of);
    VmEntry asked = Preflight.require(state, name, to, wish.disks());
    List<DiskCopy> copies =
        tools.phase(
            MigrationPhase.CHECK,
            () -> {
              AgentChecks checks = new AgentChecks(tools, id, asked, to, wish.disks());
              requireNone(new CheckReport(checks.ask(state)));
              return checks.copies();
            });
    Optional<Reserved> reserved =
        tools.phase(
            MigrationPhase.RESERVE,
            () -> tools.inventory().decide(now -> accept(now, wish, asked, copies)));
    if (reserved.isEmpty()) {
      return false;
    }
    Generation before = reserved.get().before();
    Inventory.logAccepted(reserved.get().accepted(), before.next());
    Migration migration = tools.inventory().now().requireMigration(id);
    MigrationScript script =
        new MigrationScript(tools, migration, before, () -> tools.time().nanos() - begun);
    start(id, script, script::run, whole);
    return true;
  }

  /**
   * Cancels a migration and waits for its end.
   *
   * @throws GodwitException MIGRATION_TOO_LATE, MIGRATION_ENDED, MIGRATION_UNKNOWN, or that the
   *     source could not be told
   */
  public Migration cancel(MigrationId id) throws InterruptedException {
    Migration migration = tools.inventory().now().requireMigration(id);
    if (migration.hasEnded()) {
      throw new GodwitException(
          ErrorCode.MIGRATION_ENDED,
          "Migration " + id + " has ended.",
          "Look at its result with 'godwit migration show " + id + "'.");
    }
    MigrationScript script = scripts.get(id);
    if (script == null) {
      throw tooLate(id);
    }
    script.cancel();
    Migration ended = awaitEnd(id, tools.deadlines().start());
    if (ended.state() instanceof MigrationState.Completed) {
      throw tooLate(id);
    }
    return ended;
  }

  /** Stops the threads; migrations go on in QEMU, and their records say where they were. */
  @Override
  public void close() {
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

  private static void requireNone(CheckReport report) {
    Optional<Problem> refusal = report.refusal();
    if (refusal.isPresent()) {
      throw refusal.get().asException();
    }
  }

  /** What is asked for. */
  private record Wish(
      MigrationId id,
      VmName name,
      HostId to,
      MigrationLimits limits,
      DiskWish disks,
      Origin origin,
      Optional<Idempotency> key) {}

  /**
   * What was recorded.
   *
   * @param before the generation of the right to run that the migration starts from
   */
  private record Reserved(MigrationAccepted accepted, Generation before) {}

  /** Nothing, if the same call was accepted meanwhile. */
  private Outcome<DataCenter, StateRecord, Optional<Reserved>> accept(
      DataCenter state, Wish wish, VmEntry asked, List<DiskCopy> copies) {
    if (repeated(state, wish.key()).isPresent()) {
      return Outcome.of(Optional.empty());
    }
    VmName name = wish.name();
    VmEntry vm = Preflight.require(state, name, wish.to(), wish.disks());
    if (!vm.equals(asked)) {
      // What the agents were asked was about another right to run.
      throw new GodwitException(
          ErrorCode.VM_WRONG_STATE,
          "VM " + name + " was moved, or someone tried to, while this migration was checked.",
          "Look where it is, and try again.");
    }
    HostEntry destination = state.requireConnected(wish.to());
    Instant now = tools.time().instant();
    MigrationAccepted accepted =
        new MigrationAccepted(
            wish.id(),
            vm.id(),
            wish.name(),
            vm.right().home(),
            destination.id(),
            wish.limits(),
            transport(wish.limits()),
            copies,
            now,
            wish.origin());
    Generation before = vm.right().generation();
    List<StateRecord> records = new ArrayList<>(Inventory.accepting(accepted, before.next()));
    String led = wish.id().value();
    wish.key()
        .map(k -> state.hard().tasks().receipts().changes(k, Receipt.Kind.MIGRATION, led, now))
        .ifPresent(changes -> records.addAll(StateRecord.of(changes)));
    return Outcome.recorded(records, Optional.of(new Reserved(accepted, before)));
  }

  private static Transport transport(MigrationLimits limits) {
    return switch (limits.secrecy()) {
      case PREFERRED, OFF -> Transport.PLAIN;
      case REQUIRED ->
          throw new GodwitException(
              ErrorCode.SECRECY_UNAVAILABLE,
              "Guests' memory is not encrypted on its way yet.",
              "Ask for 'preferred' or 'off', and keep the migration network to the hosts.");
    };
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
        "Migration " + id + " is past the point where it can be cancelled.",
        "Wait for its end, and move the VM back if need be.");
  }
}
