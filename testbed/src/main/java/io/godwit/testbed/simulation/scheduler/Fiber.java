package io.godwit.testbed.simulation.scheduler;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A virtual thread of a world, as its own scheduler. */
final class Fiber implements Executor {
  /** Others hold a monitor for microseconds; so long is for ever. */
  private static final int MONITOR_SECONDS = 20;

  private final World world;
  private final VirtualProcess process;
  private final Thread thread;

  /** What a thread of the JDK gives back: a fiber that had to wait for a monitor. */
  private final LinkedBlockingQueue<Runnable> unblocked = new LinkedBlockingQueue<>();

  private boolean queued;

  Fiber(World world, VirtualProcess process, String name, Runnable body) {
    this.world = world;
    this.process = process;
    this.thread = Fibers.unstarted(this, name, body);
  }

  Thread thread() {
    return thread;
  }

  @Override
  public void execute(Runnable task) {
    if (world.isDriven()) {
      queued = true;
      process.execute(() -> run(task));
    } else {
      unblocked.add(task);
    }
  }

  /**
   * Runs until it parks. Worlds of one JVM share monitors (of caches, of classes); a fiber that
   * meets one is waited for, so that it makes no difference to its world.
   */
  private void run(Runnable task) {
    queued = false;
    @Nullable Runnable next = task;
    while (next != null) {
      next.run();
      next = isBlocked() ? awaitMonitor() : null;
    }
  }

  private boolean isBlocked() {
    return switch (thread.getState()) {
      case BLOCKED -> true;
      case RUNNABLE -> !queued;
      case TIMED_WAITING ->
          throw new IllegalStateException(thread + " waits by the clock of the machine");
      case NEW, WAITING, TERMINATED -> false;
    };
  }

  private Runnable awaitMonitor() {
    try {
      Runnable freed = unblocked.poll(MONITOR_SECONDS, TimeUnit.SECONDS);
      if (freed == null) {
        throw new IllegalStateException(thread + " waits for a monitor that nobody leaves");
      }
      return freed;
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(ending);
    }
  }
}
