package io.godwit.manager.history.feed;

import io.godwit.manager.history.Filed;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries what waits in the outbox to the history, on a thread of its own, until it is closed. */
public final class HistoryWriter implements AutoCloseable {
  /** How long it may wait for something to write before it looks again by itself. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /**
   * Things come in groups, and a batch of one costs the database as many pages as one of fifty:
   * worth a moment that nobody notices.
   */
  private static final Duration GATHERING = Duration.ofMillis(100);

  /** A batch that is being written when we close is done by then, unless the database is away. */
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(HistoryWriter.class);

  private final HistorySource source;
  private final Pump pump;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition closing = lock.newCondition();
  private final Thread thread;
  private boolean closed;
  private boolean waitsForSource;

  private HistoryWriter(
      HistorySource source, Consumer<List<Filed>> archive, RandomGenerator random) {
    this.source = source;
    this.pump = new Pump(source, archive, random);
    this.thread = Thread.ofPlatform().name("history-writer").daemon().unstarted(this::run);
  }

  /**
   * Starts writing.
   *
   * @param archive where to: {@code HistoryStore::append}. It may throw; then it is tried again
   */
  public static HistoryWriter start(
      HistorySource source, Consumer<List<Filed>> archive, RandomGenerator random) {
    HistoryWriter writer = new HistoryWriter(source, archive, random);
    writer.thread.start();
    return writer;
  }

  /** How much waits; for metrics. */
  public HistorySource.Backlog backlog() {
    return source.backlog();
  }

  /** Items filed since the start; for metrics. */
  public long filed() {
    return pump.filed();
  }

  /** Attempts that failed since the start; for metrics. */
  public long failures() {
    return pump.failures();
  }

  /**
   * Stops. A batch in the middle is finished, for at most five seconds; what is not done by then,
   * or was not begun, stays in the outbox.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      closing.signalAll();
      if (waitsForSource) {
        // Only there: in the middle of a batch an interrupt would leave its outcome unknown.
        thread.interrupt();
      }
    } finally {
      lock.unlock();
    }
    try {
      if (!thread.join(CLOSING)) {
        LOG.warn("the history did not finish its batch in time; the batch stays in the outbox");
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!isClosed()) {
      switch (pump.attempt(System.nanoTime())) {
        case Pump.Step.Moved _ -> {}
        case Pump.Step.Idle _ -> awaitSource();
        case Pump.Step.Failed failed -> pause(failed.pause());
      }
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private void awaitSource() {
    if (enterWait()) {
      try {
        if (source.await(PATIENCE)) {
          pause(GATHERING);
        }
      } catch (InterruptedException closedMeanwhile) {
        LOG.debug("woken to close");
      } catch (RuntimeException failed) {
        LOG.debug("the outbox cannot be waited for", failed);
        pause(PATIENCE);
      } finally {
        leaveWait();
      }
    }
  }

  private boolean enterWait() {
    lock.lock();
    try {
      waitsForSource = !closed;
      return waitsForSource;
    } finally {
      lock.unlock();
    }
  }

  private void leaveWait() {
    lock.lock();
    try {
      waitsForSource = false;
      // The interrupt, if there was one, was meant for the wait that is over.
      boolean _ = Thread.interrupted();
    } finally {
      lock.unlock();
    }
  }

  private void pause(Duration pause) {
    lock.lock();
    try {
      long left = pause.toNanos();
      while (!closed && left > 0) {
        left = closing.awaitNanos(left);
      }
    } catch (InterruptedException strangers) {
      LOG.debug("interrupted by a stranger; the next attempt comes early", strangers);
    } finally {
      lock.unlock();
    }
  }
}
