package io.godwit.manager.store;

import io.godwit.manager.time.Time;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long this manager may take it for granted that no other leads. Each renewal is a write that a
 * majority has to agree to: it proves that when it <em>began</em> the session was alive, and the
 * session's node, which another leader has to wait for, outlives that moment by the session's
 * length. The lease is shorter by a fifth, for clocks that run at different speeds and for the time
 * that ending takes. Monotonic time only.
 *
 * <p>A node that was removed by someone else, with ZooKeeper's own tools, protects nobody, and its
 * session lives on: so each renewal looks whether it is there. Until the lease is over two may lead
 * then, and only the fence and the generations stand between them.
 */
public final class Lease {
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final int RENEWALS_PER_SESSION = 6;
  private static final Logger LOG = LoggerFactory.getLogger(Lease.class);

  private final Keeper keeper;
  private final Time time;
  private final Duration session;
  private final Election election;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private long heldUntil;
  private boolean given;

  /** What others have to wait for the end of. */
  interface Election {
    /** Whether it stands, as the keeper knows it now or later. */
    boolean stands() throws KeeperFailure, InterruptedException;
  }

  /** A lease that is not held before its first renewal. */
  Lease(Keeper keeper, Time time, Duration session, Election election) {
    this.keeper = keeper;
    this.time = time;
    this.session = session;
    this.election = election;
    this.heldUntil = time.nanos();
  }

  /** How long one renewal lasts. */
  private Duration length() {
    return session.multipliedBy(4).dividedBy(5);
  }

  public boolean isHeld() {
    lock.lock();
    try {
      return !given && time.nanos() - heldUntil < 0;
    } finally {
      lock.unlock();
    }
  }

  /** Gives it up: it is never held again. */
  void giveUp() {
    lock.lock();
    try {
      given = true;
      ended.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Renews it once.
   *
   * @throws KeeperFailure if that cannot be proved; it is held until its time is over. EXPIRED: it
   *     cannot be renewed any more
   */
  void renew() throws KeeperFailure, InterruptedException {
    long begun = time.nanos();
    keeper.change(List.of(new Keeper.Set(Layout.BEAT, new byte[0], Keeper.ANY)));
    // A session's reads are never older than its own writes.
    if (!election.stands()) {
      throw new KeeperFailure(
          KeeperFailure.Kind.EXPIRED, "someone else has removed what " + Layout.LEADER + " said");
    }
    lock.lock();
    try {
      heldUntil = begun + length().toNanos();
    } finally {
      lock.unlock();
    }
  }

  /** Renews it until it is given up or its time is over. */
  void keep() throws InterruptedException {
    while (isHeld()) {
      try {
        renew();
      } catch (KeeperFailure failure) {
        LOG.warn("leadership was not renewed: {}", failure.getMessage());
        if (failure.kind() == KeeperFailure.Kind.EXPIRED) {
          giveUp();
        }
      }
      rest();
    }
    giveUp();
  }

  private void rest() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (!given) {
        time.awaitNanos(ended, session.toNanos() / RENEWALS_PER_SESSION);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns when it is held no more, or {@code other} is true.
   *
   * @param other looked at whenever the lease is renewed or given up, and every half second
   */
  void awaitEnd(BooleanSupplier other) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!given && !other.getAsBoolean()) {
        long left = heldUntil - time.nanos();
        if (left <= 0) {
          given = true;
          ended.signalAll();
          return;
        }
        time.awaitNanos(ended, Math.min(left, LOOK.toNanos()));
      }
    } finally {
      lock.unlock();
    }
  }
}
