package io.godwit.agent.telemetry;

import io.godwit.model.telemetry.DiskUse;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One line of {@code /proc/diskstats}.
 *
 * @param waitedMs of all operations together
 * @param busyMs in which there was at least one
 */
record DiskCounters(
    long reads, long readSectors, long writes, long writtenSectors, long waitedMs, long busyMs) {
  /** Of the file's format, whatever the disk has. */
  private static final int SECTOR_BYTES = 512;

  private static final int COLUMNS = 14;
  private static final double PERCENT = 100;

  /** All block devices, partitions too, by name. */
  static SortedMap<String, DiskCounters> parse(String diskstats) {
    var found = new TreeMap<String, DiskCounters>();
    for (String line : diskstats.lines().toList()) {
      List<String> columns = Readings.columns(line);
      if (columns.size() >= COLUMNS) {
        long[] is = columns.stream().skip(3).mapToLong(Long::parseLong).toArray();
        found.put(
            columns.get(2), new DiskCounters(is[0], is[2], is[4], is[6], is[3] + is[7], is[9]));
      }
    }
    return found;
  }

  DiskUse since(DiskCounters earlier, String name, Duration interval) {
    long operations = Readings.grown(earlier.reads + earlier.writes, reads + writes);
    long waited = Readings.grown(earlier.waitedMs, waitedMs);
    double worked = Readings.grown(earlier.busyMs, busyMs);
    return new DiskUse(
        name,
        Readings.rate(bytes(earlier.readSectors), bytes(readSectors), interval),
        Readings.rate(bytes(earlier.writtenSectors), bytes(writtenSectors), interval),
        Readings.perSecond(earlier.reads, reads, interval),
        Readings.perSecond(earlier.writes, writes, interval),
        Math.min(PERCENT, PERCENT * worked * 1e6 / interval.toNanos()),
        operations == 0 ? Duration.ZERO : Duration.ofNanos(waited * 1_000_000 / operations));
  }

  private static long bytes(long sectors) {
    return sectors * SECTOR_BYTES;
  }
}
