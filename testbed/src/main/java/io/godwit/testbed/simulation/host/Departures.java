package io.godwit.testbed.simulation.host;

import io.godwit.agent.vm.VmCondition;
import io.godwit.manager.time.Mailbox;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.migration.DiskCopy;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationPhase;
import io.godwit.model.migration.MigrationProgress;
import io.godwit.model.migration.SourceReport;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmObservation;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import io.godwit.testbed.simulation.scheduler.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The VMs that leave a host; follows {@code agent.migration.source}. */
final class Departures {
  private static final Duration CANCEL_DEADLINE = Duration.ofSeconds(30);
  private static final Duration AWAIT_DEADLINE = Duration.ofHours(25);
  private static final int INBOX = 4096;

  private final Agent agent;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<VmId, Departure> departures = new TreeMap<>();

  Departures(Agent agent) {
    this.agent = agent;
  }

  private sealed interface Message {
    record Told(Qemu.Event event) implements Message {}

    record SessionEnded() implements Message {}

    record Cancel() implements Message {}
  }

  /** One VM on its way out. */
  private final class Departure {
    final MigrationId migration;
    final LocalVm vm;
    final Mailbox<Message> inbox = new Mailbox<>(agent.time(), INBOX);
    final Slot<Answer.SourceEnd> end = new Slot<>(agent.time());
    final Consumer<Qemu.Event> follower = event -> tell(new Message.Told(event));
    final Runnable mourner = () -> tell(new Message.SessionEnded());
    final Instant giveUpAt;
    final List<DiskCopy> copies;
    private boolean cancelled;
    private boolean begun;
    private String address = "";
    private int port;
    private @Nullable Instant stoppedAt;

    Departure(MigrationId migration, LocalVm vm, Instant giveUpAt, List<DiskCopy> copies) {
      this.giveUpAt = giveUpAt;
      this.copies = copies;
      this.migration = migration;
      this.vm = vm;
    }

    void tell(Message message) {
      try {
        inbox.offer(message, Duration.ZERO);
      } catch (InterruptedException ending) {
        Thread.currentThread().interrupt();
      }
    }

    void begin(String toAddress, int toPort) throws InterruptedException {
      address = toAddress;
      port = toPort;
      if (!vm.hasProcess()) {
        throw new GodwitException(
            ErrorCode.VM_NOT_RUNNING, "The VM is " + vm.condition().state() + ".", "Start it.");
      }
      vm.follow(follower, mourner);
      if (copies.isEmpty()) {
        migrate();
      }
    }

    /**
     * Returns whether it was answered; if not, it may have begun, or begin when QEMU comes to it.
     */
    private boolean migrate() throws InterruptedException {
      boolean pauses = !copies.isEmpty();
      boolean listens;
      Monitor session = vm.session();
      try {
        listens =
            session.execute(
                qemu -> qemu.migrate(address, agent.host().neighbour(address, port), pauses));
      } catch (GodwitException unheard) {
        begun = true;
        return false;
      }
      if (!listens) {
        vm.unfollow(follower, mourner);
        throw new GodwitException(
            ErrorCode.QMP_COMMAND_FAILED, "Nobody listens at " + address + ".", "Look there.");
      }
      return true;
    }

    void attach() {
      begun = true;
      vm.follow(follower, mourner);
    }

    void drive() {
      try {
        Answer.SourceEnd how = run();
        if (how instanceof Answer.StaysHere) {
          vm.note(null);
        }
        end.put(how);
      } catch (GodwitException silent) {
        end.put(new Answer.Unknown(silent.problem()));
      } catch (IllegalStateException defect) {
        end.put(
            new Answer.Unknown(
                problem(ErrorCode.INTERNAL, "The script broke off: " + defect + ".")));
      } catch (InterruptedException ending) {
        Thread.currentThread().interrupt();
      }
    }

    private Answer.SourceEnd run() throws InterruptedException {
      try {
        Answer.SourceEnd how = begun ? onCopy(copyInTime()) : copies.isEmpty() ? null : mirror();
        while (how == null) {
          how = on(inbox.take());
        }
        if (how instanceof Answer.HandedOver) {
          vm.lastByteSent(migration);
        }
        return how;
      } finally {
        vm.unfollow(follower, mourner);
      }
    }

