package io.godwit.agent.telemetry;

import io.godwit.model.telemetry.CpuUse;
import java.util.List;
import java.util.Optional;

/**
 * The first lines of {@code /proc/stat}: clock ticks since boot, all processors together.
 *
 * @param cpus lines of single processors
 */
record CpuCounters(
    long user,
    long nice,
    long system,
    long idle,
    long ioWait,
    long irq,
    long softIrq,
    long steal,
    long guest,
    long guestNice,
    int cpus) {
  private static final int COLUMNS = 11;

  /**
   * Reads the file; empty if it is not what a kernel since 2.6.33 writes.
   *
   * @throws NumberFormatException if a column is not a number
   */
  static Optional<CpuCounters> parse(String stat) {
    CpuCounters sum = null;
    int cpus = 0;
    for (String line : stat.lines().takeWhile(l -> l.startsWith("cpu")).toList()) {
      if (!line.startsWith("cpu ")) {
        cpus++;
        continue;
      }
      List<String> columns = Readings.columns(line);
      if (columns.size() < COLUMNS) {
        return Optional.empty();
      }
      long[] ticks = columns.stream().skip(1).mapToLong(Long::parseLong).toArray();
      sum =
          new CpuCounters(
              ticks[0], ticks[1], ticks[2], ticks[3], ticks[4], ticks[5], ticks[6], ticks[7],
              ticks[8], ticks[9], 0);
    }
    return sum == null || cpus == 0 ? Optional.empty() : Optional.of(sum.withCpus(cpus));
  }

  private CpuCounters withCpus(int count) {
    return new CpuCounters(
        user, nice, system, idle, ioWait, irq, softIrq, steal, guest, guestNice, count);
  }

  /**
   * How the time since {@code earlier} was spent. The ticks are shares of their own sum and not of
   * the clock's: they are counted a hundred times a second, so that both disagree by a little.
   */
  CpuUse since(CpuCounters earlier) {
    long guests = Readings.grown(earlier.guest + earlier.guestNice, guest + guestNice);
    long users = Math.max(0, Readings.grown(earlier.user + earlier.nice, user + nice) - guests);
    long systems = Readings.grown(earlier.system, system);
    long interrupts = Readings.grown(earlier.irq + earlier.softIrq, irq + softIrq);
    long steals = Readings.grown(earlier.steal, steal);
    long waits = Readings.grown(earlier.ioWait, ioWait);
    long idles = Readings.grown(earlier.idle, idle);
    long all = guests + users + systems + interrupts + steals + waits + idles;
    if (all == 0) {
      return CpuUse.ZERO;
    }
    double each = (double) cpus / all;
    return new CpuUse(
        users * each,
        systems * each,
        guests * each,
        interrupts * each,
        steals * each,
        waits * each,
        idles * each);
  }
}
