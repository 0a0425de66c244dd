package io.godwit.planner.evacuation;

import io.godwit.model.host.HostId;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.layout.Layout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Maintenance of many hosts, some at a time.
 *
 * @param batches one after the other; each rests on the hosts of the one before being back
 * @param blocked hosts that cannot be emptied, with their blockers
 */
public record Rolling(List<EvacuationPlan> batches, List<EvacuationPlan> blocked) {
  public Rolling {
    batches = List.copyOf(batches);
    blocked = List.copyOf(blocked);
  }

  /**
   * A plan for all of these hosts, the emptiest first. Fewer than a batch go at once where more
   * would not find room.
   *
   * @param batch hosts at the same time at most, 1 or more
   * @param seed noted in the plans
   * @throws IllegalArgumentException if the snapshot has no such host
   */
  public static Rolling of(ClusterSnapshot snapshot, List<HostId> hosts, int batch, long seed) {
    if (batch < 1) {
      throw new IllegalArgumentException("a batch is 1 or more, not " + batch);
    }
    List<EvacuationPlan> batches = new ArrayList<>();
    List<EvacuationPlan> blocked = new ArrayList<>();
    Set<HostId> left = new TreeSet<>(hosts);
    ClusterSnapshot now = snapshot;
    while (!left.isEmpty()) {
      EvacuationPlan next = null;
      List<HostId> order = emptiestFirst(now, left);
      for (int size = Math.min(batch, order.size()); size > 0; size--) {
        next = Evacuation.of(now, order.subList(0, size), seed);
        if (next.empties()) {
          break;
        }
      }
      if (next == null || !next.empties()) {
        next = Evacuation.of(now, order.subList(0, 1), seed);
        blocked.add(next);
      } else {
        batches.add(next);
        now = now.after(next.plan());
      }
      next.hosts().forEach(left::remove);
    }
    return new Rolling(batches, blocked);
  }

  private static List<HostId> emptiestFirst(ClusterSnapshot snapshot, Set<HostId> some) {
    Layout layout = new Layout(snapshot);
    return some.stream()
        .sorted(
            Comparator.<HostId>comparingLong(host -> layout.memory(layout.hostNumber(host)))
                .thenComparing(host -> host))
        .toList();
  }
}
