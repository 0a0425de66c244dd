package io.godwit.testbed.simulation.host;

import io.godwit.model.vm.VmId;
import io.godwit.testbed.simulation.network.Connection;
import io.godwit.testbed.simulation.network.Network;
import io.godwit.testbed.simulation.network.Network.Port;
import io.godwit.testbed.simulation.scheduler.VirtualProcess;
import io.godwit.testbed.simulation.scheduler.World;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One QEMU process. Changed by the world's steps only. */
final class Qemu {
  /** TCP gives a silent peer up after minutes; shorter, so that runs see it. */
  private static final Duration TCP_PATIENCE = Duration.ofSeconds(45);

  private static final int MAX_ROUNDS = 6;
  private static final int MAX_ROUND_MILLIS = 1500;
  private static final int MAX_PAUSE_MILLIS = 300;
  private static final int MAX_CLOSING_MICROS = 3000;
  private static final int MAX_LOAD_MILLIS = 120;

  /** One load in so many is on a host that swaps. */
  private static final int SLOW_LOAD_ONE_IN = 25;

  private static final int MAX_SHUTDOWN_MILLIS = 3000;

  /** What query-status says. */
  enum Run {
    RUNNING,
    STOPPED,
    INMIGRATE,
    POSTMIGRATE
  }

  /** What query-migrate says of a copy out of here. */
  enum Copy {
    NONE,
    ACTIVE,
    /** The guest stands still, and QEMU waits to be told to proceed. */
    WAITING,
    /** The last byte has been handed to the kernel; QEMU has yet to call it completed. */
    CLOSING,
    COMPLETED,
    FAILED,
    CANCELLED
  }

  /** What it tells its monitor. */
  enum Event {
    STOP,
    RESUME,
    SHUTDOWN,
    SETUP,
    PASS,
    PRE_SWITCHOVER,
    COMPLETED,
    FAILED,
    CANCELLED
  }

  private final World world;
  private final Network network;
  private final Host host;
  private final VmId vm;
  private final long pid;
  private final VirtualProcess process;
  private final SplittableRandom random;
  private Run run;
  private Copy copy = Copy.NONE;
  private boolean autostart = true;
  private boolean wasRunning;
  private boolean dead;
  private boolean leftBehind;
  private boolean pauses;
  private @Nullable Qemu origin;
  private @Nullable Qemu target;
  private Connection.@Nullable End out;
  private Connection.@Nullable End in;
  private @Nullable Consumer<Event> monitor;

  Qemu(World world, Network network, Host host, VmId vm, long pid, Run run) {
    this.world = world;
    this.network = network;
    this.host = host;
    this.vm = vm;
    this.pid = pid;
    this.run = run;
    this.process = world.process(host.name() + "/qemu-" + pid);
    this.random = world.random();
    note("starts as " + run);
    if (run == Run.RUNNING) {
      host.ran(vm);
    }
  }

  VmId vm() {
    return vm;
  }

  long pid() {
    return pid;
  }

  VirtualProcess process() {
    return process;
  }

  boolean isAlive() {
    return !dead;
  }

  /** Whether the guest's CPUs run. */
  boolean runsGuest() {
    return !dead && run == Run.RUNNING;
  }

  Run run() {
    return run;
  }

  Copy copy() {
    return copy;
  }

  /** At most one monitor is told of events. */
  void monitor(@Nullable Consumer<Event> listener) {
    monitor = listener;
  }

  /** Ends as by SIGKILL, or because something broke. */
  void die() {
    end();
    network.closed(process);
  }

  /** The host has lost its power: nobody hears of it. */
  void vanish() {
    end();
  }

  private void end() {
    if (!dead) {
      dead = true;
      note("is gone");
      process.kill();
      host.ended(this);
    }
  }

  // ---------------------------------------------------------------- QMP

  void stop() {
    switch (run) {
      case RUNNING -> become(Run.STOPPED, Event.STOP);
      case INMIGRATE -> autostart = false;
      case STOPPED, POSTMIGRATE -> {}
    }
  }

  void cont() {
    switch (run) {
      case STOPPED, POSTMIGRATE -> become(Run.RUNNING, Event.RESUME);
      case INMIGRATE -> autostart = true;
      case RUNNING -> {}
    }
  }

  void powerDown() {
    world.after(
        Duration.ofMillis(random.nextInt(50, MAX_SHUTDOWN_MILLIS)),
        () ->
            process.execute(() -> {
              if (runsGuest()) {
                tell(Event.SHUTDOWN);
                world.after(Duration.ofMillis(5), this::die);
              }
            }));
  }

