package io.godwit.manager.balancing;

import io.godwit.manager.catalog.Catalog;
import io.godwit.manager.entity.Table;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.standby.HostPower;
import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmObservation;
import io.godwit.model.vm.VmState;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What matters for where VMs should be and changes at once: which hosts there are and take VMs, who
 * runs where, what people say, how hosts are strained. Cheap to take.
 *
 * @param standby the stage of each host that was ever switched
 */
record Glance(
    Catalog catalog,
    Set<HostId> maintenance,
    Map<HostId, HostPower.Stage> standby,
    Map<HostId, OfHost> hosts) {
  /** Percent of the time in which somebody waited for a processor: so much more is a jump. */
  private static final double JUMP = 25;

  /**
   * Of one host.
   *
   * @param vms what its agent tells; the same object as long as nothing new was told
   * @param running those that run
   * @param pressure percent of the last ten seconds
   */
  record OfHost(
      boolean isConnected, Table<VmId, VmObservation> vms, List<VmId> running, double pressure) {}

  /**
   * Takes one.
   *
   * @param before an earlier one; what has not changed since is taken from it
   * @param pressure of hosts, 0 where it is not known
   */
  static Glance at(DataCenter state, @Nullable Glance before, ToDoubleFunction<HostId> pressure) {
    Map<HostId, OfHost> hosts = new TreeMap<>();
    for (HostEntry host : state.soft().hosts().values()) {
      OfHost known = before == null ? null : before.hosts.get(host.id());
      hosts.put(
          host.id(),
          new OfHost(
              host.isConnected(),
              host.vms(),
              running(host, known),
              pressure.applyAsDouble(host.id())));
    }
    Map<HostId, HostPower.Stage> standby = new TreeMap<>();
    state.hard().standbys().hosts().values().forEach(it -> standby.put(it.host(), it.stage()));
    return new Glance(
        state.hard().catalog(),
        new TreeSet<>(state.hard().maintenances().hosts().entries().keySet()),
        standby,
        hosts);
  }

  @SuppressWarnings("ReferenceEquality") // Other observations are another object.
  private static List<VmId> running(HostEntry host, @Nullable OfHost known) {
    return known != null && known.vms() == host.vms()
        ? known.running()
        : host.vms().values().stream()
            .filter(vm -> vm.state() == VmState.RUNNING)
            .map(VmObservation::vm)
            .toList();
  }

  /** Whether something has happened since another was taken. */
  boolean differsFrom(Glance before) {
    return !catalog.equals(before.catalog)
        || !maintenance.equals(before.maintenance)
        || !standby.equals(before.standby)
        || !hosts.keySet().equals(before.hosts.keySet())
        || hosts.entrySet().stream()
            .anyMatch(each -> differ(each.getValue(), before.hosts.get(each.getKey())));
  }

  private static boolean differ(OfHost now, @Nullable OfHost before) {
    return before == null
        || now.isConnected() != before.isConnected()
        || !now.running().equals(before.running())
        || now.pressure() >= before.pressure() + JUMP;
  }
}
