package io.godwit.manager.history.feed;

import io.godwit.manager.history.Filed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/** An outbox in memory. */
public final class FakeSource implements HistorySource {
  private final NavigableMap<Long, Filed> waiting = new TreeMap<>();
  private final List<Long> done = new ArrayList<>();
  private final LongConsumer onDone;

  public FakeSource() {
    this(sequence -> {});
  }

  /**
   * @param onDone is told before anything is forgotten, and may throw
   */
  public FakeSource(LongConsumer onDone) {
    this.onDone = onDone;
  }

  public synchronized void add(List<Filed> added) {
    added.forEach(each -> waiting.put(each.sequence(), each));
    notifyAll();
  }

  @Override
  public synchronized List<Filed> next(int most) {
    return waiting.values().stream().limit(most).toList();
  }

  @Override
  public synchronized void done(long upToSequence) {
    onDone.accept(upToSequence);
    done.add(upToSequence);
    waiting.headMap(upToSequence, true).clear();
    notifyAll();
  }

  @Override
  public synchronized boolean await(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    for (long left = patience.toNanos();
        waiting.isEmpty() && left > 0;
        left = end - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return !waiting.isEmpty();
  }

  @Override
  public synchronized Backlog backlog() {
    return waiting.isEmpty()
        ? Backlog.NONE
        : new Backlog(waiting.size(), waiting.firstEntry().getValue().at());
  }

  /** Waits until at most {@code most} items wait, or something else is so. */
  public synchronized void awaitRoom(int most, BooleanSupplier orElse) throws InterruptedException {
    while (waiting.size() > most && !orElse.getAsBoolean()) {
      wait(100);
    }
  }

  synchronized List<Long> done() {
    return List.copyOf(done);
  }
}
