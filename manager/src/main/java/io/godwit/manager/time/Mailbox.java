package io.godwit.manager.time;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A bounded queue whose waits are in a {@link Time}. Safe for all threads.
 *
 * @param <E> what is put in
 */
public final class Mailbox<E> {
  private final Time time;
  private final int capacity;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();
  private final Condition notFull = lock.newCondition();
  private final ArrayDeque<E> waiting = new ArrayDeque<>();

  public Mailbox(Time time, int capacity) {
    this.time = time;
    this.capacity = capacity;
  }

  /**
   * Puts in.
   *
   * @return whether there was room before {@code patience} had run out
   */
  public boolean offer(E element, Duration patience) throws InterruptedException {
    long left = patience.toNanos();
    lock.lockInterruptibly();
    try {
      while (waiting.size() >= capacity) {
        if (left <= 0) {
          return false;
        }
        left = time.awaitNanos(notFull, left);
      }
      waiting.add(element);
      notEmpty.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Takes the oldest out; waits until there is one. */
  public E take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (waiting.isEmpty()) {
        notEmpty.await();
      }
      return oldest();
    } finally {
      lock.unlock();
    }
  }

  /** Takes the oldest out, if there is one before {@code patience} has run out. */
  public Optional<E> poll(Duration patience) throws InterruptedException {
    long left = patience.toNanos();
    lock.lockInterruptibly();
    try {
      while (waiting.isEmpty()) {
        if (left <= 0) {
          return Optional.empty();
        }
        left = time.awaitNanos(notEmpty, left);
      }
      return Optional.of(oldest());
    } finally {
      lock.unlock();
    }
  }

  /** Takes the oldest out, if there is one. */
  public Optional<E> poll() {
    lock.lock();
    try {
      return waiting.isEmpty() ? Optional.empty() : Optional.of(oldest());
    } finally {
      lock.unlock();
    }
  }

  /** How many are in it. */
  public int size() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  private E oldest() {
    E element = waiting.remove();
    notFull.signal();
    return element;
  }
}
