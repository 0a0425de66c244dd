package io.godwit.agent.telemetry;

import io.godwit.model.unit.DataRate;
import java.time.Duration;
import java.util.List;

/** Arithmetic of counters and of the kernel's columns. Pure. */
final class Readings {
  private static final double NANOS = 1e9;

  private Readings() {}

  /** Columns of a line. */
  static List<String> columns(String line) {
    return List.of(line.strip().split("\\s+"));
  }

  /** A counter that went back was reset, or is one of those the kernel does not keep monotonic. */
  static long grown(long earlier, long now) {
    return Math.max(0, now - earlier);
  }

  static double perSecond(long earlier, long now, Duration interval) {
    return grown(earlier, now) * NANOS / interval.toNanos();
  }

  static DataRate rate(long earlierBytes, long nowBytes, Duration interval) {
    return new DataRate(Math.round(perSecond(earlierBytes, nowBytes, interval)));
  }
}
