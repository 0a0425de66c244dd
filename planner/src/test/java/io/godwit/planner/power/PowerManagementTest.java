package io.godwit.planner.power;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.model.catalog.Automation;
import io.godwit.model.catalog.Rule.Strength;
import io.godwit.model.host.HostId;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.planner.check.PlanCheck;
import io.godwit.planner.check.Verdict;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Condition;
import io.godwit.planner.cluster.Demand;
import io.godwit.planner.cluster.Entitlement;
import io.godwit.planner.cluster.HostFacts;
import io.godwit.planner.cluster.Mobility;
import io.godwit.planner.cluster.Move;
import io.godwit.planner.cluster.MoveCost;
import io.godwit.planner.cluster.PlacementRule;
import io.godwit.planner.cluster.PowerCurve;
import io.godwit.planner.cluster.VmFacts;
import io.godwit.planner.power.PastDemand.PowerState;
import io.godwit.planner.power.PowerPlan.Direction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Hosts of ten cores; the past is a sample of each five minutes. */
final class PowerManagementTest {
  private static final Instant AT = Instant.parse("2026-11-29T12:00:00Z");
  private static final Duration STEP = Duration.ofMinutes(5);
  private static final Duration LONG_AGO = Duration.ofHours(10);
  private static final PowerCurve CURVE =
      new PowerCurve(
          List.of(100.0, 110.0, 120.0, 130.0, 140.0, 150.0, 160.0, 170.0, 180.0, 190.0, 200.0));
  private static final PowerCurve THIRSTY = new PowerCurve(Collections.nCopies(11, 400.0));
  private static final PowerSettings SETTINGS = PowerSettings.standard().reserving(0);

  private final List<HostFacts> hosts = new ArrayList<>();
  private final List<VmFacts> vms = new ArrayList<>();
  private final List<PlacementRule> rules = new ArrayList<>();
  private final Map<VmId, List<Double>> samples = new TreeMap<>();
  private final Map<HostId, PowerState> states = new TreeMap<>();

  private KeptOn kept = KeptOn.NONE;

  private void host(String id, Condition condition, @Nullable PowerCurve power) {
    host(id, condition, power, LONG_AGO, Duration.ZERO);
  }

  private void host(
      String id, Condition condition, @Nullable PowerCurve power, Duration onFor, Duration boot) {
    hosts.add(
        new HostFacts(
            new HostId(id),
            null,
            10,
            DataSize.ofGibibytes(256),
            40,
            DataRate.ofMegabitsPerSecond(10_000),
            condition,
            power));
    states.put(new HostId(id), new PowerState(List.of(boot), onFor));
  }

  private void on(String... ids) {
    for (String id : ids) {
      host(id, Condition.OPEN, CURVE);
    }
  }

  private void off(String id) {
    host(id, Condition.STANDBY, CURVE);
  }

  private VmId vm(String name, String home, Double... cores) {
    return vm(name, home, Automation.AUTOMATIC, cores);
  }

  private VmId vm(String name, String home, Automation automation, Double... cores) {
    VmId id = new VmId(new UUID(0, vms.size() + 1L));
    DataSize memory = DataSize.ofGibibytes(2);
    MoveCost cost = MoveCost.assumed(memory, DataRate.ofMegabitsPerSecond(10_000));
    vms.add(
        new VmFacts(
            id,
            new VmName(name),
            new HostId(home),
            4,
            memory,
            cores.length == 0 ? Demand.UNKNOWN : Demand.steady(cores[cores.length - 1]),
            Entitlement.NONE,
            new Mobility(automation, List.of(), cost, null)));
    if (cores.length > 0) {
      samples.put(id, List.of(cores));
    }
    return id;
  }

  /** The same for two hours. */
  private static Double[] steady(double cores) {
    Double[] all = new Double[24];
    Arrays.fill(all, cores);
    return all;
  }

  private static Double[] steadyThen(double cores, double now) {
    Double[] all = steady(cores);
    all[all.length - 1] = now;
    return all;
  }

