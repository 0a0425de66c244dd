package io.godwit.planner.evacuation;

import static io.godwit.planner.cluster.Clusters.host;
import static io.godwit.planner.cluster.Clusters.hostId;
import static io.godwit.planner.cluster.Clusters.runOn;
import static io.godwit.planner.cluster.Clusters.vm;
import static io.godwit.planner.cluster.Clusters.vmId;
import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.catalog.Automation;
import io.godwit.model.unit.DataSize;
import io.godwit.planner.balance.Threshold;
import io.godwit.planner.check.Checked;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Clusters;
import io.godwit.planner.cluster.Condition;
import io.godwit.planner.cluster.Demand;
import io.godwit.planner.cluster.Mobility;
import io.godwit.planner.cluster.Move;
import io.godwit.planner.cluster.MoveCost;
import io.godwit.planner.cluster.Plan;
import io.godwit.planner.cluster.VmFacts;
import io.godwit.planner.cluster.Window;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EvacuationTest {
  private final Clusters clusters = new Clusters();

  @Test
  void aHostIsEmptiedSmallVmsFirst() {
    clusters.with(host("a"), host("b"), host("c"));
    clusters.with(vm("large", "a", 16, Demand.steady(1)), vm("small", "a", 1, Demand.steady(1)));
    clusters.with(vm("stays", "b", 1));

    EvacuationPlan evacuation = of("a");

    assertThat(evacuation.plan().moves())
        .extracting(Move::vm)
        .containsExactly(vmId("small"), vmId("large"));
    assertThat(evacuation.empties()).isTrue();
    assertThat(evacuation.timetable().end())
        .isGreaterThanOrEqualTo(evacuation.timetable().lowerBound());
    assertThat(evacuation.plan().report().lines()).anyMatch(line -> line.startsWith("a: 2 moves"));
  }

  @Test
  void aVmThatWritesMuchHasTheLinkToItselfAtTheEnd() {
    VmFacts dirty = vm("dirty", "a", 4, Demand.steady(1));
    MoveCost cost =
        new MoveCost(DataSize.ofGibibytes(40), Duration.ofSeconds(40), Duration.ofMillis(300), 0.3);
    clusters.with(host("a"), host("b"), host("c"));
    clusters.with(dirty.moving(Mobility.free(cost)), vm("idle", "a", 8, Demand.steady(0)));

    EvacuationPlan evacuation = of("a");

    assertThat(evacuation.plan().moves().getLast().vm()).isEqualTo(vmId("dirty"));
    List<Slot> slots = evacuation.timetable().slots();
    assertThat(slots.getLast().begin()).isEqualTo(slots.getFirst().end());
  }

  @Test
  void blockersAreNamedBeforeTheFirstMove() {
    clusters.with(host("a"), host("b"));
    clusters.with(vm("free", "a", 1), Clusters.automation(vm("fixed", "a", 1), Automation.NEVER));
    MoveCost cost = vm("x", "a", 1).mobility().cost();
    Window window = new Window(Clusters.NOON.minusSeconds(60), Clusters.NOON.plusSeconds(60));
    clusters.with(
        vm("night", "a", 1).moving(new Mobility(Automation.AUTOMATIC, List.of(window), cost, null)),
        vm("device", "a", 1)
            .moving(
                new Mobility(
                    Automation.AUTOMATIC, List.of(), cost, "a device of a is passed to it")),
        vm("bound", "a", 1));
    clusters.with(runOn("only-a", List.of("bound"), List.of("a")));

    EvacuationPlan evacuation = of("a");

    assertThat(evacuation.empties()).isFalse();
    assertThat(evacuation.blockers())
        .extracting(blocker -> blocker.name().value())
        .containsExactlyInAnyOrder("fixed", "night", "device", "bound");
    assertThat(evacuation.blockers())
        .anyMatch(it -> it.reason().contains("automation level is never"))
        .anyMatch(it -> it.reason().contains("must not move before 2026-11-29T12:01:00Z"))
        .anyMatch(it -> it.reason().contains("passed to it"))
        .anyMatch(it -> it.relax().equals(List.of("only-a")));
    assertThat(evacuation.plan().moves()).extracting(Move::vm).containsExactly(vmId("free"));
  }

  @Test
  void aVmThatPeopleMoveGoesAlongAndIsNamed() {
    clusters.with(host("a"), host("b"));
    clusters.with(Clusters.automation(vm("manual", "a", 1), Automation.MANUAL));

    EvacuationPlan evacuation = of("a");

    assertThat(evacuation.empties()).isTrue();
    assertThat(evacuation.plan().moves().getFirst().consent()).isEqualTo(Move.Consent.NEEDED);
    assertThat(evacuation.plan().report().lines()).anyMatch(line -> line.contains("by people"));
  }

  @Test
  void nothingButTheEmptyingIsPlanned() {
    // A rule is broken on b; that is none of this plan's business.
    clusters.with(host("a"), host("b"), host("c"));
    clusters.with(vm("v", "a", 1), vm("w", "b", 1));
    clusters.with(runOn("elsewhere", List.of("w"), List.of("c")));

    assertThat(of("a").plan().moves()).extracting(Move::vm).containsExactly(vmId("v"));
  }

  @Test
  void saysWhetherTheClusterCouldLoseItsLargestHostThen() {
    clusters.with(host("a", 8, 16), host("b", 8, 16), host("c", 8, 16));
    clusters.with(vm("a1", "a", 6, Demand.steady(1)), vm("b1", "b", 6, Demand.steady(1)));
    clusters.with(vm("c1", "c", 6, Demand.steady(1)));

    Headroom before = Headroom.of(clusters.snapshot());
    Headroom after = of("a").headroom();

    assertThat(before.survivesItsLoss()).isTrue();
    assertThat(after.memory()).isEqualTo(DataSize.ofGibibytes(14));
    assertThat(after.survivesItsLoss()).isFalse();
    assertThat(after.homeless()).hasSize(1);
  }

  @Test
  void severalHostsAreEmptiedAtOnceAndNoneOfThemTakesAnothersVms() {
    clusters.with(host("a"), host("b"), host("c"));
    clusters.with(vm("v", "a", 1), vm("w", "b", 1));

    assertThat(of("a", "b").plan().moves()).extracting(Move::to).containsOnly(hostId("c"));
  }

  @Test
  void allHostsHaveTheirTurn() {
    clusters.with(host("a"), host("b"), host("c"), host("d"));
    clusters.with(vm("v", "a", 1), vm("w", "b", 1), vm("x", "c", 1), vm("y", "d", 1));
    ClusterSnapshot now = clusters.snapshot();

    Rolling rolling =
        Rolling.of(now, List.of(hostId("a"), hostId("b"), hostId("c"), hostId("d")), 2, 1);

    assertThat(rolling.blocked()).isEmpty();
    assertThat(rolling.batches()).hasSize(2);
    for (EvacuationPlan batch : rolling.batches()) {
      Checked.complete(now.with(Condition.LEAVING, batch.hosts()), batch.plan(), batch.hosts());
      now = now.after(batch.plan());
    }
  }

  @Test
  void aBatchIsSmallerWhereMoreWouldNotFindRoom() {
    clusters.with(host("a", 8, 8), host("b", 8, 8), host("c", 8, 8));
    clusters.with(vm("v", "a", 6, Demand.steady(1)), vm("w", "b", 6, Demand.steady(1)));

    Rolling rolling =
        Rolling.of(clusters.snapshot(), List.of(hostId("a"), hostId("b"), hostId("c")), 2, 1);

    assertThat(rolling.blocked()).isEmpty();
    assertThat(rolling.batches()).hasSize(3);
  }

  @Test
  void vmsComeHomeIfThatIsWorthIt() {
    clusters.with(host("a"), host("b"));
    clusters.with(vm("busy", "b", 4, Demand.steady(5)), vm("other", "b", 4, Demand.steady(5)));
    clusters.with(vm("idle", "b", 4, Demand.steady(0)));
    ClusterSnapshot snapshot = clusters.snapshot();

    Plan plan =
        Homecoming.of(
            snapshot, hostId("a"), Clusters.vmIds("busy", "idle", "gone"), Threshold.MODERATE, 1);

    Checked.sound(snapshot, plan, "homecoming");
    assertThat(plan.moves()).extracting(Move::vm).containsExactly(vmId("busy"));
    assertThat(plan.moves().getFirst().purpose()).isEqualTo(Move.Purpose.HOMECOMING);
    assertThat(plan.report().lines()).anyMatch(line -> line.startsWith("idle stays on b"));
  }

  @Test
  void randomHostsAreEmptiedSoundly() {
    for (int seed = 0; seed < 400; seed++) {
      ClusterSnapshot snapshot =
          Clusters.random(seed, new Clusters.Shape(3 + seed % 8, 25, seed % 6, seed % 2 == 0));
      EvacuationPlan evacuation = Evacuation.of(snapshot, List.of(hostId("h0")), seed);
      ClusterSnapshot leaving = snapshot.with(Condition.LEAVING, List.of(hostId("h0")));
      Checked.sound(leaving, evacuation.plan(), "seed " + seed);
      boolean empty =
          snapshot.after(evacuation.plan()).vms().stream()
              .noneMatch(vm -> hostId("h0").equals(vm.home()));
      assertThat(evacuation.empties()).as("seed %d", seed).isEqualTo(empty);
      assertThat(evacuation.timetable().end())
          .as("seed %d", seed)
          .isGreaterThanOrEqualTo(evacuation.timetable().lowerBound());
    }
  }

  private EvacuationPlan of(String... hosts) {
    ClusterSnapshot snapshot = clusters.snapshot();
    var ids = List.of(hosts).stream().map(Clusters::hostId).toList();
    EvacuationPlan evacuation = Evacuation.of(snapshot, ids, 1);
    ClusterSnapshot leaving = snapshot.with(Condition.LEAVING, ids);
    Checked.sound(leaving, evacuation.plan(), "evacuation");
    return evacuation;
  }
}