    /** Disks first; the copies at the destination have no content here. */
    private Answer.@Nullable SourceEnd mirror() throws InterruptedException {
      agent.tellProgress(migration, progress(MigrationPhase.MIRROR));
      long end = agent.time().nanos() + agent.host().mirrorTime().toNanos();
      for (long now = agent.time().nanos(); now < end; now = agent.time().nanos()) {
        Optional<Message> told = inbox.poll(Duration.ofNanos(end - now));
        if (told.isPresent() && told.get() instanceof Message.Cancel) {
          cancelled = true;
          return staysHere();
        }
        if (told.isPresent() && told.get() instanceof Message.SessionEnded) {
          return on(told.get());
        }
      }
      try {
        return migrate() ? null : onCopy(copyInTime());
      } catch (GodwitException refused) {
        return vm.hasProcess() ? staysHere() : new Answer.Unknown(refused.problem());
      }
    }

    private Answer.@Nullable SourceEnd on(Message message) throws InterruptedException {
      return switch (message) {
        case Message.SessionEnded _ ->
            new Answer.Unknown(problem(ErrorCode.QEMU_DIED, "The source's QEMU ended."));
        case Message.Cancel _ -> {
          cancelled = true;
          vm.session().run(Qemu::cancel);
          yield null;
        }
        case Message.Told told -> on(told.event());
      };
    }

    private Answer.@Nullable SourceEnd on(Qemu.Event event) throws InterruptedException {
      switch (event) {
        case SETUP -> begun = true;
        case STOP -> stoppedAt = agent.time().instant();
        case PASS -> agent.tellProgress(migration, progress(MigrationPhase.PRECOPY));
        case COMPLETED -> {
          return begun ? handedOver() : null;
        }
        case FAILED, CANCELLED -> {
          return begun ? staysHere() : null;
        }
        case PRE_SWITCHOVER -> vm.session().run(Qemu::proceed);
        case RESUME, SHUTDOWN -> {}
      }
      return null;
    }

    /** QEMU may be busy for long, and does then what it was told before. */
    private Qemu.Copy copyInTime() throws InterruptedException {
      while (true) {
        try {
          return vm.session().execute(Qemu::copy);
        } catch (GodwitException busy) {
          if (busy.code() != ErrorCode.OUTCOME_UNKNOWN
              || agent.time().instant().isAfter(giveUpAt)) {
            throw busy;
          }
        }
      }
    }

    private Answer.@Nullable SourceEnd onCopy(Qemu.Copy copy) throws InterruptedException {
      return switch (copy) {
        case COMPLETED ->
            vm.session().execute(Qemu::run) == Qemu.Run.POSTMIGRATE ? handedOver() : staysHere();
        case FAILED, CANCELLED, NONE -> staysHere();
        case WAITING -> {
          vm.session().run(Qemu::proceed);
          yield null;
        }
        case ACTIVE, CLOSING -> null;
      };
    }

    private Answer.SourceEnd handedOver() {
      agent.tellProgress(migration, progress(MigrationPhase.SWITCHOVER));
      Instant at = stoppedAt == null ? agent.time().instant() : stoppedAt;
      Duration figure = Duration.ofMillis(10);
      return new Answer.HandedOver(
          new SourceReport(at, figure, figure, figure, DataSize.ofMebibytes(1), 2));
    }

    private Answer.SourceEnd staysHere() {
      return new Answer.StaysHere(
          cancelled
              ? problem(ErrorCode.MIGRATION_CANCELLED, "The migration was cancelled.")
              : problem(ErrorCode.MIGRATION_FAILED, "QEMU gave the migration up."));
    }

    private MigrationProgress progress(MigrationPhase phase) {
      return MigrationProgress.before(phase);
    }
  }

  void attachAll() {
    for (LocalVm vm : agent.vms()) {
      Stored.Passage passage = vm.stored().passage();
      if (passage != null && passage.end() == Stored.End.SOURCE && vm.observation().pid() != 0) {
        Departure departure =
            new Departure(passage.migration(), vm, passage.giveUpAt(), passage.copies());
        departure.attach();
        drive(departure);
      }
    }
  }

