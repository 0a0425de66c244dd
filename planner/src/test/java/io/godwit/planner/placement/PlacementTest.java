package io.godwit.planner.placement;

import static io.godwit.planner.cluster.Clusters.apart;
import static io.godwit.planner.cluster.Clusters.host;
import static io.godwit.planner.cluster.Clusters.hostId;
import static io.godwit.planner.cluster.Clusters.promisedTwice;
import static io.godwit.planner.cluster.Clusters.vm;
import static io.godwit.planner.cluster.Clusters.vmId;
import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.vm.VmId;
import io.godwit.planner.check.Checked;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Clusters;
import io.godwit.planner.cluster.Condition;
import io.godwit.planner.cluster.Demand;
import io.godwit.planner.cluster.Entitlement;
import io.godwit.planner.cluster.Move;
import io.godwit.planner.cluster.VmFacts;
import io.godwit.planner.draft.Refusal;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PlacementTest {
  private final Clusters clusters = new Clusters();

  @Test
  void hostsAreRankedWithThePartsOfTheirScore() {
    clusters.with(host("a"), host("b"), host("c"));
    clusters.with(vm("busy", "a", 7), vm("calm", "b", 2), vm("new", null, 2));

    Placed placed = place("new");

    assertThat(placed.plan().moves()).extracting(Move::to).containsExactly(hostId("c"));
    assertThat(placed.rankings().getFirst().ranked())
        .extracting(Ranked::host)
        .containsExactly(hostId("c"), hostId("b"), hostId("a"));
    assertThat(placed.rankings().getFirst().ranked().getFirst().parts())
        .extracting(part -> part.name())
        .contains("VM gets %", "cluster gains cores");
  }

  @Test
  void everyRefusedHostHasItsReason() {
    VmFacts reserving = vm("new", null, 16, Demand.steady(2));
    clusters.with(host("shut").in(Condition.CLOSED), host("small", 8, 8), host("dark", 8, 64));
    clusters.with(host("full", 2, 64), host("kept", 8, 64), host("barred", 8, 64));
    clusters.with(
        vm("f", "full", 4, Demand.steady(8)),
        with(vm("k", "kept", 1), Entitlement.NONE.reserving(7)),
        vm("b", "barred", 1),
        with(reserving, Entitlement.NONE.reserving(2)));
    clusters.with(apart("apart", "new", "b"));
    ClusterSnapshot snapshot = clusters.snapshot().with(Condition.UNKNOWN, List.of(hostId("dark")));

    Placed placed = Placement.of(snapshot, List.of(vmId("new")), 1);

    assertThat(placed.rejected()).containsExactly(vmId("new"));
    assertThat(placed.rankings().getFirst().refused())
        .extracting(it -> it.host() + " " + it.refusal().kind())
        .containsExactly(
            "barred " + Refusal.Kind.RULE,
            "dark " + Refusal.Kind.CONDITION,
            "full " + Refusal.Kind.PROCESSORS,
            "kept " + Refusal.Kind.RESERVATION,
            "shut " + Refusal.Kind.CONDITION,
            "small " + Refusal.Kind.MEMORY);
    assertThat(placed.plan().report().lines().getFirst())
        .contains("no host takes it")
        .contains("1 refused by rule apart");
  }

  private static VmFacts with(VmFacts vm, Entitlement entitlement) {
    return new VmFacts(
        vm.id(),
        vm.name(),
        vm.home(),
        vm.vcpus(),
        vm.memory(),
        vm.demand(),
        entitlement,
        vm.mobility());
  }

  @Test
  void aBatchIsAdmittedAsFarAsThereIsRoomAndNoFurther() {
    clusters.with(host("a", 8, 16), host("b", 8, 16));
    clusters.with(
        vm("n1", null, 8, Demand.steady(1)),
        vm("n2", null, 8, Demand.steady(1)),
        vm("n3", null, 8, Demand.steady(1)),
        vm("n4", null, 8, Demand.steady(1)),
        vm("n5", null, 8, Demand.steady(1)));

    Placed placed = place("n1", "n2", "n3", "n4", "n5");

    assertThat(placed.plan().moves()).hasSize(4);
    assertThat(placed.rejected()).hasSize(1);
  }

  @Test
  void memoryThatIsPromisedTwiceTakesTwiceAsMany() {
    clusters.with(host("a", 8, 8));
    List.of("n1", "n2", "n3", "n4", "n5")
        .forEach(name -> clusters.with(promisedTwice(vm(name, null, 4, Demand.steady(1)))));

    Placed placed = place("n1", "n2", "n3", "n4", "n5");

    assertThat(placed.plan().moves()).hasSize(4);
    assertThat(placed.rankings().getLast().refused())
        .extracting(it -> it.refusal().text())
        .containsExactly("it needs 2 GiB of memory, 0 B of 8 GiB are free");
  }

  @Test
  void noVmIsMovedForANewOneAndAdmissionIsNeverExceeded() {
    for (int seed = 0; seed < 300; seed++) {
      ClusterSnapshot before =
          Clusters.random(seed, new Clusters.Shape(5, 24, seed % 6, seed % 2 == 0));
      // Every third VM has not started yet.
      int third = seed % 3;
      List<VmId> fresh =
          before.vms().stream()
              .filter(vm -> (vm.id().hashCode() & 0xff) % 3 == third)
              .map(VmFacts::id)
              .toList();
      ClusterSnapshot snapshot = before.mapVms(vm -> fresh.contains(vm.id()) ? vm.at(null) : vm);

      Placed placed = Placement.of(snapshot, fresh, seed);

      Checked.sound(snapshot, placed.plan(), "seed " + seed);
      assertThat(placed.plan().moves()).as("seed %d", seed).allMatch(move -> move.from() == null);
      assertThat(placed.plan().moves().size() + placed.rejected().size())
          .as("seed %d", seed)
          .isEqualTo(fresh.size());
    }
  }

  private Placed place(String... names) {
    ClusterSnapshot snapshot = clusters.snapshot();
    Placed placed = Placement.of(snapshot, Clusters.vmIds(names), 1);
    Checked.sound(snapshot, placed.plan(), "placement");
    return placed;
  }
}
