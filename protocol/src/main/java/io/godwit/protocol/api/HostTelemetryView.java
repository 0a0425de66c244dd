package io.godwit.protocol.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a host uses.
 *
 * @param newest absent until its agent has measured twice
 * @param points the last ones that this manager was told of, oldest first, at most 60
 */
public record HostTelemetryView(
    String host, @Nullable HostFigures newest, List<HostPointView> points) {
  public HostTelemetryView {
    points = List.copyOf(points);
  }

  /**
   * One sample. Cores are processors: 1.5 is one and a half of them all the time.
   *
   * @param at the end of the interval, by the host's clock
   * @param userCores programs other than guests
   * @param guestCores guests on KVM
   * @param stealCores wanted, and given to others by the machine that this host is a guest of
   * @param memoryAvailableBytes what a new program could get without swapping
   * @param cpuPressure absent where the kernel does not count it, as the other two
   * @param droppedSamples samples that no manager got since the agent started
   */
  public record HostFigures(
      Instant at,
      long intervalMs,
      int cpus,
      double userCores,
      double systemCores,
      double guestCores,
      double interruptCores,
      double stealCores,
      double waitCores,
      double idleCores,
      long memoryTotalBytes,
      long memoryAvailableBytes,
      long memoryFreeBytes,
      long memoryCachedBytes,
      long swapTotalBytes,
      long swapFreeBytes,
      long hugePagesBytes,
      long hugePagesFreeBytes,
      double loadOneMinute,
      double loadFiveMinutes,
      double loadFifteenMinutes,
      @Nullable PressureFigures cpuPressure,
      @Nullable PressureFigures memoryPressure,
      @Nullable PressureFigures ioPressure,
      List<InterfaceFigures> interfaces,
      List<DiskFigures> disks,
      List<DatastoreFigures> datastores,
      long droppedSamples) {}

  /** Share of the time in which some or all tasks waited for a resource. */
  public record PressureFigures(
      double someTenSecondsPercent,
      double someOneMinutePercent,
      double someFiveMinutesPercent,
      @Nullable Double fullTenSecondsPercent,
      @Nullable Double fullOneMinutePercent,
      @Nullable Double fullFiveMinutesPercent) {}

  /** A network interface; taps of VMs are shown with their VMs. */
  public record InterfaceFigures(
      String name,
      long receivedBytesPerSecond,
      long sentBytesPerSecond,
      double receivedPacketsPerSecond,
      double sentPacketsPerSecond,
      double troublesPerSecond) {}

  /** A physical disk. */
  public record DiskFigures(
      String name,
      long readBytesPerSecond,
      long writtenBytesPerSecond,
      double readsPerSecond,
      double writesPerSecond,
      double busyPercent,
      double waitedMs) {}

  /** The space of a datastore. */
  public record DatastoreFigures(String name, long totalBytes, long availableBytes) {}

  /** The main figures at one moment; networks and disks are sums. */
  public record HostPointView(
      Instant at,
      double usedCores,
      long memoryUsedBytes,
      @Nullable Double cpuPressurePercent,
      @Nullable Double memoryPressurePercent,
      @Nullable Double ioPressurePercent,
      long receivedBytesPerSecond,
      long sentBytesPerSecond,
      long readBytesPerSecond,
      long writtenBytesPerSecond) {}
}