  /** Begins to copy the guest to another QEMU; false if that does not listen. */
  boolean migrate(String toHost, @Nullable Qemu to, boolean pausing) {
    pauses = pausing;
    if (to == null
        || to.dead
        || to.run != Run.INMIGRATE
        || to.in != null
        || !network.reaches(host.name(), toHost)) {
      return false;
    }
    Connection stream =
        network.connect(
            new Port(host.name(), process, TCP_PATIENCE),
            new Port(toHost, to.process, TCP_PATIENCE));
    out = stream.near().onLoss(this::copyBroke);
    to.in = stream.far().onLoss(to::sourceIsGone);
    to.origin = this;
    copy = Copy.ACTIVE;
    wasRunning = run == Run.RUNNING;
    tell(Event.SETUP);
    round(to, random.nextInt(1, MAX_ROUNDS));
    return true;
  }

  void cancel() {
    if (copy == Copy.ACTIVE || copy == Copy.WAITING || copy == Copy.CLOSING) {
      // Whatever is on its way: QEMU resumes the guest, which is why the destination is asked
      // first.
      giveUp(Copy.CANCELLED, Event.CANCELLED);
    }
  }

  // ---------------------------------------------------------------- the stream

  private void later(Duration delay, Copy expected, Runnable step) {
    world.after(
        delay,
        () ->
            process.execute(() -> {
              if (!dead && copy == expected) {
                step.run();
              }
            }));
  }

  private void round(Qemu to, int left) {
    later(
        Duration.ofMillis(random.nextInt(20, MAX_ROUND_MILLIS)),
        Copy.ACTIVE,
        () -> {
          if (left > 0) {
            tell(Event.PASS);
            round(to, left - 1);
          } else {
            switchOver(to);
          }
        });
  }

  private void switchOver(Qemu to) {
    if (run == Run.RUNNING) {
      become(Run.STOPPED, Event.STOP);
    }
    if (pauses) {
      copy = Copy.WAITING;
      target = to;
      tell(Event.PRE_SWITCHOVER);
    } else {
      sendTheRest(to);
    }
  }

  /** Goes on from the pause before the last byte. */
  void proceed() {
    Qemu to = target;
    if (copy == Copy.WAITING && to != null) {
      copy = Copy.ACTIVE;
      sendTheRest(to);
    }
  }

  private void sendTheRest(Qemu to) {
    later(
        Duration.ofMillis(random.nextInt(1, MAX_PAUSE_MILLIS)),
        Copy.ACTIVE,
        () -> {
          Connection.End stream = out;
          if (stream == null || !stream.isOpen()) {
            copyBroke();
            return;
          }
          note("sends the last byte");
          stream.send(to::receiveAll);
          copy = Copy.CLOSING;
          later(
              Duration.ofNanos(1000L * random.nextInt(1, MAX_CLOSING_MICROS)),
              Copy.CLOSING,
              () -> {
                copy = Copy.COMPLETED;
                run = run == Run.STOPPED ? Run.POSTMIGRATE : run;
                tell(Event.COMPLETED);
              });
        });
  }

  private void copyBroke() {
    if (copy == Copy.ACTIVE || copy == Copy.WAITING) {
      giveUp(Copy.FAILED, Event.FAILED);
    }
  }

  private void giveUp(Copy how, Event event) {
    copy = how;
    if (out != null) {
      out.close();
    }
    tell(event);
    if (wasRunning && run == Run.STOPPED) {
      become(Run.RUNNING, Event.RESUME);
    }
  }

  /** At the destination: the whole state is here. */
  private void receiveAll() {
    if (dead || run != Run.INMIGRATE) {
      return;
    }
    in = null;
    int millis =
        random.nextInt(SLOW_LOAD_ONE_IN) == 0
            ? random.nextInt(20_000)
            : random.nextInt(1, MAX_LOAD_MILLIS);
    note("has the last byte");
    world.after(
        Duration.ofMillis(millis),
        () ->
            process.execute(() -> {
              if (!dead && run == Run.INMIGRATE) {
                if (autostart) {
                  become(Run.RUNNING, Event.RESUME);
                } else {
                  run = Run.STOPPED;
                }
              }
            }));
  }

  /** At the destination: the stream broke before its end. */
  private void sourceIsGone() {
    if (in != null && run == Run.INMIGRATE) {
      die();
    }
  }

  private void become(Run next, Event event) {
    run = next;
    note(event.name());
    if (next == Run.RUNNING) {
      host.ran(vm);
      if (leftBehind) {
        host.wentBack(vm);
      }
      if (origin != null) {
        origin.leftBehind = true;
      }
    }
    tell(event);
  }

  private void tell(Event event) {
    Consumer<Event> listener = monitor;
    if (listener != null) {
      listener.accept(event);
    }
  }

  private void note(String what) {
    world.note(() -> process.name() + " (" + vm.toString().substring(0, 4) + ") " + what);
  }
}
