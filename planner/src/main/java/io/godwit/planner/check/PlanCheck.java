package io.godwit.planner.check;

import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.PlacementRule;
import io.godwit.planner.cluster.Plan;
import io.godwit.planner.cluster.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Checks plans. */
public final class PlanCheck {
  private PlanCheck() {}

  /**
   * Replays a plan: once step by step, and once with as much at the same time as its steps allow.
   */
  public static Verdict of(ClusterSnapshot snapshot, Plan plan) {
    List<String> findings = new ArrayList<>();
    Replay stepwise = new Replay(snapshot, findings);
    for (Step step : plan.steps()) {
      stepwise.begin(step);
      stepwise.end(step);
    }
    stepwise.finish();
    if (findings.isEmpty()) {
      waves(snapshot, plan, findings);
    }
    return new Verdict(findings, unmet(snapshot, plan, stepwise.where()));
  }

  /** Every step begins as soon as those it waits for are done; none of a wave ends before all. */
  private static void waves(ClusterSnapshot snapshot, Plan plan, List<String> findings) {
    Replay replay = new Replay(snapshot, findings);
    Set<Integer> done = new TreeSet<>();
    List<Step> left = new ArrayList<>(plan.steps());
    while (!left.isEmpty()) {
      List<Step> wave = left.stream().filter(step -> done.containsAll(step.after())).toList();
      wave.forEach(replay::begin);
      wave.forEach(replay::end);
      wave.forEach(step -> done.add(step.number()));
      left.removeAll(wave);
    }
    replay.finish();
  }

  private static List<String> unmet(ClusterSnapshot snapshot, Plan plan, Whereabouts where) {
    List<String> unmet = new ArrayList<>();
    for (PlacementRule rule : snapshot.rules()) {
      if (rule.isMust() && RuleCheck.broken(rule, where) > 0) {
        unmet.add("rule " + rule.name() + " is broken");
      }
    }
    for (var host : snapshot.hosts()) {
      unmet.addAll(where.excess(host.id()));
      if (host.condition().empties() && !where.vms(host.id()).isEmpty()) {
        unmet.add(host.id() + " is not empty");
      }
    }
    for (var vm : snapshot.vms()) {
      if (where.hosts(vm.id()).isEmpty()) {
        unmet.add(vm.name() + " runs nowhere after " + plan.steps().size() + " steps");
      }
    }
    return unmet;
  }
}