  /** Every plan is replayed by the checker. */
  private PowerPlan plan(PowerSettings settings) {
    ClusterSnapshot cluster = new ClusterSnapshot(AT, hosts, vms, rules, List.of());
    PowerPlan plan =
        PowerManagement.plan(cluster, new PastDemand(STEP, samples, states), settings, kept);
    Set<HostId> comeOn =
        plan.switches().stream()
            .filter(each -> each.direction() == Direction.ON)
            .map(each -> each.host())
            .collect(Collectors.toSet());
    Verdict verdict = PlanCheck.of(cluster.with(Condition.OPEN, comeOn), plan.plan());
    assertThat(verdict.isSound()).as("%s", verdict).isTrue();
    return plan;
  }

  private static List<String> moves(PowerPlan plan) {
    return plan.plan().moves().stream().map(PowerManagementTest::words).toList();
  }

  private static String words(Move move) {
    return move.vm().value().getLeastSignificantBits()
        + ": "
        + move.source().orElseThrow()
        + " to "
        + move.to()
        + " for "
        + move.purpose();
  }

  private static List<String> stays(PowerPlan plan) {
    return plan.stay().stream().map(stay -> stay.host() + ": " + stay.because()).toList();
  }

  @Test
  void emptiesTheHostThatIsUsedLeastAndSwitchesItOff() {
    on("a", "b", "c");
    vm("v1", "a", steady(3));
    vm("v2", "b", steady(3));
    vm("v3", "c", steady(1));
    PowerPlan plan = plan(PowerSettings.sparing());
    assertThat(moves(plan)).containsExactly("3: c to a for POWER");
    assertThat(plan.switches(new HostId("c"), Direction.OFF)).isTrue();
    assertThat(plan.plan().moves().getFirst().because())
        .isEqualTo(
            "c is emptied: it is used to 10 %, its 1 VMs fit elsewhere, and off it saves 100 W");
    assertThat(plan.switches().getFirst().because())
        .isEqualTo(
            "VMs want 7.0 cores now, 7.0 at most in 40 min, and may want 0.0 more before a host is"
                + " on; the others hold 20.0");
  }

  @Test
  void emptiesTheThirstyHostBeforeTheIdleOne() {
    on("a", "b");
    host("c", Condition.OPEN, THIRSTY);
    vm("v1", "a", steady(3));
    vm("v2", "b", steady(1));
    vm("v3", "c", steady(3));
    assertThat(moves(plan(PowerSettings.sparing()))).containsExactly("3: c to a for POWER");
  }

  @Test
  void nothingIsEmptiedIfItWouldNotHaveFittedForTheLastFortyMinutes() {
    on("a", "b");
    Double[] sank = steady(2);
    Arrays.fill(sank, 16, 24, 7.0);
    sank[23] = 2.0;
    vm("v1", "a", sank);
    vm("v2", "b", steady(3));
    PowerPlan plan = plan(SETTINGS);
    assertThat(plan.plan().moves()).isEmpty();
    assertThat(stays(plan)).anyMatch(why -> why.contains("no host has room for"));
  }

  @Test
  void vmsThatAreBusyTogetherNeedMoreRoomThanThoseThatTakeTurns() {
    on("a", "b");
    Double[] even = new Double[24];
    Double[] odd = new Double[24];
    for (int i = 0; i < even.length; i++) {
      even[i] = i % 2 == 0 ? 6.0 : 1.0;
      odd[i] = i % 2 == 0 ? 1.0 : 6.0;
    }
    vm("v1", "a", even);
    vm("v2", "b", odd);
    assertThat(moves(plan(SETTINGS))).hasSize(1);
    vms.clear();
    samples.clear();
    vm("v1", "a", even);
    vm("v2", "b", even);
    assertThat(moves(plan(SETTINGS))).isEmpty();
  }

  @Test
  void relievesAHostWithTheSmallestVmThatIsEnough() {
    on("a", "b");
    vm("v1", "a", steady(4));
    vm("v2", "a", steadyThen(1, 4));
    vm("v3", "a", steadyThen(1, 3));
    vm("v4", "b", steady(5));
    PowerPlan plan = plan(SETTINGS);
    assertThat(moves(plan)).containsExactly("3: a to b for CAPACITY");
    assertThat(plan.plan().moves().getFirst().because())
        .startsWith("a has 1.0 cores too much to do; v3 wants 3.0, and with it b expects ");
  }

