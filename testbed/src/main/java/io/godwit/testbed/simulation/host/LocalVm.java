package io.godwit.testbed.simulation.host;

import io.godwit.agent.vm.Lifecycle;
import io.godwit.agent.vm.VmCondition;
import io.godwit.agent.vm.VmCondition.Crashed;
import io.godwit.agent.vm.VmCondition.HandedOver;
import io.godwit.agent.vm.VmCondition.Incoming;
import io.godwit.agent.vm.VmCondition.Paused;
import io.godwit.agent.vm.VmCondition.Running;
import io.godwit.agent.vm.VmCondition.Stopped;
import io.godwit.agent.vm.VmCondition.Unresponsive;
import io.godwit.agent.vm.VmEffect;
import io.godwit.agent.vm.VmEvent;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.host.Accelerator;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.model.vm.VmObservation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One VM as its agent has it; follows {@code agent.vm.Vm}. */
final class LocalVm {
  private static final Duration KILL_DEADLINE = Duration.ofMinutes(2);
  private static final int RECONNECT_ATTEMPTS = 3;

  private final Agent agent;
  private final List<Consumer<Qemu.Event>> followers = new ArrayList<>();
  private final List<Runnable> mourners = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Stored stored;
  private VmCondition condition;
  private boolean endedUnwatched;
  private @Nullable Monitor monitor;

  LocalVm(Agent agent, Stored stored) {
    this.agent = agent;
    this.stored = stored;
    if (stored.pid() == 0) {
      condition = new Stopped(null);
    } else if (agent.host().qemu(stored.pid()).isPresent()) {
      condition = new Unresponsive(problem("the agent has just started"));
    } else {
      condition = new Crashed(problem("it ended while no agent ran"));
    }
    endedUnwatched = condition instanceof Crashed;
  }

  VmId id() {
    return stored.vm();
  }

  VmName name() {
    return stored.spec().name();
  }

  Stored stored() {
    return stored;
  }

  VmCondition condition() {
    return condition;
  }

  boolean endedUnwatched() {
    return endedUnwatched;
  }

  boolean hasProcess() {
    return condition.state().hasProcess();
  }

  VmObservation observation() {
    Monitor now = monitor;
    return new VmObservation(
        stored.vm(),
        stored.generation(),
        stored.spec(),
        condition.state(),
        agent.time().instant(),
        now == null ? 0 : now.qemu().pid(),
        now == null ? null : Accelerator.TCG,
        now == null ? null : Host.VERSION,
        condition.problem());
  }

