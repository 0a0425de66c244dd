package io.godwit.manager.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.Condition;

/**
 * Time whose wall clock never goes back: it runs at least as fast as monotonic time, and follows
 * the machine's clock whenever that is ahead. For whatever must not become valid again because
 * someone has set the clock back. Of a clock that was set forward by mistake it keeps the distance
 * until the process ends, so both the beginning and the end of a term have to be told by it. Safe
 * for use by several threads.
 */
public final class ForwardTime implements Time {
  private final Time real;
  private Instant latest;
  private long at;

  /** Begins at what {@code real} says. */
  public ForwardTime(Time real) {
    this.real = real;
    this.latest = real.instant();
    this.at = real.nanos();
  }

  @Override
  public synchronized Instant instant() {
    long now = real.nanos();
    Instant passed = latest.plusNanos(now - at);
    Instant told = real.instant();
    latest = told.isAfter(passed) ? told : passed;
    at = now;
    return latest;
  }

  @Override
  public long nanos() {
    return real.nanos();
  }

  @Override
  public long awaitNanos(Condition condition, long nanos) throws InterruptedException {
    return real.awaitNanos(condition, nanos);
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    real.sleep(duration);
  }

  @Override
  public Thread thread(String name, Runnable body) {
    return real.thread(name, body);
  }

  @Override
  public Thread platformThread(String name, Runnable body) {
    return real.platformThread(name, body);
  }

  @Override
  public boolean join(Thread thread, Duration patience) throws InterruptedException {
    return real.join(thread, patience);
  }
}
