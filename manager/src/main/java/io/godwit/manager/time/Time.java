package io.godwit.manager.time;

import io.godwit.trace.Trail;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/**
 * Clocks, timed waits and threads. Whatever the manager does that takes time goes through here, so
 * that a simulation can run it under virtual time on one thread.
 */
public interface Time {
  /** The machine's. */
  Time REAL = new RealTime();

  /** Monotonic, from an arbitrary origin; for leases, deadlines and durations. */
  long nanos();

  /** Wall clock, for people. */
  Instant instant();

  /**
   * {@link Condition#awaitNanos} in this time. The caller holds the condition's lock.
   *
   * @return what is left of {@code nanos}; 0 or less if it has run out
   */
  long awaitNanos(Condition condition, long nanos) throws InterruptedException;

  void sleep(Duration duration) throws InterruptedException;

  /** A virtual thread, not started. It goes on the trail of the deed that makes it. */
  Thread thread(String name, Runnable body);

  /** One of the kernel's, not started: for work that must not wait for a carrier to be free. */
  Thread platformThread(String name, Runnable body);

  /**
   * Waits for the end of a thread that was made here.
   *
   * @return whether it has ended
   */
  boolean join(Thread thread, Duration patience) throws InterruptedException;

  /** The machine's clocks and threads. */
  final class RealTime implements Time {
    private RealTime() {}

    @Override
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    public Instant instant() {
      return Instant.now();
    }

    @Override
    @SuppressWarnings("WaitNotInLoop") // Callers do, as with the condition itself.
    public long awaitNanos(Condition condition, long nanos) throws InterruptedException {
      return condition.awaitNanos(nanos);
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
      TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    }

    @Override
    public Thread thread(String name, Runnable body) {
      return Thread.ofVirtual().name(name).unstarted(Trail.carried(body));
    }

    @Override
    public Thread platformThread(String name, Runnable body) {
      return Thread.ofPlatform().name(name).daemon().unstarted(body);
    }

    @Override
    public boolean join(Thread thread, Duration patience) throws InterruptedException {
      return thread.join(patience);
    }
  }
}
