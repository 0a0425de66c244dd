package io.godwit.manager.telemetry;

import io.godwit.model.telemetry.VmSample;
import java.time.Instant;

/** The figures of a VM that are kept for a while; 0 where its agent could not tell. */
public record VmPoint(
    Instant at,
    double cpuCores,
    double readyPercent,
    double residentBytes,
    double receivedBytesPerSecond,
    double sentBytesPerSecond,
    double readBytesPerSecond,
    double writtenBytesPerSecond) {
  static final int COLUMNS = 7;

  static double[] columns(VmSample sample) {
    VmSample.DiskRates disk = sample.disk();
    return new double[] {
      sample.cpuCores(),
      sample.vcpus() == null ? 0 : sample.vcpus().readyPercent(),
      sample.resident().bytes(),
      sample.received().bytesPerSecond(),
      sample.sent().bytesPerSecond(),
      disk == null ? 0 : disk.read().bytesPerSecond(),
      disk == null ? 0 : disk.written().bytesPerSecond()
    };
  }

  static VmPoint of(Ring.Point point) {
    double[] is = point.values();
    return new VmPoint(point.at(), is[0], is[1], is[2], is[3], is[4], is[5], is[6]);
  }
}
