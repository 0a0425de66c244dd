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
 * @param memory its guest's
 * @param backed what its host has to have for it: all of it, or less where memory is promised more
 *     than once
 */
public record VmFacts(
    VmId id,
    VmName name,
    @Nullable HostId home,
    int vcpus,
    DataSize memory,
    DataSize backed,
    Demand demand,
    Entitlement entitlement,
    Mobility mobility) {
  public VmFacts {
    Figures.atLeast("vcpus", 1, vcpus);
    if (backed.compareTo(memory) > 0) {
      throw new IllegalArgumentException("a host has no more of it than its memory: " + backed);
    }
  }

  /** One whose host has to have all of its memory. */
  public VmFacts(
      VmId id,
      VmName name,
      @Nullable HostId home,
      int vcpus,
      DataSize memory,
      Demand demand,
      Entitlement entitlement,
      Mobility mobility) {
    this(id, name, home, vcpus, memory, memory, demand, entitlement, mobility);
  }

  /** The host that runs it; empty if none does yet. */
  public Optional<HostId> host() {
    return Optional.ofNullable(home);
  }

  /** The same at another host. */
  public VmFacts at(@Nullable HostId other) {
    return new VmFacts(id, name, other, vcpus, memory, backed, demand, entitlement, mobility);
  }

  /** The same with another demand. */
  public VmFacts wanting(Demand other) {
    return new VmFacts(id, name, home, vcpus, memory, backed, other, entitlement, mobility);
  }

  /** The same with other rights. */
  public VmFacts entitled(Entitlement other) {
    return new VmFacts(id, name, home, vcpus, memory, backed, demand, other, mobility);
  }

  /** The same, moved under other conditions. */
  public VmFacts moving(Mobility other) {
    return new VmFacts(id, name, home, vcpus, memory, backed, demand, entitlement, other);
  }

  /** The same of which its host has to have so much memory. */
  public VmFacts backedBy(DataSize other) {
    return new VmFacts(id, name, home, vcpus, memory, other, demand, entitlement, mobility);
  }
}
