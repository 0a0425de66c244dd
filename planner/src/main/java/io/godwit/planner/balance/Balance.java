package io.godwit.planner.balance;

import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Condition;
import io.godwit.planner.cluster.Demand;
import io.godwit.planner.cluster.Digest;
import io.godwit.planner.cluster.HostFacts;
import io.godwit.planner.cluster.Plan;
import io.godwit.planner.cluster.Report;
import io.godwit.planner.cluster.Report.Alternative;
import io.godwit.planner.draft.Draft;
import io.godwit.planner.layout.Layout;
import io.godwit.planner.repair.Repair;
import io.godwit.planner.repair.Unmet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One balancing pass. */
public final class Balance {
  private final ClusterSnapshot snapshot;
  private final Policy policy;
  private final Draft draft;

  private Balance(ClusterSnapshot snapshot, Policy policy) {
    this.snapshot = snapshot;
    this.policy = policy;
    this.draft = new Draft(snapshot);
  }

  /**
   * What is worth moving. Rules, hosts that are {@code LEAVING} and overfull hosts come first,
   * whatever that costs.
   *
   * @param seed noted in the plan; nothing here is left to chance
   */
  public static Plan of(ClusterSnapshot snapshot, Policy policy, long seed) {
    return new Balance(snapshot, policy).plan(seed);
  }

  private Plan plan(long seed) {
    Standing before = Standing.of(draft.layout());
    List<Unmet> unmet = Repair.mend(draft);
    int demanded = draft.size();
    Search search = new Search(draft, policy);
    if (policy.threshold() != Threshold.RULES_ONLY) {
      search.run();
    }
    Standing after = Standing.of(draft.layout());
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s, %d demanded by rules or capacity; happiness %.1f %% → %.1f %%,"
                + " imbalance %.3f → %.3f, busiest host %.0f %% → %.0f %%",
            Report.count(draft.size(), "move"),
            demanded,
            before.happiness(),
            after.happiness(),
            before.imbalance(),
            after.imbalance(),
            100 * before.busiest(),
            100 * after.busiest()));
    unmet.forEach(each -> lines.add("not met: " + each.sentence()));
    List<Option> rejected = search.rejected();
    if (draft.size() == demanded) {
      lines.add("nothing worth moving: " + whyNothing(rejected));
    }
    unknowns(lines);
    Report report =
        new Report(
            lines,
            List.of(before.asScore("cluster before"), after.asScore("cluster after")),
            alternatives(rejected));
    return new Plan(draft.steps(), report, Digest.of(snapshot, policy), seed);
  }

  private String whyNothing(List<Option> rejected) {
    if (policy.threshold() == Threshold.RULES_ONLY) {
      return "at threshold 1 only what rules demand is moved";
    }
    if (rejected.isEmpty()) {
      return "no VM would get more anywhere else";
    }
    Option best = rejected.getFirst();
    return String.format(
        Locale.ROOT,
        "the best would be %s to %s, which brings %.0f core-seconds and costs %.0f;"
            + " at threshold %d it has to bring %.0f times as much",
        draft.layout().vm(best.vm()).name(),
        draft.layout().host(best.to()).id(),
        best.totalGain(),
        best.totalCost(),
        policy.threshold().level(),
        policy.threshold().factor());
  }

  private void unknowns(List<String> lines) {
    List<String> hosts =
        snapshot.hosts().stream()
            .filter(host -> host.condition() == Condition.UNKNOWN)
            .map(HostFacts::id)
            .map(Object::toString)
            .toList();
    if (!hosts.isEmpty()) {
      lines.add(
          "nothing is known of the load of %s: nothing goes there, and nothing leaves for balance"
              .formatted(String.join(", ", hosts)));
    }
    long vms = snapshot.vms().stream().filter(vm -> vm.demand() instanceof Demand.Unknown).count();
    if (vms > 0) {
      lines.add(
          Report.count(vms, "VM")
              + " not measured: counted with all processors, not moved for balance");
    }
  }

  private List<Alternative> alternatives(List<Option> rejected) {
    Layout layout = draft.layout();
    return rejected.stream()
        .map(option ->
            new Alternative(
                layout.vm(option.vm()).id(),
                layout.host(option.to()).id(),
                option.totalGain(),
                String.format(
                    Locale.ROOT,
                    "costs %.0f core-seconds, has to bring %.0f times that",
                    option.totalCost(),
                    policy.threshold().factor())))
        .toList();
  }
}
