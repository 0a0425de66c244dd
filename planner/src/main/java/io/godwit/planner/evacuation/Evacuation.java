package io.godwit.planner.evacuation;

import io.godwit.model.host.HostId;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmId;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Condition;
import io.godwit.planner.cluster.Digest;
import io.godwit.planner.cluster.Move;
import io.godwit.planner.cluster.Plan;
import io.godwit.planner.cluster.Report;
import io.godwit.planner.cluster.Step;
import io.godwit.planner.draft.Draft;
import io.godwit.planner.layout.Layout;
import io.godwit.planner.repair.Repair;
import io.godwit.planner.repair.Unmet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Empties hosts. */
public final class Evacuation {
  private Evacuation() {}

  /**
   * Who goes where so that some hosts are empty, in which order, and who cannot.
   *
   * @param hosts to be emptied, whatever their condition is now
   * @param seed noted in the plan; nothing here is left to chance
   * @throws IllegalArgumentException if the snapshot has no such host
   */
  public static EvacuationPlan of(ClusterSnapshot snapshot, List<HostId> hosts, long seed) {
    List<HostId> emptied = List.copyOf(new TreeSet<>(hosts));
    ClusterSnapshot leaving = snapshot.with(Condition.LEAVING, emptied);
    Draft draft = new Draft(leaving);
    Set<Integer> numbers = new HashSet<>();
    emptied.forEach(host -> numbers.add(draft.layout().hostNumber(host)));
    List<Unmet> unmet = Repair.empty(draft, numbers::contains);
    List<Step> steps = Timetable.shortestFirst(draft.steps());
    List<Blocker> blockers = blockers(draft.layout(), unmet);
    Timetable timetable = Timetable.of(leaving, steps);
    Plan bare = new Plan(steps, Report.EMPTY, Digest.of(leaving, "evacuation"), seed);
    Headroom headroom = Headroom.of(leaving.after(bare));
    List<String> lines = lines(emptied, steps, blockers, timetable, headroom);
    Plan plan = new Plan(steps, Report.EMPTY.and(lines), bare.digest(), seed);
    return new EvacuationPlan(emptied, plan, blockers, timetable, headroom);
  }

  private static List<Blocker> blockers(Layout layout, List<Unmet> unmet) {
    List<Blocker> blockers = new ArrayList<>();
    for (Unmet each : unmet) {
      VmId id = each.vm();
      HostId host = each.host();
      if (id != null && host != null) {
        int vm = layout.findVm(id).orElseThrow();
        blockers.add(new Blocker(id, layout.vm(vm).name(), host, each.reason(), each.relax()));
      }
    }
    return blockers;
  }

  private static List<String> lines(
      List<HostId> hosts,
      List<Step> steps,
      List<Blocker> blockers,
      Timetable timetable,
      Headroom headroom) {
    List<String> lines = new ArrayList<>();
    String names = String.join(", ", hosts.stream().map(HostId::value).toList());
    long bytes = steps.stream().mapToLong(step -> step.move().cost().bytes().bytes()).sum();
    lines.add(
        "%s: %s, %s; expected to take %s, at least %s on these links"
            .formatted(
                names,
                Report.count(steps.size(), "move"),
                DataSize.ofBytes(bytes),
                time(timetable.end()),
                time(timetable.lowerBound())));
    for (Blocker blocker : blockers) {
      String relax =
          blocker.relax().isEmpty()
              ? ""
              : "; it could if " + String.join(" and ", blocker.relax()) + " were relaxed";
      lines.add("blocked: " + blocker.reason() + relax);
    }
    long rooms = steps.stream().filter(it -> it.move().purpose() == Move.Purpose.ROOM).count();
    if (rooms > 0) {
      lines.add("to make room for others: " + Report.count(rooms, "move"));
    }
    long asked = steps.stream().filter(it -> it.move().consent() == Move.Consent.NEEDED).count();
    if (asked > 0) {
      lines.add("moved by people otherwise, by the maintenance now: " + Report.count(asked, "VM"));
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "left on open hosts: %s of memory, %.1f idle cores",
            headroom.memory(),
            headroom.processors()));
    headroom
        .largestHost()
        .ifPresent(host ->
            lines.add(
                headroom.survivesItsLoss()
                    ? "if " + host + " failed then, all of its VMs could start elsewhere"
                    : "if %s failed then, %d of its VMs would have no place"
                        .formatted(host, headroom.homeless().size())));
    return lines;
  }

  private static String time(Duration time) {
    long seconds = Math.round(time.toMillis() / 1e3);
    if (seconds < 120) {
      return seconds + " s";
    }
    return seconds < 7200
        ? "%d min %d s".formatted(seconds / 60, seconds % 60)
        : "%d h %d min".formatted(seconds / 3600, seconds % 3600 / 60);
  }
}