  @Test
  void switchesAHostOnForWhatFitsNowhere() {
    on("a", "b");
    off("c");
    vm("v1", "a", steady(6));
    vm("v2", "a", steadyThen(1, 5));
    vm("v3", "b", steady(7));
    PowerPlan plan = plan(SETTINGS);
    assertThat(moves(plan)).containsExactly("2: a to c for CAPACITY");
    assertThat(plan.switches(new HostId("c"), Direction.ON)).isTrue();
  }

  @Test
  void aHostThatNeedsTimeToComeOnIsUsedByALaterPlan() {
    on("a", "b");
    host("c", Condition.STANDBY, CURVE, LONG_AGO, Duration.ofMinutes(4));
    vm("v1", "a", steady(6));
    vm("v2", "a", steadyThen(1, 5));
    vm("v3", "b", steady(7));
    PowerPlan plan = plan(SETTINGS);
    assertThat(moves(plan)).isEmpty();
    assertThat(plan.switches(new HostId("c"), Direction.ON)).isTrue();
  }

  @Test
  void comesOnEarlyWhereDemandHasRisenFasterThanAHostBoots() {
    on("a");
    host("b", Condition.STANDBY, CURVE, LONG_AGO, Duration.ofMinutes(12));
    Double[] rising = steady(2);
    Double[] steep = {2.0, 2.0, 3.0, 4.0, 5.0, 6.0};
    System.arraycopy(steep, 0, rising, 18, 6);
    vm("v1", "a", rising);
    PowerPlan plan = plan(SETTINGS);
    // 6 cores are wanted of 8.1, but they rose by 3 within 15 minutes.
    assertThat(plan.switches(new HostId("b"), Direction.ON)).isTrue();
    assertThat(plan.switches().getFirst().because())
        .contains("VMs want 6.0 cores now", "may want 3.0 more before a host is on", "hold 8.1");
    states.put(new HostId("b"), new PowerState(List.of(Duration.ZERO), LONG_AGO));
    assertThat(plan(SETTINGS).switches()).isEmpty();
  }

  @Test
  void keepsTheFailoverReserveOn() {
    on("a", "b", "c");
    vm("v1", "a", steady(3));
    vm("v2", "a", steady(3));
    PowerPlan plan = plan(PowerSettings.standard());
    assertThat(plan.switches(new HostId("b"), Direction.OFF)).isTrue();
    assertThat(plan.switches(new HostId("c"), Direction.OFF)).isFalse();
    assertThat(stays(plan)).anyMatch(why -> why.startsWith("c: it is kept on without VMs"));
  }

  @Test
  void aHostThatIsKeptOnIsNeitherEmptiedNorSwitchedOffAndStillTakesVms() {
    on("a", "b", "c");
    vm("v1", "a", steady(1));
    vm("v2", "b", steady(1));
    kept = new KeptOn(0, Map.of(new HostId("a"), "a manager runs there", new HostId("c"), "x"));
    PowerPlan plan = plan(SETTINGS);
    assertThat(moves(plan)).containsExactly("2: b to a for POWER");
    assertThat(plan.switches(new HostId("b"), Direction.OFF)).isTrue();
    assertThat(plan.switches()).hasSize(1);
    assertThat(stays(plan)).contains("a: a manager runs there", "c: x");
  }

  @Test
  void notLessHostsAreOnThanSomebodyWants() {
    on("a", "b", "c");
    vm("v1", "a", steady(1));
    vm("v2", "b", steady(1));
    kept = new KeptOn(2, Map.of());
    PowerPlan plan = plan(SETTINGS);
    assertThat(plan.switches(new HostId("c"), Direction.OFF)).isTrue();
    assertThat(plan.switches()).hasSize(1);
    kept = new KeptOn(3, Map.of());
    plan = plan(SETTINGS);
    assertThat(plan.switches()).isEmpty();
    assertThat(plan.plan().moves()).isEmpty();
    assertThat(stays(plan)).anyMatch(why -> why.contains("not less than 3 hosts are to be on"));
    hosts.removeLast();
    off("c");
    assertThat(plan(SETTINGS).switches(new HostId("c"), Direction.ON)).isTrue();
  }

