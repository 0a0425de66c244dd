package io.godwit.agent.migration.source;

import io.godwit.agent.migration.Privacy;
import io.godwit.agent.platform.Connections;
import io.godwit.agent.storage.Images;
import io.godwit.agent.vm.Definition;
import io.godwit.agent.vm.Disks;
import io.godwit.agent.vm.Vm;
import io.godwit.agent.vm.VmCondition;
import io.godwit.agent.vm.Vms;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.migration.DiskCopy;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.vm.DiskMeasure;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmObservation;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import io.godwit.qmp.MigrationInfo;
import io.godwit.qmp.QmpCommands;
import io.godwit.qmp.TlsEnd;
import io.godwit.trace.Trail;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The VMs that leave this host, one departure each. Methods named after an order carry it out; each
 * may be repeated. Safe for all threads.
 */
public final class Departures {
  private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(5);

  /** A cancel takes one round trip to QEMU; a blocked socket may hold it up. */
  private static final Duration CANCEL_DEADLINE = Duration.ofSeconds(30);

  /** Longer than any departure: its own deadlines end it first. */
  private static final Duration AWAIT_DEADLINE = Duration.ofHours(25);

  private final Vms vms;
  private final InstantSource clock;
  private final ProgressSink sink;
  private final Images images;
  private final Privacy privacy;
  private final Connections connections;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<VmId, Running> departures = new ConcurrentHashMap<>();

  /**
   * @param images removes what VMs took along
   * @param privacy keeps what leaves from others
   * @param connections over which copies go
   */
  public Departures(
      Vms vms,
      InstantSource clock,
      ProgressSink sink,
      Images images,
      Privacy privacy,
      Connections connections) {
    this.connections = connections;
    this.privacy = privacy;
    this.images = images;
    this.vms = vms;
    this.clock = clock;
    this.sink = sink;
  }

  private record Running(
      MigrationId migration, Departure departure, CompletableFuture<Answer.SourceEnd> end) {}

  /** Goes on with the copies that ran when an earlier agent ended. */
  public void attachAll() {
    List<VmObservation> all = vms.observations();
    for (VmObservation each : all) {
      Vm vm = vms.get(each.vm());
      Definition.Passage passage = vm.definition().passage();
      if (passage != null && passage.end() == Definition.End.SOURCE && each.pid() != 0) {
        Departure departure = departure(vm, passage);
        departure.attach();
        drive(vm, passage.migration(), departure);
      }
    }
  }

  /** How large the VM's disks are. */
  public List<DiskMeasure> measure(Order.MeasureDisks order) throws InterruptedException {
    Vm vm = vms.get(order.vm());
    vm.accept(order.generation());
    return Disks.measure(vm.session(), vm.spec().disks().size());
  }

  /** What the guest's processors have, if its QEMU says. */
  public Optional<List<String>> describeCpu(Order.DescribeCpu order) throws InterruptedException {
    Vm vm = vms.get(order.vm());
    vm.accept(order.generation());
    return GuestCpu.features(vm.session());
  }

  /** May the VM leave? */
  public VmObservation check(Order.CheckSource order) throws InterruptedException {
    Vm vm = vms.get(order.vm());
    vm.accept(order.generation());
    refuseOther(vm, order.migration());
    if (!(vm.condition() instanceof VmCondition.Running)) {
      throw new GodwitException(
          ErrorCode.VM_NOT_RUNNING,
          "VM " + vm.name() + " is " + vm.condition().state() + ".",
          "Only a running VM can be migrated; start or resume it first.");
    }
    MigrationInfo info = vm.session().execute(QmpCommands.queryMigrate(), ANSWER_DEADLINE);
    if (!info.blockedReasons().isEmpty()) {
      throw new GodwitException(
          ErrorCode.VM_WRONG_STATE,
          "QEMU says that VM " + vm.name() + " cannot move: " + info.blockedReasons() + ".",
          "Remove the device that holds it.");
    }
    return vm.observation();
  }

