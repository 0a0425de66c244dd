package io.godwit.testbed.simulation.scheduler;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A virtual thread of a world, as its own scheduler. */
final class Fiber implements Executor {
  /** Others hold a monitor for microseconds; so long is for ever. */
  private static final int MONITOR_SECONDS = 20;

  /** One that yields more often in one step waits for another fiber of its world. */
  private static final int MAX_YIELDS = 10_000;

  private final World world;
  private final VirtualProcess process;
  private final Thread thread;

  /** What a thread of the JDK gives back: a fiber that had to wait for a monitor. */
  private final LinkedBlockingQueue<Runnable> unblocked = new LinkedBlockingQueue<>();

  private boolean queued;
  private boolean running;

  Fiber(World world, VirtualProcess process, String name, Runnable body) {
    this.world = world;
    this.process = process;
    this.thread = Fibers.unstarted(this, name, body);
    world.born(thread);
  }

  Thread thread() {
    return thread;
  }

  /**
   * A fiber that gives itself back while it runs was freed by another world before it had parked,
   * or yields.
   */
  @Override
  public void execute(Runnable task) {
    if (world.isDriven() && !(running && world.isDriver())) {
      queued = true;
      process.execute(() -> run(task));
    } else {
      unblocked.add(task);
    }
  }

  /**
   * Runs until it parks. Worlds of one JVM share monitors and locks (of caches, of classes); a
   * fiber that meets one is waited for, so that it makes no difference to its world.
   */
  private void run(Runnable task) {
    queued = false;
    @Nullable Runnable next = task;
    int yields = 0;
    while (next != null && yields < MAX_YIELDS) {
      running = true;
      next.run();
      running = false;
      next = isBlocked() ? awaitMonitor() : null;
      // Who waits for a lock keeps its turn: another fiber of this world could queue behind it.
      yields += Fibers.lock(thread).isPresent() ? 0 : 1;
    }
    if (next != null) {
      execute(next); // it yields to others
    }
    if (thread.getState() == Thread.State.TERMINATED) {
      world.died(thread);
    }
  }

  private boolean isBlocked() {
    return switch (thread.getState()) {
      case BLOCKED -> true;
      case RUNNABLE -> !queued;
      case TIMED_WAITING ->
          throw new IllegalStateException(thread + " waits by the clock of the machine");
      case WAITING -> !queued && Fibers.lock(thread).filter(this::isForeign).isPresent();
      case NEW, TERMINATED -> false;
    };
  }

  /**
   * Whether the lock has to be left by another world. One that nobody has goes to the next in its
   * queue: to another fiber of this world, which can go on, or it was just left for ours.
   */
  private boolean isForeign(Fibers.Lock lock) {
    Thread holder = lock.holder();
    if (holder != null) {
      return !world.has(holder);
    }
    Thread next = lock.next();
    return next == null || next.equals(thread) || !world.has(next);
  }

  private Runnable awaitMonitor() {
    try {
      Runnable freed = unblocked.poll(MONITOR_SECONDS, TimeUnit.SECONDS);
      if (freed == null) {
        throw new IllegalStateException(thread + " waits for a monitor or lock that nobody leaves");
      }
      return freed;
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(ending);
    }
  }
}
