package io.godwit.manager.history;

import io.godwit.model.error.GodwitException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the history needs done now and then, on a thread of its own: roll-ups and pruning. */
public final class HistoryUpkeep implements AutoCloseable {
  /** Spans of five minutes are written within a minute or two of their end. */
  private static final Duration ROUND = Duration.ofMinutes(1);

  /** Age is counted in days; an hour more or less does not matter. */
  private static final Duration PRUNING = Duration.ofHours(1);

  /** Some batches. */
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(HistoryUpkeep.class);

  private final Upkept store;
  private final RollupSink sink;
  private final InstantSource clock;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private Instant prunedAt = Instant.MIN;
  private boolean troubled;

  private HistoryUpkeep(Upkept store, RollupSink sink, InstantSource clock) {
    this.store = store;
    this.sink = sink;
    this.clock = clock;
    this.thread = Thread.ofPlatform().name("history-upkeep").daemon().unstarted(this::run);
  }

  /** Starts. Of the managers of a data center, only the leader does. */
  public static HistoryUpkeep start(Upkept store, RollupSink sink, InstantSource clock) {
    HistoryUpkeep upkeep = new HistoryUpkeep(store, sink, clock);
    upkeep.thread.start();
    return upkeep;
  }

  /** Writes the roll-ups there are, and stops; in five seconds or without them. */
  @Override
  public void close() {
    closing.countDown();
    try {
      if (!thread.join(CLOSING)) {
        LOG.warn("the roll-ups of the last minutes were not written in time");
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!closing.await(ROUND.toMillis(), TimeUnit.MILLISECONDS)) {
        quietly(() -> round(clock.instant()));
      }
      quietly(sink::close);
    } catch (InterruptedException cancelled) {
      Thread.currentThread().interrupt();
    }
  }

  /** One round. */
  void round(Instant now) {
    sink.flush(now);
    // An hour is added up once its last span is written, which the flush has just done.
    store.foldHours(now.minus(Duration.ofMinutes(2)));
    // Also when the clock has gone backwards.
    if (Duration.between(prunedAt, now).abs().compareTo(PRUNING) >= 0) {
      int gone = store.prune(now);
      prunedAt = now;
      LOG.debug("{} rows were too old", gone);
    }
  }

  private void quietly(Runnable work) {
    try {
      work.run();
      troubled = false;
    } catch (RuntimeException failed) {
      if (!troubled) {
        troubled = true;
        LOG.warn(
            "the upkeep of the history waits: {}",
            failed instanceof GodwitException told ? told.problem() : failed);
      }
    }
  }
}
