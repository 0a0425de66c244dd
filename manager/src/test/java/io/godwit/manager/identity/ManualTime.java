package io.godwit.manager.identity;

import io.godwit.manager.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;

/** Clocks that stand still until they are told; waits are those of the machine. */
public final class ManualTime implements Time {
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLong offset = new AtomicLong();

  public void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  /** Someone sets the wall clock. */
  public void jump(Duration by) {
    offset.addAndGet(by.toNanos());
  }

  @Override
  public long nanos() {
    return nanos.get();
  }

  @Override
  public Instant instant() {
    return People.THEN.plusNanos(nanos.get() + offset.get());
  }

  @Override
  public long awaitNanos(Condition condition, long left) throws InterruptedException {
    return REAL.awaitNanos(condition, left);
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    REAL.sleep(duration);
  }

  @Override
  public Thread thread(String name, Runnable body) {
    return REAL.thread(name, body);
  }

  @Override
  public Thread platformThread(String name, Runnable body) {
    return REAL.platformThread(name, body);
  }

  @Override
  public boolean join(Thread thread, Duration patience) throws InterruptedException {
    return REAL.join(thread, patience);
  }
}