  /** Begins the copy. */
  public void start(Order.StartSource order) throws InterruptedException {
    Vm vm = vms.get(order.vm());
    vm.accept(order.generation());
    lock.lockInterruptibly();
    try {
      Running running = departures.get(vm.id());
      if (running != null && running.migration().equals(order.migration())) {
        return;
      }
      refuseOther(vm, order.migration());
      Instant giveUpAt = clock.instant().plus(order.limits().deadline());
      Mirrors mirrors = new Mirrors(vm, order.copies());
      Departure departure =
          new Departure(
              order.migration(), vm, giveUpAt, clock, sink, mirrors, privacy, connections);
      vm.note(Definition.Passage.out(order.migration(), giveUpAt).with(order.copies(), 0));
      try {
        departure.begin(order);
      } catch (GodwitException | InterruptedException refused) {
        vm.note(null);
        throw refused;
      }
      drive(vm, order.migration(), departure);
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the copy has ended. */
  public Answer.SourceEnd await(Order.AwaitSource order) throws InterruptedException {
    return await(running(order.vm(), order.migration()), AWAIT_DEADLINE);
  }

  /**
   * Gives the copy up if the guest has not been stopped for good.
   *
   * @throws GodwitException {@code MIGRATION_TOO_LATE}
   */
  public void cancel(Order.CancelSource order) throws InterruptedException {
    Running running = running(order.vm(), order.migration());
    running.departure().cancel();
    if (!(await(running, CANCEL_DEADLINE) instanceof Answer.StaysHere)) {
      throw Departure.tooLate(order.migration());
    }
  }

  /**
   * Changes the course of a copy.
   *
   * @throws GodwitException {@code MIGRATION_TOO_LATE}
   */
  public void steer(Order.Steer order) throws InterruptedException {
    Running running = running(order.vm(), order.migration());
    done(running, running.departure().steer(order));
  }

  /**
   * Lets the guest go ahead of its memory; may be repeated.
   *
   * @throws GodwitException {@code MIGRATION_TOO_LATE} if the copy ended before
   */
  public void startPostcopy(Order.StartPostcopy order) throws InterruptedException {
    Running running = running(order.vm(), order.migration());
    done(running, running.departure().goAhead());
  }

  /** Goes on with a post-copy whose connection broke. */
  public void resume(Order.ResumeSource order) throws InterruptedException {
    Vm vm = vms.get(order.vm());
    vm.accept(order.generation());
    lock.lockInterruptibly();
    try {
      Running broken = running(order.vm(), order.migration());
      if (!broken.end().isDone()) {
        return; // it goes on already
      }
      Departure departure = departure(vm, requirePassage(vm));
      departure.resume(order.address(), order.port());
      drive(vm, order.migration(), departure);
    } finally {
      lock.unlock();
    }
  }

  private static Definition.Passage requirePassage(Vm vm) {
    Definition.Passage passage = vm.definition().passage();
    if (passage == null) {
      throw new GodwitException(
          ErrorCode.MIGRATION_UNKNOWN,
          "VM " + vm.name() + " takes part in no migration on this host.",
          "Look at the VM's state on both hosts.");
    }
    return passage;
  }

  /** A departure that follows what QEMU does already. */
  private Departure departure(Vm vm, Definition.Passage passage) {
    return new Departure(
        passage.migration(),
        vm,
        passage.giveUpAt(),
        clock,
        sink,
        new Mirrors(vm, passage.copies()),
        privacy,
        connections);
  }

  /** Waits until the departure has done what it was asked, or cannot any more. */
  private static void done(Running running, CompletableFuture<Void> done)
      throws InterruptedException {
    try {
      CompletableFuture.anyOf(done, running.end())
          .get(CANCEL_DEADLINE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException refused) {
      throw refused.getCause() instanceof GodwitException known
          ? new GodwitException(known.problem(), known)
          : new IllegalStateException(refused.getCause());
    } catch (TimeoutException late) {
      throw new GodwitException(
          new Problem(
              ErrorCode.OUTCOME_UNKNOWN,
              "QEMU has not done what migration " + running.migration() + " asked of it yet.",
              "Look at the migration, and ask again."),
          late);
    }
    if (!done.isDone()) {
      throw Departure.tooLate(running.migration());
    }
  }

  /** Lets go of a VM that runs elsewhere now. */
  public void release(Order.ReleaseSource order) throws InterruptedException {
    if (!vms.has(order.vm())) {
      return;
    }
    Vm vm = vms.get(order.vm());
    vm.accept(order.generation());
    VmCondition condition = vm.condition();
    if (condition.state().hasProcess() && !(condition instanceof VmCondition.HandedOver)) {
      throw new GodwitException(
          ErrorCode.VM_WRONG_STATE,
          "VM " + vm.name() + " is " + condition.state() + " here and was not handed over.",
          "Find out which host runs it before either is touched.");
    }
    if (condition.state().hasProcess()) {
      vm.kill();
    }
    privacy.erase(order.migration(), TlsEnd.CLIENT);
    discardCopied(vm, order.migration());
    vms.remove(vm);
    departures.remove(order.vm());
  }

  /** The VM works on the destination's copies from now on. */
  private void discardCopied(Vm vm, MigrationId migration) {
    Definition.Passage passage = vm.definition().passage();
    if (passage != null
        && passage.end() == Definition.End.SOURCE
        && passage.migration().equals(migration)) {
      for (DiskCopy copy : passage.copies()) {
        images.discard(vm.spec().disks().get(copy.disk()).file());
      }
    }
  }

  /** Runs the guest here again; the destination is known not to. */
  public VmObservation takeBack(Order.TakeBack order) throws InterruptedException {
    Vm vm = vms.get(order.vm());
    vm.accept(order.generation());
    VmObservation back = vm.takeBack(order.migration());
    vm.note(null);
    privacy.end(vm.session(), order.migration(), TlsEnd.CLIENT);
    departures.remove(order.vm());
    return back;
  }

  private void drive(Vm vm, MigrationId migration, Departure departure) {
    CompletableFuture<Answer.SourceEnd> end = new CompletableFuture<>();
    departures.put(vm.id(), new Running(migration, departure, end));
    Thread.ofVirtual()
        .name("migration-" + migration)
        .start(Trail.carried(() -> end.complete(drive(vm, departure))));
  }

  private static Answer.SourceEnd drive(Vm vm, Departure departure) {
    try {
      Answer.SourceEnd end = departure.run();
      if (end instanceof Answer.StaysHere) {
        vm.note(null);
      }
      return end;
    } catch (GodwitException silent) {
      return new Answer.Unknown(silent.problem());
    } catch (InterruptedException | RuntimeException defect) {
      return new Answer.Unknown(
          new Problem(
              ErrorCode.INTERNAL,
              "The source's script of VM " + vm.name() + " broke off: " + defect + ".",
              "Look at the VM's state on both hosts, and report this as a defect."));
    }
  }

  private void refuseOther(Vm vm, MigrationId migration) {
    Running running = departures.get(vm.id());
    if (running != null && !running.end().isDone() && !running.migration().equals(migration)) {
      throw new GodwitException(
          ErrorCode.VM_MIGRATING,
          "VM "
              + vm.name()
              + " is leaving this host already, with migration "
              + running.migration()
              + ".",
          "Wait for it or cancel it.");
    }
  }

  private Running running(VmId vm, MigrationId migration) {
    Running running = departures.get(vm);
    if (running == null || !running.migration().equals(migration)) {
      throw new GodwitException(
          ErrorCode.MIGRATION_UNKNOWN,
          "This host knows nothing of migration " + migration + ".",
          "Look at the VM's state on both hosts.");
    }
    return running;
  }

  private static Answer.SourceEnd await(Running running, Duration patience)
      throws InterruptedException {
    try {
      return running.end().get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException late) {
      throw new GodwitException(
          new Problem(
              ErrorCode.OUTCOME_UNKNOWN,
              "Migration " + running.migration() + " has not ended yet.",
              "Ask again."),
          late);
    }
  }
}
