package io.godwit.planner.migration;

import static io.godwit.planner.migration.Costs.PAGE;

import io.godwit.model.migration.Compression;
import io.godwit.model.migration.Course;
import io.godwit.model.migration.Forecast;
import io.godwit.model.migration.Forecast.Grounds;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.migration.Transport;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import java.time.Duration;

/**
 * Foretells a migration of one guest within given limits, for any course.
 *
 * @param situation what is known
 * @param limits of them the bandwidth and the pause matter here; whether the rest is kept is for
 *     {@link Strategy}
 */
record Forecaster(Situation situation, MigrationLimits limits) {
  /** The model's time of one migration ends here; longer than any deadline. */
  private static final double MOST_SECONDS = 48 * 3600;

  /**
   * What the last round may take, so that the pause as it is foretold keeps the limit: without what
   * QEMU does not count; at least half of the limit.
   */
  Duration pause(Transport transport, boolean postcopy) {
    double longer = situation.past().calibration(transport, postcopy).downtime();
    Duration foretold = scaled(limits.downtimeLimit(), 1 / longer);
    Duration rest = foretold.minus(Costs.SWITCH);
    Duration half = limits.downtimeLimit().dividedBy(2);
    return rest.compareTo(half) > 0 ? rest : half;
  }

  Forecast of(Course course) {
    Precopy.Pace pace = pace(course.transport());
    DirtyModel free = dirty();
    double factor = 1 - course.throttle() / 100.0;
    Precopy run =
        course.postcopy()
            ? postcopy(pace, free)
            : Precopy.run(pace, free, free.times(factor), seconds(course.pause()), MOST_SECONDS);
    double downtime =
        Costs.SWITCH.toNanos() / 1e9 + (course.postcopy() ? 0 : run.last() / pace.memoryRate());
    int convergence = course.postcopy() ? 100 : convergence(course, pace, free.times(factor));
    int slowdown = course.postcopy() ? fetching(pace, run) : tracking(free, course.throttle());
    var calibration = situation.past().calibration(course.transport(), course.postcopy());
    DataSize wire = DataSize.ofBytes(Math.round(run.wire() * calibration.transferred()));
    Duration duration = duration(run.seconds() * calibration.duration());
    Duration paused = duration(downtime * calibration.downtime());
    return new Forecast(
        course,
        wire,
        duration,
        paused,
        slowdown,
        convergence,
        situation.knowsDirtyRate() ? Grounds.SAMPLED : Grounds.ASSUMED,
        calibration,
        new Reasons(this, course, pace, free, run).say(),
        null);
  }

  /** Bytes per second on the wire. */
  double bandwidth(Transport transport) {
    double link = situation.link().bandwidth().bytesPerSecond();
    double limited =
        limits.bandwidth().equals(DataRate.ZERO)
            ? link
            : Math.min(link, (double) limits.bandwidth().bytesPerSecond());
    return Math.min(
        limited, transport.channels() * situation.link().streamRate(transport.secrecy()));
  }

  private Precopy.Pace pace(Transport transport) {
    double wire = bandwidth(transport);
    double filled = situation.filled().bytes();
    double empty = situation.memory().minusOrZero(situation.filled()).bytes();
    double first = Costs.PAGE_WIRE_SHARE;
    double later = Costs.PAGE_WIRE_SHARE;
    double most = Double.POSITIVE_INFINITY;
    switch (transport.compression()) {
      case NONE -> {}
      case ZSTD -> {
        first = packedShare();
        later = first;
        most = Costs.ZSTD_RATE * Math.min(transport.channels(), situation.cores());
      }
      case XBZRLE -> {
        later = changedShare();
        most = Costs.XBZRLE_RATE;
      }
    }
    double firstWire = filled * first + empty / PAGE * Costs.ZERO_PAGE_WIRE;
    double packing = transport.compression() == Compression.ZSTD ? filled / most : 0;
    double firstSeconds =
        Math.max(Math.max(firstWire / wire, packing), situation.memory().bytes() / Costs.SCAN_RATE);
    return new Precopy.Pace(firstSeconds, firstWire, Math.min(wire / later, most), later);
  }

  private double packedShare() {
    return situation.sampled().map(facts -> facts.packedShare()).orElse(1.0);
  }

  private double changedShare() {
    return situation.sampled().map(facts -> facts.changedShare()).orElse(1.0);
  }

  /** How the guest rewrites its memory while nothing holds it back. */
  DirtyModel dirty() {
    double filled = Math.max(1, situation.filled().bytes());
    if (situation.knowsDirtyRate()) {
      var facts = situation.sampled().orElseThrow();
      return DirtyModel.through(facts.dirtied(), (double) facts.used().bytes());
    }
    return new DirtyModel(
        Costs.ASSUMED_DIRTY_RATE, Math.max(1, filled * Costs.ASSUMED_WORKING_SET));
  }

  private static Precopy postcopy(Precopy.Pace pace, DirtyModel free) {
    double missing = free.within(pace.firstSeconds());
    return new Precopy(
        pace.firstSeconds() + missing / pace.memoryRate(),
        pace.firstWire() + missing * pace.share(),
        missing,
        2,
        true);
  }

  /** How likely the dirty rate stays below what the rounds can bear. */
  private int convergence(Course course, Precopy.Pace pace, DirtyModel held) {
    double headroom = held.headroom(seconds(course.pause()) * pace.memoryRate(), pace.memoryRate());
    if (Double.isInfinite(headroom)) {
      return 100;
    }
    double spread = situation.knowsDirtyRate() ? Costs.SAMPLED_SPREAD : Costs.ASSUMED_SPREAD;
    return Math.clamp(Math.round(100 * normal(Math.log(headroom) / spread)), 0, 100);
  }

  /** The standard normal distribution; Zelen and Severo's approximation, good to 1e-7. */
  private static double normal(double x) {
    double t = 1 / (1 + 0.2316419 * Math.abs(x));
    double tail =
        Math.exp(-x * x / 2)
            / Math.sqrt(2 * Math.PI)
            * t
            * (0.319381530
                + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    return x >= 0 ? 1 - tail : tail;
  }

  /** Writes are noticed by faults, once for each page and round. */
  private static int tracking(DirtyModel free, int throttle) {
    double share = free.rate() / PAGE * Costs.WRITE_FAULT_SECONDS;
    return Math.clamp(Math.round(100 * share) + throttle, 0, 100);
  }

  /** While memory is missing, the guest waits for pages it asks for. */
  private static int fetching(Precopy.Pace pace, Precopy run) {
    double tail = run.last() / pace.memoryRate();
    if (tail <= 0) {
      return 0;
    }
    double each = Costs.FETCH_SECONDS + PAGE / pace.memoryRate();
    double waiting = Costs.FETCHED_SHARE * run.last() / PAGE * each;
    return Math.clamp(Math.round(100 * waiting / (waiting + tail)), 0, 100);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  static Duration duration(double seconds) {
    return Duration.ofMillis(Math.round(1000 * Math.min(seconds, MOST_SECONDS)));
  }

  private static Duration scaled(Duration duration, double factor) {
    return Duration.ofNanos(Math.round(duration.toNanos() * factor));
  }
}
