package io.godwit.testbed.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.godwit.testbed.simulation.center.DataCenterRun;
import io.godwit.testbed.simulation.center.Flaws;
import io.godwit.testbed.simulation.scheduler.Journal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Many seeds, on all processors, until one fails. */
public final class Campaign {
  private static final String SIMULATED = "io.godwit";

  private final long from;
  private final long seeds;
  private final Flaws flaws;
  private final AtomicLong next = new AtomicLong();
  private final TreeMap<String, Long> faults = new TreeMap<>();
  private Duration virtual = Duration.ZERO;
  private long done;
  private long events;
  private long commits;
  private long terms;
  private long calls;
  private long planned;
  private long switchedOff;
  private @Nullable Failure failure;

  /** A seed that must not be so. */
  public record Failure(long seed, Throwable why) {}

  /**
   * What was played so far.
   *
   * @param virtual time that passed in the worlds
   * @param terms of leadership that began
   * @param calls of people that were answered
   * @param planned migrations that leaders began by themselves
   * @param switchedOff how often a host was
   */
  public record Tally(
      long seeds,
      Duration virtual,
      long events,
      long commits,
      long terms,
      long calls,
      long planned,
      long switchedOff,
      Map<String, Long> faults,
      Optional<Failure> failure) {
    public Tally {
      faults = Collections.unmodifiableMap(new TreeMap<>(faults));
    }
  }

  /** Seeds {@code from} to {@code from + seeds - 1}. */
  public Campaign(long from, long seeds, Flaws flaws) {
    this.from = from;
    this.seeds = seeds;
    this.flaws = flaws;
  }

  /** Plays all of them, or up to the first that fails. */
  public Tally run() throws InterruptedException {
    logger().setLevel(Level.OFF);
    List<Thread> players = new ArrayList<>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      players.add(Thread.ofPlatform().name("player-" + i).daemon().start(this::play));
    }
    for (Thread player : players) {
      player.join();
    }
    return tally();
  }

  /** How far it is; may be asked while it runs. */
  public synchronized Tally tally() {
    return new Tally(
        done,
        virtual,
        events,
        commits,
        terms,
        calls,
        planned,
        switchedOff,
        faults,
        Optional.ofNullable(failure));
  }

  private void play() {
    for (long number = next.getAndIncrement(); number < seeds; number = next.getAndIncrement()) {
      long seed = from + number;
      try {
        add(DataCenterRun.of(seed, flaws, new Journal(Journal.Detail.FINGERPRINT)));
      } catch (RuntimeException | Error broken) {
        fail(new Failure(seed, broken));
      }
    }
  }

  private synchronized void add(DataCenterRun.Result result) {
    done++;
    virtual = virtual.plus(result.virtual());
    events += result.events();
    commits += result.commits();
    terms += result.terms();
    calls += result.calls();
    planned += result.planned();
    switchedOff += result.switchedOff();
    result.faults().forEach((fault, times) -> faults.merge(fault, (long) times, Long::sum));
  }

  private synchronized void fail(Failure broken) {
    done++;
    if (failure == null || broken.seed() < failure.seed()) {
      failure = broken;
    }
    next.set(seeds);
  }

  /**
   * Plays one seed again, with its events in words.
   *
   * @return the newest of them, oldest first
   */
  public static List<String> replay(long seed, Flaws flaws, int lines) {
    Journal journal = new Journal(Journal.Detail.WORDS);
    Told told = new Told(journal);
    Logger logger = logger();
    told.setContext(logger.getLoggerContext());
    told.start();
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
    logger.addAppender(told);
    try {
      DataCenterRun.of(seed, flaws, journal);
    } catch (RuntimeException | Error again) {
      journal.say(again.getMessage() == null ? again.toString() : again.getMessage());
    } finally {
      logger.detachAppender(told);
      logger.setLevel(Level.OFF);
    }
    return journal.last(lines);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(SIMULATED);
  }

  /** What the managers log is part of the story. */
  private static final class Told extends AppenderBase<ILoggingEvent> {
    private final Journal journal;

    Told(Journal journal) {
      this.journal = journal;
    }

    @Override
    protected void append(ILoggingEvent event) {
      journal.say("log: " + event.getFormattedMessage());
    }
  }
}
