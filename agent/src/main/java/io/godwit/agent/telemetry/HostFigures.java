package io.godwit.agent.telemetry;

import io.godwit.model.telemetry.Load;
import io.godwit.model.telemetry.MemoryUse;
import io.godwit.model.telemetry.Pressure;
import io.godwit.model.telemetry.Stall;
import io.godwit.model.unit.DataSize;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Files whose numbers are as they are, not counters. Pure. */
final class HostFigures {
  private static final long KIB = 1024;
  private static final double PERCENT = 100;

  private HostFigures() {}

  /** {@code /proc/meminfo}; a line that this kernel does not have counts as 0. */
  static Optional<MemoryUse> memory(String meminfo) {
    Map<String, Long> lines = new HashMap<>();
    for (String line : meminfo.lines().toList()) {
      List<String> columns = Readings.columns(line);
      if (columns.size() >= 2) {
        lines.put(columns.get(0).replace(":", ""), Long.parseLong(columns.get(1)));
      }
    }
    if (!lines.containsKey("MemTotal") || !lines.containsKey("MemAvailable")) {
      return Optional.empty();
    }
    long hugePageKib = lines.getOrDefault("Hugepagesize", 0L);
    return Optional.of(
        new MemoryUse(
            kib(lines, "MemTotal"),
            kib(lines, "MemAvailable"),
            kib(lines, "MemFree"),
            kib(lines, "Cached").plus(kib(lines, "Buffers")).plus(kib(lines, "SReclaimable")),
            kib(lines, "SwapTotal"),
            kib(lines, "SwapFree"),
            size(lines.getOrDefault("HugePages_Total", 0L) * hugePageKib),
            size(lines.getOrDefault("HugePages_Free", 0L) * hugePageKib)));
  }

  /** {@code /proc/loadavg}. */
  static Optional<Load> load(String loadavg) {
    List<String> columns = Readings.columns(loadavg);
    if (columns.size() < 4 || columns.get(3).indexOf('/') < 0) {
      return Optional.empty();
    }
    String tasks = columns.get(3);
    return Optional.of(
        new Load(
            Double.parseDouble(columns.get(0)),
            Double.parseDouble(columns.get(1)),
            Double.parseDouble(columns.get(2)),
            Long.parseLong(tasks.substring(0, tasks.indexOf('/'))),
            Long.parseLong(tasks.substring(tasks.indexOf('/') + 1))));
  }

  /** One file of {@code /proc/pressure}. */
  static @Nullable Pressure pressure(String text) {
    Stall some = null;
    Stall full = null;
    for (String line : text.lines().toList()) {
      if (line.startsWith("some ")) {
        some = stall(line);
      } else if (line.startsWith("full ")) {
        full = stall(line);
      }
    }
    return some == null ? null : new Pressure(some, full);
  }

  /** {@code some avg10=0.00 avg60=4.42 avg300=5.15 total=3859975670}; the last in µs. */
  private static @Nullable Stall stall(String line) {
    List<String> columns = Readings.columns(line);
    if (columns.size() < 5) {
      return null;
    }
    return new Stall(
        percent(columns.get(1)),
        percent(columns.get(2)),
        percent(columns.get(3)),
        Duration.ofNanos(Math.multiplyExact(Long.parseLong(value(columns.get(4))), 1000L)));
  }

  private static double percent(String column) {
    return Math.min(PERCENT, Double.parseDouble(value(column)));
  }

  private static String value(String column) {
    return column.substring(column.indexOf('=') + 1);
  }

  private static DataSize kib(Map<String, Long> lines, String key) {
    return size(lines.getOrDefault(key, 0L));
  }

  private static DataSize size(long kib) {
    return new DataSize(kib * KIB);
  }
}