  @Test
  void switchesTheReserveOnWhereItIsMissing() {
    on("a");
    off("b");
    vm("v1", "a", steady(3));
    PowerPlan plan = plan(PowerSettings.standard());
    assertThat(plan.switches(new HostId("b"), Direction.ON)).isTrue();
    assertThat(plan.switches().getFirst().because()).endsWith("hosts that are on hold 0.0");
  }

  @Test
  void neverEmptiesAHostAgainstARule() {
    on("a", "b");
    VmId first = vm("v1", "a", steady(3));
    VmId second = vm("v2", "b", steady(1));
    rules.add(new PlacementRule.KeepApart("twins", Strength.MUST, List.of(first, second)));
    PowerPlan plan = plan(SETTINGS);
    assertThat(plan.plan().moves()).isEmpty();
    assertThat(plan.switches()).isEmpty();
  }

  @Test
  void neverMovesAVmThatPeopleMove() {
    on("a", "b");
    vm("v1", "a", steady(3));
    vm("v2", "b", Automation.MANUAL, steady(1));
    vm("v3", "a", steady(5));
    PowerPlan plan = plan(SETTINGS);
    assertThat(moves(plan)).allMatch(move -> !move.startsWith("2:"));
    assertThat(stays(plan)).contains("b: v2 is moved by people only");
  }

  @Test
  void whatIsNotKnownIsNotIdle() {
    on("a", "b");
    host("c", Condition.UNKNOWN, CURVE);
    vm("v1", "a", steady(3));
    vm("v2", "b");
    vm("v3", "c", steady(0));
    PowerPlan plan = plan(SETTINGS);
    assertThat(plan.plan().moves()).isEmpty();
    assertThat(plan.switches()).isEmpty();
    assertThat(stays(plan))
        .contains(
            "b: what it does is not known, which is not the same as idle",
            "c: what it does is not known, which is not the same as idle");
  }

  @Test
  void doesNotEmptyAHostSoonAfterOneCameOn() {
    on("a", "b");
    host("c", Condition.OPEN, CURVE, Duration.ofMinutes(10), Duration.ZERO);
    vm("v1", "a", steady(3));
    vm("v2", "b", steady(1));
    vm("v3", "c", steady(1));
    PowerPlan plan = plan(SETTINGS);
    assertThat(plan.plan().moves()).isEmpty();
    assertThat(plan.plan().report().lines())
        .contains("No host is emptied: one was switched on less than 30 min ago.");
  }

  @Test
  void doesNotMoveManyVmsForFewWatts() {
    on("a", "b");
    IntStream.range(0, 40).forEach(i -> vm("v" + i, i < 10 ? "a" : "b", steady(0.05)));
    PowerPlan plan = plan(SETTINGS);
    assertThat(moves(plan)).hasSize(10);
    hosts.clear();
    on("a", "b");
    vms.clear();
    samples.clear();
    IntStream.range(0, 80).forEach(i -> vm("v" + i, i < 40 ? "a" : "b", steady(0.05)));
    plan = plan(SETTINGS);
    assertThat(plan.plan().moves()).isEmpty();
    assertThat(stays(plan))
        .contains("a: 40 migrations have to save 140 Wh, and it saves 100 in an hour");
  }

  @Test
  void equalInputsMakeEqualPlans() {
    on("a", "b", "c");
    off("d");
    vm("v1", "a", steadyThen(2, 6));
    vm("v2", "a", steadyThen(2, 6));
    vm("v3", "b", steady(3));
    vm("v4", "c", steady(1));
    PowerPlan once = plan(SETTINGS);
    Collections.reverse(hosts);
    Collections.reverse(vms);
    assertThat(plan(SETTINGS)).isEqualTo(once);
  }

  @Test
  void refusesFiguresThatCannotBe() {
    VmId vm = new VmId(new UUID(0, 1));
    assertThatThrownBy(() -> new PastDemand(STEP, Map.of(vm, List.of(1.0, -1.0)), Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PastDemand(STEP, Map.of(vm, List.of(Double.NaN)), Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PastDemand(Duration.ZERO, Map.of(), Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
