package io.godwit.manager.loop;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
  private final BlockingQueue<Turn<S, R, ?>> queue = new ArrayBlockingQueue<>(MAX_QUEUED);
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
  public StateLoop(StateStore<S, R> store, BiFunction<S, R, S> apply)
      throws IOException, InterruptedException {
    this.store = store;
    this.apply = apply;
    this.newest = new Published<>(0, store.load());
    this.thread = Thread.ofPlatform().name("state-loop").daemon().start(this::run);
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
    Turn<S, R, T> turn = new Turn<>(decision, Caller.WAITS);
    enqueue(turn);
    return turn.result();
  }

  /**
   * Runs {@code decision} in its turn without waiting for it; an exception is logged. A closed loop
   * forgets it: whoever tells and does not wait tells again after a restart.
   */
  public void post(Function<S, Outcome<S, R, Boolean>> decision) {
    if (!closed) {
      enqueue(new Turn<>(decision, Caller.GONE));
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
        left = published.awaitNanos(left);
      }
      return newest;
    } finally {
      lock.unlock();
    }
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
      if (closed || !queue.offer(turn, MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
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
        take(queue.take());
      } catch (InterruptedException closing) {
        break;
      }
    }
    for (Turn<S, R, ?> turn = queue.poll(); turn != null; turn = queue.poll()) {
      turn.refuse(notRecording(null));
    }
  }

  @SuppressWarnings(
      "ReferenceEquality") // The same object is the same state; equal ones are rare and harmless.
  private <T> void take(Turn<S, R, T> turn) {
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
        store.commit(before, after, outcome.records());
      }
      after = outcome.soft().apply(after);
      if (after != before) {
        newest = new Published<>(newest.version() + 1, after);
        signal();
      }
      turn.finish(outcome.result());
    } catch (UncertainCommit lost) {
      // What is kept and what is known may differ from here on: only a new start can tell.
      LOG.error("the loop ends: {}", lost.getMessage());
      close();
      turn.refuse(uncertain(lost));
    } catch (IOException notCommitted) {
      LOG.error("the store refused: {}", notCommitted.getMessage());
      turn.refuse(notRecording(notCommitted));
    } catch (InterruptedException closing) {
      close();
      turn.refuse(uncertain(closing));
    } catch (RuntimeException refused) {
      turn.refuse(refused);
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
    private final Caller caller;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable T result;
    private volatile @Nullable RuntimeException refusal;

    Turn(Function<S, Outcome<S, R, T>> decision, Caller caller) {
      this.decision = decision;
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