  VmObservation check(Order.CheckSource order) throws InterruptedException {
    LocalVm vm = agent.vm(order.vm());
    vm.accept(order.generation());
    refuseOther(vm, order.migration());
    if (!(vm.condition() instanceof VmCondition.Running)) {
      throw new GodwitException(
          ErrorCode.VM_NOT_RUNNING, "The VM is " + vm.condition().state() + ".", "Start it.");
    }
    vm.session().execute(Qemu::copy);
    return vm.observation();
  }

  void start(Order.StartSource order) throws InterruptedException {
    LocalVm vm = agent.vm(order.vm());
    vm.accept(order.generation());
    lock.lockInterruptibly();
    try {
      Departure running = departures.get(vm.id());
      if (running != null && running.migration.equals(order.migration())) {
        return;
      }
      refuseOther(vm, order.migration());
      Instant giveUpAt = agent.time().instant().plus(order.limits().deadline());
      Departure departure = new Departure(order.migration(), vm, giveUpAt, order.copies());
      vm.note(
          new Stored.Passage(order.migration(), Stored.End.SOURCE, giveUpAt, null, order.copies()));
      boolean begun = false;
      try {
        departure.begin(order.address(), order.port());
        begun = true;
        agent.host().once("migration " + order.migration() + " copies");
      } finally {
        if (!begun) {
          vm.note(null);
        }
      }
      drive(departure);
    } finally {
      lock.unlock();
    }
  }

  Answer.SourceEnd await(Order.AwaitSource order) throws InterruptedException {
    return await(running(order.vm(), order.migration()), AWAIT_DEADLINE);
  }

  void cancel(Order.CancelSource order) throws InterruptedException {
    Departure running = running(order.vm(), order.migration());
    running.tell(new Message.Cancel());
    if (!(await(running, CANCEL_DEADLINE) instanceof Answer.StaysHere)) {
      throw new GodwitException(
          ErrorCode.MIGRATION_TOO_LATE, "It was past its point of no return.", "Wait.");
    }
  }

  void release(Order.ReleaseSource order) throws InterruptedException {
    if (!agent.has(order.vm())) {
      return;
    }
    LocalVm vm = agent.vm(order.vm());
    vm.accept(order.generation());
    if (vm.hasProcess() && !(vm.condition() instanceof VmCondition.HandedOver)) {
      throw new GodwitException(
          ErrorCode.VM_WRONG_STATE,
          "The VM is " + vm.condition().state() + " here and was not handed over.",
          "Find out which host runs it.");
    }
    if (vm.hasProcess()) {
      vm.kill();
    }
    Stored.Passage passage = vm.stored().passage();
    if (passage != null
        && passage.end() == Stored.End.SOURCE
        && passage.migration().equals(order.migration())) {
      agent.host().discard(vm.id(), passage.copies());
    }
    agent.remove(vm);
    departures.remove(order.vm());
  }

  VmObservation takeBack(Order.TakeBack order) throws InterruptedException {
    LocalVm vm = agent.vm(order.vm());
    vm.accept(order.generation());
    VmObservation back = vm.takeBack(order.migration());
    vm.note(null);
    departures.remove(order.vm());
    return back;
  }

  private void drive(Departure departure) {
    departures.put(departure.vm.id(), departure);
    agent.process().start("migration-" + departure.migration, departure::drive);
  }

  private void refuseOther(LocalVm vm, MigrationId migration) {
    Departure running = departures.get(vm.id());
    if (running != null && !running.end.isFilled() && !running.migration.equals(migration)) {
      throw new GodwitException(
          ErrorCode.VM_MIGRATING,
          "It is leaving already, with " + running.migration + ".",
          "Wait.");
    }
  }

  private Departure running(VmId vm, MigrationId migration) {
    Departure running = departures.get(vm);
    if (running == null || !running.migration.equals(migration)) {
      throw new GodwitException(
          ErrorCode.MIGRATION_UNKNOWN, "This host knows nothing of " + migration + ".", "Look.");
    }
    return running;
  }

  private static Answer.SourceEnd await(Departure departure, Duration patience)
      throws InterruptedException {
    Optional<Answer.SourceEnd> end = departure.end.take(patience);
    return end.orElseThrow(() ->
        new GodwitException(
            ErrorCode.OUTCOME_UNKNOWN, departure.migration + " has not ended yet.", "Ask again."));
  }

  private static Problem problem(ErrorCode code, String detail) {
    return new Problem(code, detail, "Look at the VM's state on both hosts.");
  }
}
