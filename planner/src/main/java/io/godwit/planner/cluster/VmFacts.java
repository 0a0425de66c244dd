package io.godwit.planner.cluster;

import io.godwit.model.host.HostId;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a VM.
 *
 * @param home the host that runs it; null if it is new and runs nowhere yet
 * @param vcpus 1 or more
 * @param memory what its host has to have for it
 */
public record VmFacts(
    VmId id,
    VmName name,
    @Nullable HostId home,
    int vcpus,
    DataSize memory,
    Demand demand,
    Entitlement entitlement,
    Mobility mobility) {
  public VmFacts {
    Figures.atLeast("vcpus", 1, vcpus);
  }

  /** The host that runs it; empty if none does yet. */
  public Optional<HostId> host() {
    return Optional.ofNullable(home);
  }

  /** The same at another host. */
  public VmFacts at(@Nullable HostId other) {
    return new VmFacts(id, name, other, vcpus, memory, demand, entitlement, mobility);
  }

  /** The same with another demand. */
  public VmFacts wanting(Demand other) {
    return new VmFacts(id, name, home, vcpus, memory, other, entitlement, mobility);
  }

  /** The same with other rights. */
  public VmFacts entitled(Entitlement other) {
    return new VmFacts(id, name, home, vcpus, memory, demand, other, mobility);
  }

  /** The same, moved under other conditions. */
  public VmFacts moving(Mobility other) {
    return new VmFacts(id, name, home, vcpus, memory, demand, entitlement, other);
  }
}
