package io.godwit.planner.repair;

import static io.godwit.planner.cluster.Clusters.apart;
import static io.godwit.planner.cluster.Clusters.host;
import static io.godwit.planner.cluster.Clusters.hostId;
import static io.godwit.planner.cluster.Clusters.runOn;
import static io.godwit.planner.cluster.Clusters.together;
import static io.godwit.planner.cluster.Clusters.vm;
import static io.godwit.planner.cluster.Clusters.vmId;
import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.catalog.Automation;
import io.godwit.model.catalog.Rule.Strength;
import io.godwit.planner.check.Checked;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Clusters;
import io.godwit.planner.cluster.Condition;
import io.godwit.planner.cluster.Demand;
import io.godwit.planner.cluster.HostFacts;
import io.godwit.planner.cluster.Move;
import io.godwit.planner.cluster.PlacementRule;
import io.godwit.planner.cluster.VmFacts;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RepairTest {
  private final Clusters clusters = new Clusters();

  @Test
  void whatIsInOrderIsLeftAlone() {
    clusters.with(host("a"), host("b")).with(vm("v", "a", 7), vm("w", "a", 7));

    assertThat(repaired().plan().isEmpty()).isTrue();
  }

  @Test
  void twoThatMustBeApartArePartedByOneMove() {
    clusters.with(host("a"), host("b")).with(vm("v", "a", 1), vm("w", "a", 1));
    clusters.with(apart("apart", "v", "w"));

    assertThat(repaired().plan().moves()).hasSize(1);
  }

  @Test
  void whoCannotMoveStaysAndTheOtherGoes() {
    clusters.with(host("a"), host("b"));
    clusters.with(Clusters.automation(vm("v", "a", 1), Automation.NEVER), vm("w", "a", 1));
    clusters.with(apart("apart", "v", "w"));

    assertThat(repaired().plan().moves()).extracting(Move::vm).containsExactly(vmId("w"));
  }

  @Test
  void aGroupGoesTogetherToWhereMostOfItIs() {
    clusters.with(host("a"), host("b"), host("c"));
    clusters.with(vm("u", "a", 1), vm("v", "b", 1), vm("w", "b", 1));
    clusters.with(together("group", "u", "v", "w"));

    Repaired repaired = repaired();

    assertThat(repaired.plan().moves()).hasSize(1);
    assertThat(repaired.plan().moves().getFirst().to()).isEqualTo(hostId("b"));
  }

  @Test
  void aGroupLeavesAHostThatIsEmptiedAsAWhole() {
    clusters.with(host("a").in(Condition.LEAVING), host("b"), host("c"));
    clusters.with(vm("v", "a", 1), vm("w", "a", 1)).with(together("group", "v", "w"));

    Repaired repaired = repaired();

    assertThat(repaired.plan().moves()).extracting(Move::to).containsOnly(hostId("b"));
    assertThat(repaired.plan().moves()).hasSize(2);
  }

  @Test
  void othersMakeRoomWhereNoHostHasAny() {
    // Ten GiB have to go, and no host has more than eight: one of four has to give way.
    clusters.with(host("a", 8, 32).in(Condition.LEAVING), host("b", 8, 16), host("c", 8, 16));
    clusters.with(vm("large", "a", 10, Demand.steady(1)));
    clusters.with(vm("b1", "b", 4, Demand.steady(1)), vm("b2", "b", 4, Demand.steady(1)));
    clusters.with(vm("c1", "c", 4, Demand.steady(1)), vm("c2", "c", 4, Demand.steady(1)));

    Repaired repaired = repaired();

    assertThat(repaired.isComplete()).isTrue();
    assertThat(repaired.plan().moves())
        .extracting(Move::purpose)
        .containsExactly(Move.Purpose.ROOM, Move.Purpose.EVACUATION);
    assertThat(repaired.plan().steps().getLast().after()).containsExactly(1);
  }

  @Test
  void aVmThatIsInARulesWayGoesElsewhere() {
    clusters.with(host("a").in(Condition.LEAVING), host("b"), host("c"));
    clusters.with(vm("v", "a", 1), vm("w", "b", 1));
    clusters.with(apart("apart", "v", "w"));
    clusters.with(runOn("only", List.of("v"), List.of("a", "b")));

    assertThat(repaired().plan().moves())
        .extracting(Move::vm)
        .containsExactly(vmId("w"), vmId("v"));
  }

  @Test
  void anOverfullHostShedsAsLittleAsWillDo() {
    clusters.with(host("a", 8, 16), host("b"));
    clusters.with(vm("small", "a", 2, Demand.steady(1)), vm("middle", "a", 6, Demand.steady(1)));
    clusters.with(vm("large", "a", 10, Demand.steady(1)));

    assertThat(repaired().plan().moves()).extracting(Move::vm).containsExactly(vmId("small"));
  }

  @Test
  void whatCannotBeMetIsNamedWithTheFewestRulesToRelax() {
    clusters.with(host("a").in(Condition.LEAVING), host("b"), host("c"));
    VmFacts fixed = Clusters.automation(vm("w", "b", 1), Automation.NEVER);
    clusters.with(vm("v", "a", 1), fixed, vm("x", "c", 1));
    clusters.with(apart("apart", "v", "w"), apart("other", "v", "x"));
    clusters.with(runOn("only", List.of("v"), List.of("a", "b")));

    Repaired repaired = repaired();

    assertThat(repaired.plan().isEmpty()).isTrue();
    assertThat(repaired.unmet()).hasSize(1);
    assertThat(repaired.unmet().getFirst().reason())
        .contains("v cannot leave a")
        .contains("1 refused by rule apart");
    assertThat(repaired.unmet().getFirst().relax()).containsExactly("apart");
  }

  @Test
  void aVmThatIsLargerThanAnyHostIsNamed() {
    clusters.with(host("a", 8, 16)).with(vm("v", null, 64, Demand.steady(1)));

    assertThat(repaired().unmet().getFirst().reason())
        .contains("no place for v")
        .contains("without enough memory");
  }

  @Test
  void aRackMayHaveOnlySoMany() {
    clusters.with(inRack("a", "r1"), inRack("b", "r1"), inRack("c", "r2"));
    clusters.with(vm("v", "a", 1), vm("w", "b", 1));
    clusters.with(new PlacementRule.Spread("racks", Strength.MUST, Clusters.vmIds("v", "w"), 1));

    assertThat(repaired().plan().moves()).extracting(Move::to).containsExactly(hostId("c"));
  }

  private static HostFacts inRack(String name, String rack) {
    var host = host(name);
    return new HostFacts(
        host.id(),
        rack,
        host.cores(),
        host.memory(),
        host.cpuOvercommit(),
        host.link(),
        host.condition(),
        null);
  }

  private Repaired repaired() {
    ClusterSnapshot snapshot = clusters.snapshot();
    Repaired repaired = Repair.of(snapshot, 1);
    Checked.sound(snapshot, repaired.plan(), "repair");
    if (repaired.isComplete()) {
      Checked.complete(snapshot, repaired.plan(), "repair");
    }
    return repaired;
  }
}
