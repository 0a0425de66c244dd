package io.godwit.manager.telemetry;

import io.godwit.model.telemetry.DiskUse;
import io.godwit.model.telemetry.HostSample;
import io.godwit.model.telemetry.InterfaceUse;
import io.godwit.model.telemetry.Pressure;
import java.time.Instant;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a host that are kept for a while. Pressures are those of the last ten seconds, of
 * at least one task. Networks and disks are sums.
 */
public record HostPoint(
    Instant at,
    double usedCores,
    double memoryUsedBytes,
    OptionalDouble cpuPressurePercent,
    OptionalDouble memoryPressurePercent,
    OptionalDouble ioPressurePercent,
    double receivedBytesPerSecond,
    double sentBytesPerSecond,
    double readBytesPerSecond,
    double writtenBytesPerSecond) {
  static final int COLUMNS = 9;

  static double[] columns(HostSample sample) {
    return new double[] {
      sample.cpu().usedCores(),
      sample.memory().used().bytes(),
      some(sample.pressures().cpu()),
      some(sample.pressures().memory()),
      some(sample.pressures().io()),
      sample.interfaces().stream()
          .map(InterfaceUse::received)
          .mapToDouble(r -> r.bytesPerSecond())
          .sum(),
      sample.interfaces().stream()
          .map(InterfaceUse::sent)
          .mapToDouble(r -> r.bytesPerSecond())
          .sum(),
      sample.disks().stream().map(DiskUse::read).mapToDouble(r -> r.bytesPerSecond()).sum(),
      sample.disks().stream().map(DiskUse::written).mapToDouble(r -> r.bytesPerSecond()).sum()
    };
  }

  static HostPoint of(Ring.Point point) {
    double[] is = point.values();
    return new HostPoint(
        point.at(),
        is[0],
        is[1],
        known(is[2]),
        known(is[3]),
        known(is[4]),
        is[5],
        is[6],
        is[7],
        is[8]);
  }

  /** In percent; not a number where it is not known. */
  static double some(@Nullable Pressure pressure) {
    return pressure == null ? Double.NaN : pressure.some().tenSecondsPercent();
  }

  private static OptionalDouble known(double value) {
    return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
