package io.godwit.planner.balance;

import static io.godwit.planner.cluster.Clusters.apart;
import static io.godwit.planner.cluster.Clusters.host;
import static io.godwit.planner.cluster.Clusters.hostId;
import static io.godwit.planner.cluster.Clusters.runOn;
import static io.godwit.planner.cluster.Clusters.vm;
import static io.godwit.planner.cluster.Clusters.vmId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.godwit.model.catalog.Automation;
import io.godwit.model.catalog.Rule.Strength;
import io.godwit.model.host.HostId;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.planner.check.Checked;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Clusters;
import io.godwit.planner.cluster.Condition;
import io.godwit.planner.cluster.CpuDemand;
import io.godwit.planner.cluster.Demand;
import io.godwit.planner.cluster.Entitlement;
import io.godwit.planner.cluster.Move;
import io.godwit.planner.cluster.PlacementRule;
import io.godwit.planner.cluster.Plan;
import io.godwit.planner.cluster.VmFacts;
import io.godwit.planner.repair.Repair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class BalanceTest {
  private static final Policy ANY = new Policy(Threshold.ANY_GAIN, 64);

  private final Clusters clusters = new Clusters();

  @Test
  void aCrowdedHostGivesToAnIdleOne() {
    clusters.with(host("a"), host("b"));
    clusters.with(vm("u", "a", 4), vm("v", "a", 4), vm("w", "a", 4));

    Plan plan = balanced(Policy.DEFAULT);

    assertThat(plan.moves()).hasSize(1);
    assertThat(plan.report().lines().getFirst()).contains("happiness").contains("→");
  }

  @Test
  void aLoneBusyVmIsNotPassedRound() {
    clusters.with(host("a"), host("b"), host("c")).with(vm("busy", "a", 8));

    Plan plan = balanced(ANY);

    assertThat(plan.isEmpty()).isTrue();
    assertThat(plan.report().lines()).anyMatch(line -> line.startsWith("nothing worth moving"));
  }

  @Test
  void thresholdsGoFromRulesOnlyToAnyGain() {
    // Some gain, and less with each level: what is moved at one level is moved at the next, too.
    clusters.with(host("a"), host("b"));
    clusters.with(vm("u", "a", 2.5), vm("v", "a", 2), vm("w", "b", 3));
    int before = 0;
    for (int level = 1; level <= 5; level++) {
      int moves = balanced(new Policy(Threshold.of(level), 64)).moves().size();
      assertThat(moves).as("level %d", level).isGreaterThanOrEqualTo(before);
      before = moves;
    }
    clusters.with(apart("apart", "u", "v"));
    assertThat(balanced(new Policy(Threshold.RULES_ONLY, 64)).moves())
        .extracting(Move::purpose)
        .containsExactly(Move.Purpose.RULE);
  }

  @Test
  void theBestMoveThatWasNotTakenIsTold() {
    // A minute is not worth a move, an hour is.
    clusters.with(host("a"), host("b"));
    clusters.with(lasting("u", "a", 4, Duration.ofMinutes(1)));
    clusters.with(lasting("v", "a", 4, Duration.ofMinutes(1)));

    Plan plan = balanced(Policy.DEFAULT);

    assertThat(plan.isEmpty()).isTrue();
    assertThat(plan.report().lines()).anyMatch(line -> line.contains("the best would be"));
    assertThat(plan.report().alternatives()).isNotEmpty();
  }

  @Test
  void aDetourHasToBeWorthItToo() {
    // u and y would change places, but may not meet: one of them has to step aside meanwhile.
    assertThat(ofTwoThatMayNotMeet(Duration.ofMinutes(9)).moves()).isEmpty();
    assertThat(ofTwoThatMayNotMeet(Duration.ofHours(1)).moves())
        .extracting(Move::because)
        .hasSize(3)
        .first()
        .asString()
        .startsWith("steps aside on its way to");
  }

  private Plan ofTwoThatMayNotMeet(Duration stable) {
    Clusters three = new Clusters().with(host("a"), host("b"), host("c"));
    three.with(lasting("u", "a", 2, stable), lasting("v", "a", 4, stable));
    three.with(lasting("w", "b", 3.9, stable));
    three.with(lasting("x", "c", 3, stable), lasting("y", "c", 0, stable));
    three.with(apart("apart", "u", "y"));
    three.with(runOn("v", List.of("v"), List.of("a")), runOn("w", List.of("w"), List.of("b")));
    three.with(runOn("x", List.of("x"), List.of("c")));
    ClusterSnapshot snapshot = three.snapshot();
    Plan plan = Balance.of(snapshot, ANY, 0);
    Checked.sound(snapshot, plan, "stable for " + stable);
    return plan;
  }

  private static VmFacts lasting(String name, String home, double cores, Duration stable) {
    CpuDemand cpu = new CpuDemand(cores, cores, cores, stable);
    return vm(name, home, 4, new Demand.Known(cpu, DataSize.ZERO, DataRate.ZERO, 0));
  }

  @Test
  void anOscillatingLoadNeverMovesAVmBackAndForth() {
    // Two pairs swap their loads every ten minutes, for a day; a pass each minute over an hour of
    // samples.
    List<VmFacts> vms = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      vms.add(vm("v" + i, i < 2 ? "a" : "b", 0));
    }
    clusters.with(host("a"), host("b"), host("c"));
    ClusterSnapshot snapshot = new Clusters().with(host("a"), host("b")).snapshot();
    snapshot = new ClusterSnapshot(snapshot.at(), snapshot.hosts(), vms, List.of(), List.of());
    SplittableRandom random = new SplittableRandom(5);
    Map<Integer, List<Double>> samples = new HashMap<>();
    Map<HostId, Integer> visits = new HashMap<>();
    int moves = 0;
    for (int minute = 0; minute < 1440; minute++) {
      Map<Integer, Demand> demands = new HashMap<>();
      for (int i = 0; i < 4; i++) {
        boolean high = (minute / 10 + i / 2) % 2 == 0;
        List<Double> mine = samples.computeIfAbsent(i, _ -> new ArrayList<>());
        mine.add((high ? 5.0 : 0.5) + 0.2 * random.nextDouble());
        List<Double> recent = mine.subList(Math.max(0, mine.size() - 60), mine.size());
        CpuDemand cpu = CpuDemand.of(recent, Duration.ofMinutes(1));
        demands.put(i, new Demand.Known(cpu, DataSize.ZERO, DataRate.ZERO, 0));
      }
      ClusterSnapshot now =
          snapshot.mapVms(vm ->
              vm.wanting(demands.getOrDefault(vm.name().value().charAt(1) - '0', Demand.UNKNOWN)));
      if (minute >= 60) {
        Plan plan = Balance.of(now, ANY, minute);
        Checked.sound(now, plan, "minute " + minute);
        moves += plan.moves().size();
        plan.moves().forEach(move -> visits.merge(move.to(), 1, Integer::sum));
        snapshot = snapshot.after(plan);
      }
    }
    // Once a VM of each pair has changed places everything is even, whatever the phase.
    assertThat(moves).as("moves %s", visits).isLessThanOrEqualTo(2);
  }

  @Test
  void twoPassesOverTheSameFiguresMoveNothingBack() {
    for (int seed = 0; seed < 300; seed++) {
      ClusterSnapshot broken =
          Clusters.random(seed, new Clusters.Shape(4 + seed % 6, 30, 3, seed % 2 == 0));
      ClusterSnapshot snapshot = broken.after(Repair.of(broken, seed).plan());
      Plan first = Balance.of(snapshot, Policy.DEFAULT, seed);
      ClusterSnapshot after = snapshot.after(first);
      Plan second = Balance.of(after, Policy.DEFAULT, seed);
      Checked.sound(snapshot, first, "seed " + seed);
      Checked.sound(after, second, "seed " + seed);
      for (Move move : second.moves()) {
        // A rule that could not be met before may be now; that is worth going back for.
        if (move.purpose() == Move.Purpose.BALANCE) {
          HostId before = snapshot.vm(move.vm()).orElseThrow().home();
          assertThat(move.to()).as("seed %d", seed).isNotEqualTo(before);
        }
      }
    }
  }

  @Test
  void whatIsNotKnownIsNeitherIdleNorMoved() {
    clusters.with(host("a"), host("b"), host("dark").in(Condition.UNKNOWN));
    clusters.with(vm("u", "a", 4), vm("v", "a", 4), vm("w", "a", 4));
    clusters.with(vm("unseen", "a", 4, Demand.UNKNOWN), vm("x", "dark", 8), vm("y", "dark", 8));

    Plan plan = balanced(ANY);

    assertThat(plan.moves()).isNotEmpty();
    assertThat(plan.moves()).extracting(Move::to).doesNotContain(hostId("dark"));
    assertThat(plan.moves())
        .extracting(Move::vm)
        .doesNotContain(vmId("unseen"), vmId("x"), vmId("y"));
    assertThat(plan.report().lines())
        .anyMatch(line -> line.contains("nothing is known of the load of dark"))
        .anyMatch(line -> line.contains("1 VM not measured"));
  }

  @Test
  void aVmWithoutSamplesCountsWithAllItsProcessors() {
    // If it counted nothing, a would be the idle one.
    clusters.with(host("a"), host("b"));
    clusters.with(vm("u1", "a", 4, Demand.UNKNOWN), vm("u2", "a", 4, Demand.UNKNOWN));
    clusters.with(vm("u3", "a", 4, Demand.UNKNOWN), vm("v", "b", 3), vm("w", "b", 2));

    assertThat(balanced(ANY).isEmpty()).isTrue();
  }

  @Test
  void twoLargeVmsChangePlacesWhereNeitherCouldMoveAlone() {
    // Ten cores against six: moving any one of them makes it eleven against five, or worse.
    clusters.with(host("a"), host("b"));
    clusters.with(vm("a1", "a", 5), vm("a2", "a", 5), vm("b1", "b", 3), vm("b2", "b", 3));

    Plan plan = balanced(Policy.DEFAULT);

    assertThat(plan.moves()).hasSize(2);
    assertThat(Standing.of(clusters.snapshot().after(plan)).imbalance()).isLessThan(0.01);
  }

  @Test
  void whoMovesByHandIsProposed() {
    clusters.with(host("a"), host("b"));
    for (String name : List.of("u", "v", "w")) {
      clusters.with(Clusters.automation(vm(name, "a", 4), Automation.PARTIAL));
    }

    assertThat(balanced(Policy.DEFAULT).moves())
        .extracting(Move::consent)
        .containsExactly(Move.Consent.NEEDED);
  }

  @Test
  void aRuleThatShouldBeKeptIsWorthAMove() {
    clusters.with(host("a"), host("b")).with(vm("u", "a", 1), vm("v", "a", 1));
    clusters.with(new PlacementRule.KeepApart("apart", Strength.SHOULD, Clusters.vmIds("u", "v")));

    assertThat(balanced(Policy.DEFAULT).moves()).hasSize(1);
  }

  @Test
  void reservationsAndSharesSayWhoGetsWhatOfAFullHost() {
    VmFacts kept = vm("kept", "a", 6);
    VmFacts heavy = vm("heavy", "a", 6);
    clusters.with(host("a")).with(vm("light", "a", 6));
    clusters.with(
        new VmFacts(
            kept.id(),
            kept.name(),
            kept.home(),
            6,
            kept.memory(),
            kept.demand(),
            Entitlement.NONE.reserving(6),
            kept.mobility()),
        new VmFacts(
            heavy.id(),
            heavy.name(),
            heavy.home(),
            6,
            heavy.memory(),
            heavy.demand(),
            new Entitlement(0, Double.POSITIVE_INFINITY, 3, DataSize.ZERO),
            heavy.mobility()));

    var happiness = Standing.ofVms(clusters.snapshot());

    assertThat(happiness.get(vmId("kept"))).isEqualTo(100, within(1e-9));
    assertThat(happiness.get(vmId("heavy")))
        .isCloseTo(3 * happiness.get(vmId("light")), within(1e-6));
  }

  @Test
  void whatAVmHadToWaitForItWouldTakeElsewhere() {
    // Four guests got two cores each of eight, and waited for as much again.
    Demand waited = new Demand.Known(CpuDemand.steady(2), DataSize.ZERO, DataRate.ZERO, 0.5);
    clusters.with(host("a"), host("b"));
    for (String name : List.of("u", "v", "w", "x")) {
      clusters.with(vcpus(vm(name, "a", 4, waited), 4));
    }
    clusters.with(vm("y", "b", 6));

    assertThat(Standing.of(clusters.snapshot()).busiest()).isEqualTo(2, within(1e-9));
    assertThat(balanced(Policy.DEFAULT).moves())
        .isNotEmpty()
        .allMatch(move -> move.to().equals(hostId("b")));
    ClusterSnapshot contented =
        clusters.snapshot().mapVms(vm -> vm.vcpus() == 4 ? vm.wanting(Demand.steady(2)) : vm);
    assertThat(Balance.of(contented, Policy.DEFAULT, 1).moves())
        .as("the same use, and nobody waited")
        .isEmpty();
  }

  private static VmFacts vcpus(VmFacts vm, int vcpus) {
    return new VmFacts(
        vm.id(),
        vm.name(),
        vm.home(),
        vcpus,
        vm.memory(),
        vm.demand(),
        vm.entitlement(),
        vm.mobility());
  }

  @Test
  void memoryThatGuestsWorkWithIsWeighedBeforeItIsShort() {
    clusters.with(host("a"), host("b"));
    for (int i = 0; i < 8; i++) {
      clusters.with(works("v" + i, "a", 4));
    }

    ClusterSnapshot empty = clusters.snapshot().mapVms(vm -> vm.wanting(Demand.steady(0.25)));
    assertThat(Standing.of(clusters.snapshot()).happiness())
        .isEqualTo(0.9 * Standing.of(empty).happiness(), within(1e-6));
    assertThat(balanced(Policy.DEFAULT).moves()).isNotEmpty();
    assertThat(Balance.of(empty, Policy.DEFAULT, 1).moves())
        .as("with nothing in their memories")
        .isEmpty();
  }

  /** A quarter of a core and all of its memory. */
  private static VmFacts works(String name, String home, int gibibytes) {
    return vm(
        name,
        home,
        gibibytes,
        new Demand.Known(
            CpuDemand.steady(0.25), DataSize.ofGibibytes(gibibytes), DataRate.ZERO, 0));
  }

  @Test
  void memoryInWhichNobodyWorksIsNotShort() {
    clusters.with(host("a"), host("b"));
    for (int i = 0; i < 4; i++) {
      clusters.with(
          vm(
              "v" + i,
              "a",
              8,
              new Demand.Known(CpuDemand.steady(0.5), DataSize.ofGibibytes(5), DataRate.ZERO, 0)));
    }

    assertThat(Standing.of(clusters.snapshot()).happiness())
        .as("a host that has promised all of its memory")
        .isEqualTo(
            Standing.of(clusters.snapshot().mapVms(vm -> vm.wanting(Demand.steady(0.5))))
                .happiness(),
            within(1e-9));
  }

  @Test
  void networksThatAreWantedTwiceCountToo() {
    CpuDemand little = CpuDemand.steady(0.5);
    Demand talks = new Demand.Known(little, DataSize.ZERO, DataRate.ofMegabitsPerSecond(8_000), 0);
    clusters.with(host("a"), host("b"));
    clusters.with(vm("u", "a", 4, talks), vm("v", "a", 4, talks));

    assertThat(balanced(Policy.DEFAULT).moves()).hasSize(1);
  }

  private Plan balanced(Policy policy) {
    ClusterSnapshot snapshot = clusters.snapshot();
    Plan plan = Balance.of(snapshot, policy, 1);
    assertThat(Balance.of(snapshot, policy, 1)).isEqualTo(plan);
    return Checked.sound(snapshot, plan, "balance");
  }
}
