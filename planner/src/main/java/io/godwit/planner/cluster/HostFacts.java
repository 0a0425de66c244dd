package io.godwit.planner.cluster;

import io.godwit.model.host.HostId;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a host offers to VMs.
 *
 * @param faultDomain what fails with it, such as a rack; null if nobody has said
 * @param cores processors that VMs may use, 1 or more
 * @param memory bytes that VMs may use
 * @param cpuOvercommit virtual processors for each of its cores at most, 1 or more
 * @param link what its migration network carries in each direction, above zero
 * @param power null if it was never measured
 */
public record HostFacts(
    HostId id,
    @Nullable String faultDomain,
    int cores,
    DataSize memory,
    double cpuOvercommit,
    DataRate link,
    Condition condition,
    @Nullable PowerCurve power) {
  public HostFacts {
    Figures.atLeast("cores", 1, cores);
    if (!(cpuOvercommit >= 1) || !Double.isFinite(cpuOvercommit)) {
      throw new IllegalArgumentException("an overcommit is 1 or more, not " + cpuOvercommit);
    }
    if (link.equals(DataRate.ZERO)) {
      throw new IllegalArgumentException("a link carries something");
    }
  }

  /** The same in another condition. */
  public HostFacts in(Condition other) {
    return new HostFacts(id, faultDomain, cores, memory, cpuOvercommit, link, other, power);
  }

  /** The fault domain; empty if nobody has said. */
  public Optional<String> domain() {
    return Optional.ofNullable(faultDomain);
  }

  /** Virtual processors that it takes at most. */
  public long vcpuRoom() {
    return (long) Math.floor(cores * cpuOvercommit + 1e-9);
  }
}
