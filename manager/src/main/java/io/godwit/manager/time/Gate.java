package io.godwit.manager.time;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Closed until it is opened, once and for good. Safe for all threads. */
public final class Gate {
  private final Time time;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition opened = lock.newCondition();
  private boolean open;

  public Gate(Time time) {
    this.time = time;
  }

  public void open() {
    lock.lock();
    try {
      open = true;
      opened.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until it is open.
   *
   * @return whether it is, before {@code patience} has run out
   */
  public boolean await(Duration patience) throws InterruptedException {
    long left = patience.toNanos();
    lock.lockInterruptibly();
    try {
      while (!open) {
        if (left <= 0) {
          return false;
        }
        left = time.awaitNanos(opened, left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}
