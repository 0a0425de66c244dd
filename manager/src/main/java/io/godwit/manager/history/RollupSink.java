package io.godwit.manager.history;

import io.godwit.manager.history.Rollup.Resolution;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Adds samples up to spans of five minutes, in memory, and writes those that have ended.
 *
 * <p>Soft: what a manager that dies has not written is gone, five minutes at most. Samples that are
 * not taken are counted: of a series too many, late by more than a span, not a finite number, or
 * waiting for a database that stays away.
 *
 * <p>Any thread may add; {@link #flush} is called by one.
 */
public final class RollupSink {
  /** 2,500 hosts and 40,000 VMs with four or five figures each: some 30 MiB. */
  static final int MAX_SERIES = 200_000;

  /** Two spans of everything; a database that is away for longer costs figures. */
  static final int MAX_WAITING = 2 * MAX_SERIES;

  /** A fraction of a second of the database. */
  static final int BATCH = 2000;

  /** An agent sends every few seconds; whoever is later than this is late. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  private static final Resolution SPAN = Resolution.FIVE_MINUTES;

  private final Consumer<List<Rollup>> shelf;
  private final ConcurrentHashMap<String, Sum> sums = new ConcurrentHashMap<>();
  private final AtomicInteger series = new AtomicInteger();
  private final LongAdder dropped = new LongAdder();
  private final Deque<Rollup> waiting = new ArrayDeque<>();

  /**
   * @param shelf takes what has ended; may throw, then it is offered again
   */
  RollupSink(Consumer<List<Rollup>> shelf) {
    this.shelf = shelf;
  }

  /** A sink that writes to {@code store}. */
  public static RollupSink into(Upkept store) {
    return new RollupSink(store::addRollups);
  }

  /**
   * Adds a sample.
   *
   * @param name of the series, at most {@link Rollup#MAX_SERIES_NAME} characters
   * @param at when it was taken
   */
  public void add(String name, Instant at, double value) {
    if (!Double.isFinite(value) || name.isBlank() || name.length() > Rollup.MAX_SERIES_NAME) {
      dropped.increment();
      return;
    }
    Instant start = SPAN.startOf(at);
    sums.compute(name, (_, sum) -> added(name, sum, start, value));
  }

  /** Samples that are in no roll-up; roll-ups that had to go count once each. */
  public long dropped() {
    return dropped.sum();
  }

  /** Series that have samples at the moment. */
  public int series() {
    return series.get();
  }

  /**
   * Writes the spans that have ended.
   *
   * @throws RuntimeException what the database threw; the rest is kept for the next call
   */
  public synchronized void flush(Instant now) {
    collect(now.minus(GRACE));
    write();
  }

  /** Writes all there is, the spans that have not ended too. They go on in whoever comes next. */
  public synchronized void close() {
    collect(Instant.MAX);
    write();
  }

  private @Nullable Sum added(String name, @Nullable Sum before, Instant start, double value) {
    if (before == null) {
      if (series.incrementAndGet() > MAX_SERIES) {
        series.decrementAndGet();
        dropped.increment();
        return null;
      }
      return new Sum(start, value);
    }
    if (start.isBefore(before.start)) {
      dropped.increment();
    } else if (start.equals(before.start)) {
      before.add(value);
    } else {
      synchronized (waiting) {
        keep(before.rollup(name));
      }
      return new Sum(start, value);
    }
    return before;
  }

  private void collect(Instant end) {
    for (String name : sums.keySet()) {
      sums.computeIfPresent(
          name,
          (_, sum) -> {
            if (sum.start.isAfter(end.minus(SPAN.span()))) {
              return sum;
            }
            series.decrementAndGet();
            synchronized (waiting) {
              keep(sum.rollup(name));
            }
            return null;
          });
    }
  }

  private void keep(Rollup ended) {
    waiting.addLast(ended);
    if (waiting.size() > MAX_WAITING) {
      waiting.removeFirst();
      dropped.increment();
    }
  }

  private void write() {
    while (true) {
      List<Rollup> batch = new ArrayList<>();
      synchronized (waiting) {
        waiting.stream().limit(BATCH).forEach(batch::add);
      }
      if (batch.isEmpty()) {
        return;
      }
      shelf.accept(batch);
      synchronized (waiting) {
        // One by one: while we wrote, the oldest may have been dropped for want of room.
        for (Rollup written : batch) {
          if (written.equals(waiting.peekFirst())) {
            waiting.removeFirst();
          }
        }
      }
    }
  }

  /** One span of one series while it lasts. Changed under its entry's lock in the map. */
  private static final class Sum {
    private final Instant start;
    private double lowest;
    private double highest;
    private double total;
    private long samples;

    Sum(Instant start, double value) {
      this.start = start;
      this.lowest = value;
      this.highest = value;
      this.total = value;
      this.samples = 1;
    }

    void add(double value) {
      lowest = Math.min(lowest, value);
      highest = Math.max(highest, value);
      total += value;
      samples++;
    }

    Rollup rollup(String name) {
      return new Rollup(name, SPAN, start, lowest, highest, mean(), samples);
    }

    /** The sum of very large values may not be finite; their mean is. */
    private double mean() {
      double mean = total / samples;
      return Double.isFinite(mean) ? mean : lowest / 2 + highest / 2;
    }
  }
}
