package io.godwit.model.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a host did during one interval.
 *
 * @param at the end of the interval, by the host's wall clock
 * @param interval how long it was, by a monotonic clock; more than zero
 * @param cpus processors that are online
 * @param disks physical disks, without their partitions
 * @param dropped samples that this agent could not hand to a manager since it started
 */
public record HostSample(
    Instant at,
    Duration interval,
    int cpus,
    CpuUse cpu,
    MemoryUse memory,
    Load load,
    Pressures pressures,
    List<InterfaceUse> interfaces,
    List<DiskUse> disks,
    List<DatastoreUse> datastores,
    long dropped) {
  /** A host with thousands of taps reports its physical interfaces and bridges. */
  public static final int MAX_INTERFACES = 64;

  /** More disks than any server takes. */
  public static final int MAX_DISKS = 256;

  /** More datastores than a host is configured with. */
  public static final int MAX_DATASTORES = 256;

  public HostSample {
    if (!interval.isPositive()) {
      throw new IllegalArgumentException("a sample's interval is more than zero");
    }
    Amounts.require("cpus", cpus);
    Amounts.require("dropped", dropped);
    interfaces = Amounts.atMost(MAX_INTERFACES, "interfaces", interfaces);
    disks = Amounts.atMost(MAX_DISKS, "disks", disks);
    datastores = Amounts.atMost(MAX_DATASTORES, "datastores", datastores);
  }
}
