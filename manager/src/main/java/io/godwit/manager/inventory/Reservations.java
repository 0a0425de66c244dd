package io.godwit.manager.inventory;

import io.godwit.manager.standby.HostPower;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.Resources;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.Problem;
import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Whether hosts can keep the cores that are reserved for VMs, each for itself. What pools give
 * their VMs besides follows demand and is for the planner. Memory needs no such count: a host takes
 * no more of it than it has, and a VM has none reserved beyond its size. In hundredths of a core.
 * Pure.
 */
public final class Reservations {
  private Reservations() {}

  /** What is reserved for a VM. */
  public static long of(DataCenter state, VmId vm) {
    return state.hard().catalog().of(vm).resources().cpu().reservation();
  }

  /** What is reserved on a host by VMs that run there, are started there or on their way to it. */
  public static long on(DataCenter state, HostId host) {
    return state.occupants(host).mapToLong(vm -> of(state, vm.id())).sum();
  }

  /** The refusal of a host that cannot keep so much for a VM beside the others it has. */
  public static Optional<Problem> refusal(
      DataCenter state, HostEntry host, VmId vm, VmName name, long wanted) {
    long all = (long) host.description().cpus() * Resources.UNITS_OF_CORE;
    long others =
        state
            .occupants(host.id())
            .filter(other -> !other.id().equals(vm))
            .mapToLong(other -> of(state, other.id()))
            .sum();
    if (wanted == 0 || wanted <= all - others) {
      return Optional.empty();
    }
    return Optional.of(
        new Problem(
            ErrorCode.RESERVATION_UNMET,
            "VM %s has %s cores reserved, and of the %s of host %s other VMs have %s reserved."
                .formatted(
                    name,
                    Resources.cores(wanted),
                    Resources.cores(all),
                    host.id(),
                    Resources.cores(others)),
            "Reserve less, move others away, or name another host."));
  }

  /** The refusal of what no host of a cluster could keep, also if it had no other VM. */
  public static Optional<Problem> tooLarge(
      DataCenter state, ClusterName cluster, VmName name, long wanted) {
    LongStream sizes =
        Stream.concat(
                state.soft().hosts().values().stream().map(HostEntry::id),
                state.hard().standbys().hosts().values().stream().map(HostPower::host))
            .filter(host -> state.hard().catalog().clusterOf(host).equals(cluster))
            .mapToLong(host -> cpus(state, host) * Resources.UNITS_OF_CORE);
    long largest = sizes.max().orElse(Long.MAX_VALUE);
    if (wanted <= largest) {
      return Optional.empty();
    }
    return Optional.of(
        new Problem(
            ErrorCode.RESERVATION_UNMET,
            "VM %s would have %s cores reserved, and the largest host of cluster %s has %s."
                .formatted(name, Resources.cores(wanted), cluster, Resources.cores(largest)),
            "Reserve less, or put a larger host into the cluster first."));
  }

  private static long cpus(DataCenter state, HostId host) {
    return state
        .soft()
        .hosts()
        .get(host)
        .map(seen -> seen.description().cpus())
        .or(() ->
            Optional.ofNullable(state.hard().standbys().of(host).size()).map(HostPower.Size::cpus))
        .orElse(0);
  }
}
