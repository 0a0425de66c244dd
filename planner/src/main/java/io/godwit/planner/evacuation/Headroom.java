package io.godwit.planner.evacuation;

import io.godwit.model.host.HostId;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmId;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Condition;
import io.godwit.planner.draft.Draft;
import io.godwit.planner.layout.Layout;
import io.godwit.planner.repair.Repair;
import io.godwit.planner.repair.Unmet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What open hosts have left, and whether the cluster could lose one.
 *
 * @param memory free bytes on open hosts
 * @param processors cores of open hosts that nobody is expected to want, 0 or more
 * @param largest the host with most memory of VMs on it; null if none has any
 * @param homeless its VMs for which there would be no place if it failed, as sentences
 */
public record Headroom(
    DataSize memory, double processors, @Nullable HostId largest, List<String> homeless) {
  public Headroom {
    homeless = List.copyOf(homeless);
  }

  /** Of a cluster as it is. */
  public static Headroom of(ClusterSnapshot snapshot) {
    Layout layout = new Layout(snapshot);
    long free = 0;
    double idle = 0;
    int largest = -1;
    for (int host = 0; host < layout.hosts(); host++) {
      Condition condition = layout.host(host).condition();
      if (condition == Condition.OPEN) {
        free += Math.max(0, layout.memoryRoom(host) - layout.memory(host));
        idle += Math.max(0, layout.host(host).cores() - layout.mean(host));
      }
      boolean stays = condition != Condition.LEAVING && condition != Condition.STANDBY;
      if (stays && layout.count(host) > 0) {
        boolean larger = largest < 0 || layout.memory(host) > layout.memory(largest);
        largest = larger ? host : largest;
      }
    }
    HostId id = largest < 0 ? null : layout.host(largest).id();
    return new Headroom(
        DataSize.ofBytes(free), idle, id, id == null ? List.of() : without(snapshot, id));
  }

  private static List<String> without(ClusterSnapshot snapshot, HostId lost) {
    Set<VmId> its = new HashSet<>();
    snapshot.vms().stream().filter(vm -> lost.equals(vm.home())).forEach(vm -> its.add(vm.id()));
    ClusterSnapshot failed =
        new ClusterSnapshot(
            snapshot.at(),
            snapshot.hosts().stream()
                .map(host -> host.id().equals(lost) ? host.in(Condition.STANDBY) : host)
                .toList(),
            snapshot.vms().stream().map(vm -> its.contains(vm.id()) ? vm.at(null) : vm).toList(),
            snapshot.rules(),
            snapshot.underWay());
    return Repair.placeAll(new Draft(failed)).stream()
        .filter(unmet -> unmet.vm() != null && its.contains(unmet.vm()))
        .map(Unmet::reason)
        .toList();
  }

  /** The host whose loss was looked at; empty if no host has VMs. */
  public Optional<HostId> largestHost() {
    return Optional.ofNullable(largest);
  }

  /** Whether all VMs of the largest host could start elsewhere if it failed. */
  public boolean survivesItsLoss() {
    return homeless.isEmpty();
  }
}
