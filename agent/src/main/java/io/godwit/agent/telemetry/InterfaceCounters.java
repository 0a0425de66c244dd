package io.godwit.agent.telemetry;

import io.godwit.model.telemetry.InterfaceUse;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One line of {@code /proc/net/dev}.
 *
 * @param troubles errors and drops, both directions
 */
record InterfaceCounters(
    long receivedBytes, long receivedPackets, long sentBytes, long sentPackets, long troubles) {
  private static final int COLUMNS = 16;

  /** All interfaces of this network namespace, by name. */
  static SortedMap<String, InterfaceCounters> parse(String netDev) {
    var found = new TreeMap<String, InterfaceCounters>();
    for (String line : netDev.lines().toList()) {
      int colon = line.lastIndexOf(':');
      if (colon < 0) {
        continue;
      }
      List<String> columns = Readings.columns(line.substring(colon + 1));
      if (columns.size() < COLUMNS) {
        continue;
      }
      long[] is = columns.stream().mapToLong(Long::parseLong).toArray();
      found.put(
          line.substring(0, colon).strip(),
          new InterfaceCounters(is[0], is[1], is[8], is[9], is[2] + is[3] + is[10] + is[11]));
    }
    return found;
  }

  InterfaceUse since(InterfaceCounters earlier, String name, Duration interval) {
    return new InterfaceUse(
        name,
        Readings.rate(earlier.receivedBytes, receivedBytes, interval),
        Readings.rate(earlier.sentBytes, sentBytes, interval),
        Readings.perSecond(earlier.receivedPackets, receivedPackets, interval),
        Readings.perSecond(earlier.sentPackets, sentPackets, interval),
        Readings.perSecond(earlier.troubles, troubles, interval));
  }
}
