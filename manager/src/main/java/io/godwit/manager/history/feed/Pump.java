package io.godwit.manager.history.feed;

import io.godwit.manager.history.Filed;
import io.godwit.model.error.GodwitException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries batches from a source to an archive. One attempt at a time, fed with the time; used by
 * one thread.
 *
 * <p>First it is written, then the source is told. What fails in between is done again, which the
 * archive does not mind: so nothing is lost and nothing is there twice.
 */
final class Pump {
  /** Some tens of milliseconds of the database. */
  static final int BATCH = 500;

  /** A trouble that lasts is told again after this. */
  private static final Duration REMINDER = Duration.ofMinutes(5);

  private static final Logger LOG = LoggerFactory.getLogger(Pump.class);

  private final HistorySource source;
  private final Consumer<List<Filed>> archive;
  private final Backoff backoff;
  private boolean troubled;
  private long troubledSinceNanos;
  private long toldNanos;
  private volatile long filed;
  private volatile long failures;

  Pump(HistorySource source, Consumer<List<Filed>> archive, RandomGenerator random) {
    this.source = source;
    this.archive = archive;
    this.backoff = new Backoff(random);
  }

  /** What one attempt came to. */
  sealed interface Step {
    /** So many were filed; there may be more. */
    record Moved(int count) implements Step {}

    /** Nothing waited. */
    record Idle() implements Step {}

    /** It did not work; worth another attempt after the pause. */
    record Failed(Duration pause) implements Step {}
  }

  Step attempt(long nowNanos) {
    List<Filed> batch;
    try {
      batch = source.next(BATCH);
      if (batch.isEmpty()) {
        return new Step.Idle();
      }
      archive.accept(batch);
      source.done(batch.getLast().sequence());
    } catch (RuntimeException failed) {
      return failed(failed, nowNanos);
    }
    succeeded(batch.size(), nowNanos);
    return new Step.Moved(batch.size());
  }

  /** Items filed since the start; those of a repeated batch count each time it was done. */
  long filed() {
    return filed;
  }

  /** Attempts that failed since the start. */
  long failures() {
    return failures;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
  private void succeeded(int count, long nowNanos) {
    filed += count;
    backoff.reset();
    if (troubled) {
      troubled = false;
      LOG.info("the history is written again, after {} s", sinceSeconds(nowNanos));
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
  private Step failed(RuntimeException failed, long nowNanos) {
    failures++;
    if (!troubled) {
      troubled = true;
      troubledSinceNanos = nowNanos;
      toldNanos = nowNanos;
      if (failed instanceof GodwitException expected) {
        LOG.warn("{} {} wait.", expected.problem(), source.backlog().count());
      } else {
        LOG.error("the history cannot be written", failed);
      }
    } else if (nowNanos - toldNanos >= REMINDER.toNanos()) {
      toldNanos = nowNanos;
      LOG.warn(
          "the history has not been written for {} s, {} wait: {}",
          sinceSeconds(nowNanos),
          source.backlog().count(),
          failed.getMessage());
    }
    return new Step.Failed(backoff.next());
  }

  private long sinceSeconds(long nowNanos) {
    return Duration.ofNanos(nowNanos - troubledSinceNanos).toSeconds();
  }
}
