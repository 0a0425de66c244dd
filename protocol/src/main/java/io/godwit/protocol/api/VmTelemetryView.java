package io.godwit.protocol.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a VM uses, measured from outside of its guest by the host that it is on.
 *
 * @param newest absent while the VM has no process, and until it has been measured twice
 * @param points the last ones on this host, oldest first, at most 60
 */
public record VmTelemetryView(
    String vm, String host, @Nullable VmFigures newest, List<VmPointView> points) {
  public VmTelemetryView {
    points = List.copyOf(points);
  }

  /**
   * One sample.
   *
   * @param cpuCores its whole process
   * @param vcpus its virtual processors, where their threads are known
   * @param vcpuReadyPercent share of the time that they wanted to run and had to wait
   * @param residentBytes of its process, in the host's memory
   * @param receivedBytesPerSecond by the guest
   * @param readBytesPerSecond absent where the agent may not see it
   */
  public record VmFigures(
      Instant at,
      long intervalMs,
      double cpuCores,
      @Nullable Integer vcpus,
      @Nullable Double vcpuRunningCores,
      @Nullable Double vcpuReadyCores,
      @Nullable Double vcpuReadyPercent,
      long residentBytes,
      long receivedBytesPerSecond,
      long sentBytesPerSecond,
      @Nullable Long readBytesPerSecond,
      @Nullable Long writtenBytesPerSecond) {}

  /** The main figures at one moment. */
  public record VmPointView(
      Instant at,
      double cpuCores,
      double vcpuReadyPercent,
      long residentBytes,
      long receivedBytesPerSecond,
      long sentBytesPerSecond,
      long readBytesPerSecond,
      long writtenBytesPerSecond) {}
}