  void accept(Generation generation) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (generation.isOlderThan(stored.generation())) {
        if (agent.host().rules().refusesOldGenerations()) {
          throw new GodwitException(
              ErrorCode.GENERATION_STALE,
              "VM " + name() + " is at generation " + stored.generation() + " here.",
              "Nothing to do: a newer decision stands.");
        }
      } else if (!generation.equals(stored.generation())) {
        revise(s -> s.withGeneration(generation));
      }
      agent.host().obeys(id(), generation);
    } finally {
      lock.unlock();
    }
  }

  void note(Stored.@Nullable Passage passage) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (!Objects.equals(passage, stored.passage())) {
        revise(s -> s.withPassage(passage));
      }
    } finally {
      lock.unlock();
    }
  }

  VmObservation start() throws InterruptedException {
    apply(new VmEvent.Start());
    return launch(Qemu.Run.RUNNING);
  }

  VmObservation arrive(MigrationId migration) throws InterruptedException {
    apply(new VmEvent.Arrive(migration));
    return launch(Qemu.Run.INMIGRATE);
  }

  VmObservation stop(Duration grace) throws InterruptedException {
    apply(new VmEvent.Stop());
    session().run(Qemu::powerDown);
    if (!await(c -> !c.state().hasProcess(), grace)) {
      apply(new VmEvent.StopTimedOut());
      throw new GodwitException(ErrorCode.STOP_TIMED_OUT, "It still runs.", "Kill it.");
    }
    return observation();
  }

  VmObservation kill() throws InterruptedException {
    apply(new VmEvent.Kill());
    agent.host().qemu(stored.pid()).ifPresent(Qemu::die);
    long pid = stored.pid();
    if (monitor == null) {
      agent.process().start("ended", () -> settle(pid));
    }
    if (!await(c -> !c.state().hasProcess(), KILL_DEADLINE)) {
      throw new GodwitException(
          ErrorCode.OUTCOME_UNKNOWN, "QEMU was killed and is still there.", "Look again.");
    }
    return observation();
  }

  VmObservation pause() throws InterruptedException {
    apply(new VmEvent.Pause());
    session().run(Qemu::stop);
    return reached(c -> c instanceof Paused);
  }

  VmObservation resume() throws InterruptedException {
    apply(new VmEvent.Resume());
    session().run(Qemu::cont);
    return reached(c -> c instanceof Running);
  }

  VmObservation takeBack(MigrationId migration) throws InterruptedException {
    apply(new VmEvent.TakeBack(migration));
    session().run(Qemu::cont);
    return reached(c -> c instanceof Running);
  }

  void lastByteSent(MigrationId migration) throws InterruptedException {
    apply(new VmEvent.LastByteSent(migration));
  }

  Monitor session() {
    Monitor now = monitor;
    if (now == null) {
      throw new GodwitException(
          ErrorCode.VM_NOT_RUNNING,
          "VM " + name() + " has no process that answers.",
          "Look at the VM's state first.");
    }
    return now;
  }

  void follow(Consumer<Qemu.Event> follower, Runnable onEnd) {
    followers.add(follower);
    mourners.add(onEnd);
  }

  void unfollow(Consumer<Qemu.Event> follower, Runnable onEnd) {
    followers.remove(follower);
    mourners.remove(onEnd);
  }

  boolean await(Predicate<VmCondition> wanted, Duration patience) throws InterruptedException {
    long left = patience.toNanos();
    lock.lockInterruptibly();
    try {
      while (!wanted.test(condition)) {
        if (left <= 0) {
          return false;
        }
        left = agent.time().awaitNanos(changed, left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Reconnects to a living process. */
  void adopt() throws InterruptedException {
    long pid = stored.pid();
    if (!(condition instanceof Unresponsive)) {
      return;
    }
    for (int i = 0; i < RECONNECT_ATTEMPTS && condition instanceof Unresponsive; i++) {
      Qemu qemu = agent.host().qemu(pid).orElse(null);
      if (qemu == null) {
        break;
      }
      try {
        Monitor found = connect(qemu);
        Qemu.Run run = found.execute(Qemu::run);
        lock.lockInterruptibly();
        try {
          monitor = found;
          if (run == Qemu.Run.RUNNING) {
            noteArrival(agent.time().instant());
          }
          applyLocked(new VmEvent.SessionBack(conditionOf(run)));
        } finally {
          lock.unlock();
        }
        return;
      } catch (GodwitException silent) {
        agent.time().sleep(Duration.ofSeconds(1));
      }
    }
    settle(pid);
  }

  private VmCondition conditionOf(Qemu.Run run) {
    Stored.Passage passage = stored.passage();
    return switch (run) {
      case RUNNING -> new Running();
      case INMIGRATE -> {
        if (passage == null) {
          yield new Paused();
        }
        yield passage.resumedAt() == null ? new Incoming(passage.migration()) : new Running();
      }
      case POSTMIGRATE -> passage == null ? new Paused() : new HandedOver(passage.migration());
      case STOPPED -> new Paused();
    };
  }

  private Monitor connect(Qemu qemu) {
    long pid = qemu.pid();
    return new Monitor(
        agent.host().network(),
        agent.host().name(),
        agent.process(),
        qemu,
        new Monitor.Listener() {
          @Override
          public void heard(Qemu.Event event) throws InterruptedException {
            LocalVm.this.heard(event);
          }

          @Override
          public void ended() {
            agent.process().start("ended-" + pid, () -> settle(pid));
          }
        });
  }

  /** One event of QEMU's, on the thread that reads them. */
  private void heard(Qemu.Event event) throws InterruptedException {
    switch (event) {
      case STOP -> apply(new VmEvent.GuestStopped());
      case RESUME -> {
        noteArrival(agent.time().instant());
        apply(new VmEvent.GuestResumed());
      }
      case SHUTDOWN -> apply(new VmEvent.GuestShutDown());
      case SETUP, PASS, PRE_SWITCHOVER, COMPLETED, FAILED, CANCELLED -> {}
    }
    List.copyOf(followers).forEach(follower -> follower.accept(event));
  }

  private void noteArrival(Instant at) throws InterruptedException {
    Stored.Passage passage = stored.passage();
    if (passage != null && passage.end() == Stored.End.DESTINATION && passage.resumedAt() == null) {
      note(passage.resumed(at));
    }
  }

  /** A process has ended, as its socket or its killer noticed. */
  private void settle(long pid) {
    try {
      lock.lockInterruptibly();
      try {
        if (pid != 0
            && pid == stored.pid()
            && condition.state().hasProcess()
            && agent.host().qemu(pid).isEmpty()) {
          endedUnwatched = condition instanceof Unresponsive;
          applyLocked(new VmEvent.ProcessEnded(problem("its QEMU ended")));
        }
      } finally {
        lock.unlock();
      }
      List.copyOf(mourners).forEach(Runnable::run);
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }

  private VmObservation launch(Qemu.Run how) throws InterruptedException {
    Qemu qemu;
    try {
      agent.time().sleep(agent.host().startTime());
      qemu = agent.host().launch(id(), how);
    } catch (GodwitException failed) {
      apply(new VmEvent.LaunchFailed(failed.problem()));
      throw failed;
    }
    Monitor connected = connect(qemu);
    lock.lockInterruptibly();
    try {
      monitor = connected;
      revise(s -> s.withPid(qemu.pid()));
      applyLocked(new VmEvent.Launched());
    } finally {
      lock.unlock();
    }
    settle(qemu.pid());
    return observation();
  }

  private VmObservation reached(Predicate<VmCondition> wanted) throws InterruptedException {
    if (!await(wanted, Monitor.ANSWER_DEADLINE)) {
      throw new GodwitException(
          ErrorCode.QMP_COMMAND_FAILED, "The VM is " + condition.state() + ".", "Try again.");
    }
    return observation();
  }

  private void apply(VmEvent event) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      applyLocked(event);
    } finally {
      lock.unlock();
    }
  }

  private void applyLocked(VmEvent event) throws InterruptedException {
    VmCondition before = condition;
    Lifecycle.Transition transition = Lifecycle.next(name(), before, event);
    condition = transition.next();
    if (!condition.equals(before)) {
      if (!condition.state().hasProcess() && stored.pid() != 0) {
        monitor = null;
        if (!isDoubtful()) {
          revise(s -> s.withPid(0));
        }
      }
      if (!pausedToLeave()) {
        agent.tellChanged(observation());
      }
    }
    if (transition.effects().contains(VmEffect.RECONNECT)) {
      throw new IllegalStateException("sessions of simulated QEMUs end with them");
    }
    changed.signalAll();
  }

  /** See {@code agent.vm.Vm#isDoubtful}. */
  private boolean isDoubtful() {
    Stored.Passage passage = stored.passage();
    return endedUnwatched
        && condition instanceof Crashed
        && passage != null
        && passage.end() == Stored.End.DESTINATION;
  }

  private boolean pausedToLeave() {
    Stored.Passage passage = stored.passage();
    return condition instanceof Paused && passage != null && passage.end() == Stored.End.SOURCE;
  }

  private void revise(UnaryOperator<Stored> change) throws InterruptedException {
    Stored revised = change.apply(stored);
    agent.save(revised);
    stored = revised;
  }

  private Problem problem(String why) {
    return new Problem(ErrorCode.QEMU_DIED, "VM " + name() + ": " + why + ".", "Look again.");
  }
}
