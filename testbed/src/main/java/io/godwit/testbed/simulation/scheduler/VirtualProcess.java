package io.godwit.testbed.simulation.scheduler;

import io.godwit.manager.time.Gate;
import io.godwit.manager.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;

/**
 * A process of the world: fibers that share clocks, are stopped together and die together. Its
 * monotonic clock runs up to five percent fast or slow; its wall clock may be anything.
 */
public final class VirtualProcess {
  /** What two quartz clocks and their corrections may differ by, and far more. */
  private static final double MAX_DRIFT = 0.05;

  private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

  private enum State {
    RUNNING,
    /** As by SIGSTOP or a long collection: nothing of it runs, its clocks go on. */
    PAUSED,
    DEAD
  }

  private final World world;
  private final String name;
  private final double rate;
  private final long begun;
  private final Map<Thread, Gate> ends = new HashMap<>();
  private final List<Runnable> held = new ArrayList<>();
  private final VirtualTime time = new VirtualTime();
  private State state = State.RUNNING;
  private Duration wallOffset = Duration.ZERO;

  VirtualProcess(World world, String name, SplittableRandom random) {
    this.world = world;
    this.name = name;
    this.rate = 1 + (random.nextDouble() * 2 - 1) * MAX_DRIFT;
    this.begun = world.now();
  }

  public String name() {
    return name;
  }

  public Time time() {
    return time;
  }

  public boolean isAlive() {
    return state != State.DEAD;
  }

  public boolean isPaused() {
    return state == State.PAUSED;
  }

  /** Starts a fiber that blocks where it likes. */
  public void start(String what, Runnable body) {
    time.thread(what, body).start();
  }

  /** Does something that does not block, once the process can. */
  public void execute(Runnable task) {
    if (state != State.DEAD) {
      world.admit(this, task);
    }
  }

  public void pause() {
    if (state == State.RUNNING) {
      state = State.PAUSED;
    }
  }

  public void goOn() {
    if (state == State.PAUSED) {
      state = State.RUNNING;
      held.forEach(this::execute);
      held.clear();
    }
  }

  /** Ends it as SIGKILL does. */
  public void kill() {
    state = State.DEAD;
    held.clear();
    ends.clear();
  }

  /** Sets the wall clock. */
  public void jump(Duration by) {
    wallOffset = wallOffset.plus(by);
  }

  /** Whether it does this now; if it is paused, it does so later. */
  boolean takes(Runnable task) {
    return switch (state) {
      case RUNNING -> true;
      case PAUSED -> {
        held.add(task);
        yield false;
      }
      case DEAD -> false;
    };
  }

  /** The clocks and waits of this process. */
  private final class VirtualTime implements Time {
    @Override
    public long nanos() {
      return (long) ((world.now() - begun) * rate);
    }

    @Override
    public Instant instant() {
      return EPOCH.plusNanos(world.now()).plus(wallOffset);
    }

    @Override
    @SuppressWarnings("WaitNotInLoop") // Callers do, as with the condition itself.
    public long awaitNanos(Condition condition, long nanos) throws InterruptedException {
      long end = nanos > Long.MAX_VALUE - nanos() ? Long.MAX_VALUE : nanos() + nanos;
      if (nanos <= 0) {
        return nanos;
      }
      World.Timer alarm = alarm(nanos, () -> start("alarm", () -> Fibers.wake(condition)));
      try {
        condition.await();
      } finally {
        alarm.callOff();
      }
      return end - nanos();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
      Thread sleeper = Thread.currentThread();
      boolean[] over = {duration.isNegative() || duration.isZero()};
      World.Timer alarm =
          alarm(
              duration.toNanos(),
              () -> {
                over[0] = true;
                LockSupport.unpark(sleeper);
              });
      while (!over[0]) {
        if (Thread.interrupted()) {
          alarm.callOff();
          throw new InterruptedException();
        }
        LockSupport.park(this);
      }
    }

    /** After {@code nanos} by this process's own clock. */
    private World.Timer alarm(long nanos, Runnable task) {
      double real = nanos / rate;
      return world.after(
          Duration.ofNanos(Math.max(0, (long) Math.min(real, Long.MAX_VALUE))), task);
    }

    @Override
    public Thread thread(String what, Runnable body) {
      Gate end = new Gate(this);
      Thread[] self = new Thread[1];
      Fiber made =
          new Fiber(
              world,
              VirtualProcess.this,
              name + " " + what,
              () -> {
                try {
                  body.run();
                } catch (RuntimeException | Error broken) {
                  world.fail(broken);
                } finally {
                  ends.remove(self[0]);
                  end.open();
                }
              });
      self[0] = made.thread();
      ends.put(made.thread(), end);
      return made.thread();
    }

    @Override
    public Thread platformThread(String what, Runnable body) {
      return thread(what, body);
    }

    @Override
    public boolean join(Thread thread, Duration patience) throws InterruptedException {
      Gate end = ends.get(thread);
      return end == null || end.await(patience);
    }
  }
}
