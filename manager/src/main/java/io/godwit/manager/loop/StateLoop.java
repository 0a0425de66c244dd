package io.godwit.manager.loop;

import io.godwit.manager.loop.LoopObserver.Verdict;
import io.godwit.manager.time.Mailbox;
import io.godwit.manager.time.Time;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes a state on one thread: decide, apply, commit, publish. See the package for the chart.
 *
 * @param <S> an immutable state, hard and soft parts in one
 * @param <R> records of its hard part
 */
public final class StateLoop<S, R> implements AutoCloseable {
  /** Decisions take microseconds; a queue this long means the store is stuck. */
  private static final int MAX_QUEUED = 4096;

  /** A store answers in milliseconds; after this long a caller is better told. */
  private static final Duration MAX_WAIT = Duration.ofSeconds(20);

  private static final Logger LOG = LoggerFactory.getLogger(StateLoop.class);

  private final StateStore<S, R> store;
  private final BiFunction<S, R, S> apply;
  private final LoopObserver<R> observer;
  private final Time time;
  private final Mailbox<Turn<S, R, ?>> queue;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition published = lock.newCondition();
  private final Thread thread;
  private volatile Published<S> newest;
  private volatile boolean closed;

  /**
   * Loads what {@code store} has and starts.
   *
   * @param apply what a record does to a state; the only code that changes hard state
   * @throws IOException if the state cannot be read
   */
  public StateLoop(StateStore<S, R> store, BiFunction<S, R, S> apply, Time time)
      throws IOException, InterruptedException {
    this(store, apply, time, LoopObserver.none());
  }

  /** As the other, with someone who hears what it does. */
  public StateLoop(
      StateStore<S, R> store, BiFunction<S, R, S> apply, Time time, LoopObserver<R> observer)
      throws IOException, InterruptedException {
    this.observer = observer;
    this.store = store;
    this.apply = apply;
    this.time = time;
    this.queue = new Mailbox<>(time, MAX_QUEUED);
    this.newest = new Published<>(0, store.load());
    this.thread = time.platformThread("state-loop", this::run);
    thread.start();
  }

  /** The newest state. Changes queued but not yet decided are not in it. */
  public Published<S> newest() {
    return newest;
  }

  public S now() {
    return newest.state();
  }

  /**
   * Runs {@code decision} after everything queued before it, and returns once its outcome is
   * visible.
   *
   * @throws GodwitException what the decision threw, or MANAGER_UNREACHABLE if it could not be
   *     recorded: nothing has changed then
   */
  public <T> T decide(Function<S, Outcome<S, R, T>> decision) {
    Turn<S, R, T> turn = new Turn<>(decision, Caller.WAITS, time.nanos());
    enqueue(turn);
    return turn.result();
  }

  /**
   * Runs {@code decision} in its turn without waiting for it; an exception is logged. A closed loop
   * forgets it: whoever tells and does not wait tells again after a restart.
   */
  public void post(Function<S, Outcome<S, R, Boolean>> decision) {
    if (!closed) {
      enqueue(new Turn<>(decision, Caller.GONE, time.nanos()));
    }
  }

  /** Changes soft state in its turn without waiting for it. */
  public void observe(UnaryOperator<S> change) {
    post(state -> Outcome.soft(change, true));
  }

  /**
   * Waits for a state newer than {@code version}.
   *
   * @return the newest state, which is the old one if {@code patience} has run out or the loop has
   *     been closed
   */
  public Published<S> awaitAfter(long version, Duration patience) throws InterruptedException {
    long left = patience.toNanos();
    lock.lockInterruptibly();
    try {
      while (newest.version() <= version && left > 0 && !closed) {
        left = time.awaitNanos(published, left);
      }
      return newest;
    } finally {
      lock.unlock();
    }
  }

  /** How many decisions are in the queue. */
  public int waiting() {
    return queue.size();
  }

  public boolean isClosed() {
    return closed;
  }

