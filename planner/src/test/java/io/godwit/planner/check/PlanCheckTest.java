package io.godwit.planner.check;

import static io.godwit.planner.cluster.Clusters.apart;
import static io.godwit.planner.cluster.Clusters.avoid;
import static io.godwit.planner.cluster.Clusters.host;
import static io.godwit.planner.cluster.Clusters.hostId;
import static io.godwit.planner.cluster.Clusters.runOn;
import static io.godwit.planner.cluster.Clusters.together;
import static io.godwit.planner.cluster.Clusters.vm;
import static io.godwit.planner.cluster.Clusters.vmId;
import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.catalog.Automation;
import io.godwit.model.catalog.Rule.Strength;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Clusters;
import io.godwit.planner.cluster.Condition;
import io.godwit.planner.cluster.Demand;
import io.godwit.planner.cluster.Move;
import io.godwit.planner.cluster.MoveUnderWay;
import io.godwit.planner.cluster.PlacementRule;
import io.godwit.planner.cluster.Plan;
import io.godwit.planner.cluster.Report;
import io.godwit.planner.cluster.Step;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each fault that a plan could have is planted and found. */
final class PlanCheckTest {
  private final Clusters clusters =
      new Clusters()
          .with(host("a"), host("b"), host("c"))
          .with(vm("v", "a", 1), vm("w", "b", 1), vm("x", "c", 1));

  @Test
  void aSoundPlanHasNoFindings() {
    assertThat(check(step("v", "a", "b")).findings()).isEmpty();
  }

  @Test
  void aVmThatIsNotWhereThePlanTakesIt() {
    finds("is on", step("v", "b", "c"));
  }

  @Test
  void aHostThatHasNoRoomWhileBothHoldTheMemory() {
    clusters.with(vm("large", "b", 26, Demand.steady(1)), vm("next", "c", 8, Demand.steady(1)));

    finds("more memory than it has", step("next", "c", "b"));
    // One after the other there would be room, both at once there is none.
    finds("more memory than it has", step("large", "b", "a"), step("next", "c", "b"));
    assertThat(check(step("large", "b", "a"), step("next", "c", "b", 1)).findings()).isEmpty();
  }

  @Test
  void rulesThatAreBrokenOnTheWay() {
    clusters.with(apart("apart", "v", "w"));
    finds("rule apart is broken", step("v", "a", "b"));
    // w leaves, but v does not wait for that.
    finds("rule apart is broken", step("w", "b", "c"), step("v", "a", "b"));
    assertThat(check(step("w", "b", "c"), step("v", "a", "b", 1)).findings()).isEmpty();
  }

  @Test
  void rulesOfHostsAndNumbers() {
    clusters.with(
        runOn("only", List.of("v"), List.of("a", "c")),
        avoid("never", List.of("x"), List.of("b")),
        new PlacementRule.MostVms("few", Strength.MUST, List.of(hostId("a")), 1),
        new PlacementRule.Spread("spread", Strength.MUST, Clusters.vmIds("v", "w", "x"), 3));
    finds("rule only is broken", step("v", "a", "b"));
    finds("rule never is broken", step("x", "c", "b"));
    finds("rule few is broken", step("w", "b", "a"));
  }

  @Test
  void aGroupThatIsLeftApart() {
    clusters.with(vm("y", "a", 1)).with(together("pair", "v", "y"));

    finds("rule pair is broken", step("v", "a", "b"));
    assertThat(check(step("v", "a", "b"), step("y", "a", "b")).findings()).isEmpty();
  }

  @Test
  void vmsAndHostsThatMustBeLeftAlone() {
    clusters
        .with(Clusters.automation(vm("stays", "a", 1), Automation.NEVER), vm("busy", "a", 1))
        .with(host("shut").in(Condition.CLOSED), host("dark").in(Condition.UNKNOWN))
        .with(vm("unseen", "dark", 1))
        .with(new MoveUnderWay(vmId("busy"), hostId("a"), hostId("b")));
    finds("must not move", step("stays", "a", "b"));
    finds("under way", step("busy", "a", "c"));
    finds("takes no VMs", step("v", "a", "shut"));
    finds("nothing is known", step("unseen", "dark", "a"));
  }

  @Test
  void whatIsStillWrongAfterwards() {
    clusters.with(avoid("never", List.of("v"), List.of("a")));

    assertThat(check(step("w", "b", "c")).unmet()).containsExactly("rule never is broken");
    assertThat(check(step("v", "a", "c")).unmet()).isEmpty();
  }

  private record Planned(String vm, String from, String to, List<Integer> after) {}

  private static Planned step(String vm, String from, String to, Integer... after) {
    return new Planned(vm, from, to, List.of(after));
  }

  private void finds(String what, Planned... steps) {
    assertThat(check(steps).findings()).anyMatch(finding -> finding.contains(what));
  }

  private Verdict check(Planned... planned) {
    ClusterSnapshot snapshot = clusters.snapshot();
    List<Step> steps = new ArrayList<>();
    for (Planned each : planned) {
      Move move =
          new Move(
              vmId(each.vm()),
              hostId(each.from()),
              hostId(each.to()),
              Move.Purpose.BALANCE,
              "a test",
              0,
              snapshot.vm(vmId(each.vm())).orElseThrow().mobility().cost(),
              Move.Consent.GIVEN);
      steps.add(new Step(steps.size() + 1, move, each.after()));
    }
    return PlanCheck.of(snapshot, new Plan(steps, Report.EMPTY, "", 0));
  }
}