  /** Stops deciding; what waits in the queue is refused. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    signal();
  }

  private void enqueue(Turn<S, R, ?> turn) {
    try {
      if (closed || !queue.offer(turn, MAX_WAIT)) {
        throw notRecording(null);
      }
    } catch (InterruptedException cancelled) {
      Thread.currentThread().interrupt();
      throw notRecording(cancelled);
    }
  }

  private void run() {
    while (!closed) {
      try {
        Turn<S, R, ?> turn = queue.take();
        long begun = time.nanos();
        Verdict verdict = take(turn);
        long took = time.nanos() - begun;
        tell(() -> observer.decided(verdict, begun - turn.queuedNanos, took));
      } catch (InterruptedException closing) {
        break;
      }
    }
    for (var turn = queue.poll(); turn.isPresent(); turn = queue.poll()) {
      turn.get().refuse(notRecording(null));
    }
  }

  @SuppressWarnings(
      "ReferenceEquality") // The same object is the same state; equal ones are rare and harmless.
  private <T> Verdict take(Turn<S, R, T> turn) {
    try {
      S before = newest.state();
      Outcome<S, R, T> outcome = turn.decision.apply(before);
      S after = before;
      for (R record : outcome.records()) {
        // Applied to a private copy first: a record that does not fit is refused before the store
        // has it.
        after = apply.apply(after, record);
      }
      if (!outcome.records().isEmpty()) {
        long begun = time.nanos();
        store.commit(before, after, outcome.records());
        long took = time.nanos() - begun;
        tell(() -> observer.committed(outcome.records(), took));
      }
      after = outcome.soft().apply(after);
      if (after != before) {
        newest = new Published<>(newest.version() + 1, after);
        signal();
      }
      turn.finish(outcome.result());
      return after != before ? Verdict.CHANGED : Verdict.UNCHANGED;
    } catch (UncertainCommit lost) {
      // What is kept and what is known may differ from here on: only a new start can tell.
      LOG.error("the loop ends: {}", lost.getMessage());
      close();
      turn.refuse(uncertain(lost));
      return Verdict.UNCERTAIN;
    } catch (IOException notCommitted) {
      LOG.error("the store refused: {}", notCommitted.getMessage());
      turn.refuse(notRecording(notCommitted));
      return Verdict.NOT_KEPT;
    } catch (InterruptedException closing) {
      close();
      turn.refuse(uncertain(closing));
      return Verdict.UNCERTAIN;
    } catch (RuntimeException refused) {
      turn.refuse(refused);
      return Verdict.REFUSED;
    }
  }

  /** Whoever only watches must not undo what is kept. */
  private static void tell(Runnable news) {
    try {
      news.run();
    } catch (RuntimeException defect) {
      LOG.error("an observer of the loop broke", defect);
    }
  }

  private void signal() {
    lock.lock();
    try {
      published.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static GodwitException notRecording(@Nullable Exception cause) {
    Problem problem =
        new Problem(
            ErrorCode.MANAGER_UNREACHABLE,
            "The manager cannot record changes at the moment; nothing was changed.",
            "Try again; if it stays, look at the manager's log.");
    return cause == null ? problem.asException() : new GodwitException(problem, cause);
  }

  private static GodwitException uncertain(Exception cause) {
    Problem problem =
        new Problem(
            ErrorCode.OUTCOME_UNKNOWN,
            "The manager stopped deciding while it recorded this change; it may have been kept.",
            "Look whether it was made, then try again if it was not.");
    return new GodwitException(problem, cause);
  }

  /** Whether anyone hears of an exception. */
  private enum Caller {
    WAITS,
    GONE
  }

  /** One decision in the queue, and the place where its caller waits. */
  private static final class Turn<S, R, T> {
    final Function<S, Outcome<S, R, T>> decision;
    final long queuedNanos;
    private final Caller caller;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable T result;
    private volatile @Nullable RuntimeException refusal;

    Turn(Function<S, Outcome<S, R, T>> decision, Caller caller, long queuedNanos) {
      this.decision = decision;
      this.queuedNanos = queuedNanos;
      this.caller = caller;
    }

    void finish(T outcome) {
      result = outcome;
      done.countDown();
    }

    void refuse(RuntimeException why) {
      if (caller == Caller.GONE) {
        LOG.error("a decision that nobody waits for was refused", why);
      }
      refusal = why;
      done.countDown();
    }

    T result() {
      // Not interruptible: the outcome of a decision that may have been recorded has to be known.
      boolean interrupted = false;
      try {
        while (true) {
          try {
            done.await();
            break;
          } catch (InterruptedException later) {
            interrupted = true;
          }
        }
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
      RuntimeException why = refusal;
      if (why != null) {
        throw why;
      }
      T outcome = result;
      if (outcome == null) {
        throw new IllegalStateException("a decision has no result");
      }
      return outcome;
    }
  }
}
