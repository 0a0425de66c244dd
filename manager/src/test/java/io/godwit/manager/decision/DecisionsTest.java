package io.godwit.manager.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.manager.history.FiledPlan;
import io.godwit.model.catalog.Automation;
import io.godwit.model.catalog.Balancing;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.Rule.Strength;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.planner.balance.Balance;
import io.godwit.planner.balance.Policy;
import io.godwit.planner.balance.Threshold;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Condition;
import io.godwit.planner.cluster.CpuDemand;
import io.godwit.planner.cluster.Demand;
import io.godwit.planner.cluster.Entitlement;
import io.godwit.planner.cluster.HostFacts;
import io.godwit.planner.cluster.Mobility;
import io.godwit.planner.cluster.MoveCost;
import io.godwit.planner.cluster.MoveUnderWay;
import io.godwit.planner.cluster.PlacementRule;
import io.godwit.planner.cluster.Plan;
import io.godwit.planner.cluster.PowerCurve;
import io.godwit.planner.cluster.VmFacts;
import io.godwit.planner.cluster.Window;
import io.godwit.planner.evacuation.Evacuation;
import io.godwit.planner.evacuation.Homecoming;
import io.godwit.planner.power.KeptOn;
import io.godwit.planner.power.PastDemand;
import io.godwit.planner.power.PastDemand.PowerState;
import io.godwit.planner.power.PowerManagement;
import io.godwit.planner.power.PowerPlan;
import io.godwit.planner.power.PowerPlan.Direction;
import io.godwit.planner.power.PowerPlan.Switch;
import io.godwit.planner.power.PowerSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DecisionsTest {
  private static final ClusterName CLUSTER = new ClusterName("c1");
  private static final Instant AT = Instant.parse("2026-11-30T12:00:00.123456789Z");
  private static final Balancing HOW = new Balancing(Balancing.Mode.AUTOMATIC, 5);
  private static final DataRate LINK = DataRate.ofMegabitsPerSecond(9999);

  private final MemoryPlanLog log = new MemoryPlanLog();
  private final Decisions decisions = new Decisions(log, "1.0");

  private static HostId host(int number) {
    return new HostId("h" + number);
  }

  private static VmId vm(int number) {
    return new VmId(new UUID(7, number));
  }

  private static HostFacts host(SplittableRandom random, int number) {
    List<Double> watts = new ArrayList<>();
    for (int i = 0; i <= 10; i++) {
      watts.add(100 * random.nextDouble());
    }
    return new HostFacts(
        host(number),
        random.nextBoolean() ? null : "rack " + random.nextInt(3),
        random.nextInt(4, 33),
        DataSize.ofGibibytes(random.nextInt(32, 257)),
        1 + 9 * random.nextDouble(),
        LINK,
        random.nextInt(5) == 0 ? Condition.CLOSED : Condition.OPEN,
        random.nextBoolean() ? null : new PowerCurve(watts));
  }

  private static VmFacts vm(SplittableRandom random, int number, @Nullable HostId home) {
    int vcpus = random.nextInt(1, 9);
    double mean = vcpus * random.nextDouble();
    Demand demand =
        random.nextInt(6) == 0
            ? Demand.UNKNOWN
            : new Demand.Known(
                new CpuDemand(
                    mean, mean * 1.1, mean / 3, Duration.ofNanos(random.nextLong(1L << 50))),
                DataSize.ofBytes(random.nextLong(1L << 33)),
                DataRate.ofBytesPerSecond(random.nextLong(1L << 30)),
                random.nextDouble());
    DataSize memory = DataSize.ofGibibytes(random.nextInt(1, 17));
    return new VmFacts(
        vm(number),
        new VmName("vm-" + number),
        home,
        vcpus,
        memory,
        demand,
        new Entitlement(
            random.nextBoolean() ? 0 : mean / 7,
            random.nextBoolean() ? Double.POSITIVE_INFINITY : mean * 3,
            random.nextDouble() + 1e-9,
            DataSize.ofBytes(random.nextLong(1L << 30))),
        new Mobility(
            random.nextInt(3) == 0 ? Automation.MANUAL : Automation.AUTOMATIC,
            random.nextInt(4) == 0 ? List.of(new Window(AT, AT.plusNanos(1))) : List.of(),
            MoveCost.assumed(memory, LINK),
            random.nextInt(9) == 0 ? "it is paused – „so“" : null));
  }

  private static ClusterSnapshot cluster(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<HostFacts> hosts = new ArrayList<>();
    for (int i = 0; i < random.nextInt(2, 6); i++) {
      hosts.add(host(random, i));
    }
    List<VmFacts> vms = new ArrayList<>();
    for (int i = 0; i < random.nextInt(1, 12); i++) {
      vms.add(vm(random, i, random.nextInt(9) == 0 ? null : host(random.nextInt(hosts.size()))));
    }
    List<VmId> some = vms.stream().limit(2).map(VmFacts::id).toList();
    Strength strength = random.nextBoolean() ? Strength.MUST : Strength.SHOULD;
    List<PlacementRule> rules =
        List.of(
            new PlacementRule.KeepTogether("a", Strength.SHOULD, some),
            new PlacementRule.KeepApart("b", strength, some),
            new PlacementRule.RunOn("c", Strength.SHOULD, some, List.of(host(0))),
            new PlacementRule.Avoid("d", strength, some, List.of(host(1))),
            new PlacementRule.Spread("e", strength, some, 1),
            new PlacementRule.MostVms("f", strength, List.of(), 9));
    VmFacts first = vms.getFirst();
    List<MoveUnderWay> moves =
        first.home() == null || random.nextBoolean()
            ? List.of()
            : List.of(
                new MoveUnderWay(
                    first.id(), first.home(), host(first.home().equals(host(0)) ? 1 : 0)));
    return new ClusterSnapshot(AT, hosts, vms, rules, moves);
  }

  private static Decision balance(ClusterSnapshot from) {
    Policy policy = new Policy(Threshold.of(5), 64);
    return decision(new Matter.Balance(policy), from, Balance.of(from, policy, 0));
  }

  private static Decision emptying(ClusterSnapshot from) {
    ClusterSnapshot leaving = from.with(Condition.LEAVING, List.of(host(0)));
    Plan plan = Evacuation.of(leaving, List.of(host(0)), 0).plan();
    return decision(new Matter.Maintenance(host(0)), leaving, plan);
  }

  private static Decision homecoming(ClusterSnapshot from) {
    List<VmId> left = from.vms().stream().map(VmFacts::id).toList();
    Plan plan = Homecoming.of(from, host(0), left, Threshold.of(HOW.threshold()), 0);
    return decision(new Matter.Homecoming(host(0), left), from, plan);
  }

  private static Decision power(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    ClusterSnapshot from =
        cluster(seed).mapHosts(host -> random.nextInt(4) == 0 ? host.in(Condition.STANDBY) : host);
    Map<VmId, List<Double>> samples = new TreeMap<>();
    for (VmFacts vm : from.vms()) {
      samples.put(vm.id(), random.doubles(12, 0, vm.vcpus()).boxed().toList());
    }
    Map<HostId, PowerState> hosts = new TreeMap<>();
    hosts.put(host(0), new PowerState(List.of(Duration.ofSeconds(71)), Duration.ofHours(2)));
    PastDemand past = new PastDemand(Duration.ofMinutes(5), samples, hosts);
    PowerSettings settings = PowerSettings.standard().reserving(random.nextInt(2));
    KeptOn kept = new KeptOn(1, Map.of(host(1), "it is in maintenance"));
    PowerPlan plan = PowerManagement.plan(from, past, settings, kept);
    return decision(Matter.Power.of(past, settings, kept, plan), from, plan.plan());
  }

  private static Decision decision(Matter matter, ClusterSnapshot from, Plan plan) {
    return new Decision(AT, CLUSTER, HOW, matter, from, plan);
  }

  @Test
  void anyClusterComesBackToTheLastBit() {
    int moves = 0;
    Set<Direction> switched = EnumSet.noneOf(Direction.class);
    for (int seed = 0; seed < 300; seed++) {
      ClusterSnapshot cluster = cluster(seed);
      List<Decision> all =
          List.of(balance(cluster), emptying(cluster), homecoming(cluster), power(seed));
      for (Decision each : all) {
        long number = decisions.carriedOut(each);
        Decision kept = decisions.find(CLUSTER, number);
        assertThat(kept.snapshot()).as("seed %d", seed).isEqualTo(each.snapshot());
        assertThat(kept.plan()).as("seed %d", seed).isEqualTo(each.plan());
        assertThat(kept.matter()).as("seed %d", seed).isEqualTo(each.matter());
        assertThat(kept.version()).isEqualTo("1.0");
        assertThat(Replay.of(kept).isSame()).as("seed %d", seed).isTrue();
        moves += each.plan().steps().size();
        if (each.matter() instanceof Matter.Power power) {
          power.switches().forEach(one -> switched.add(one.direction()));
        }
      }
    }
    assertThat(moves).as("plans with something in them").isGreaterThan(300);
    assertThat(switched).containsExactlyInAnyOrder(Direction.values());
  }

  @Test
  void aRecordThatWasChangedIsNotTheSame() {
    ClusterSnapshot from = cluster(1);
    Decision made = balance(from);
    Decision changed =
        decision(made.matter(), from.mapHosts(host -> host.in(Condition.CLOSED)), made.plan());
    assertThat(Replay.of(made).isSame()).isTrue();
    assertThat(Replay.of(changed).isSame()).isFalse();
  }

  private static ClusterSnapshot crowd() {
    SplittableRandom random = new SplittableRandom(3);
    List<VmFacts> vms = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      vms.add(
          vm(random, i, host(0))
              .moving(Mobility.free(MoveCost.assumed(DataSize.ofGibibytes(1), LINK))));
    }
    List<HostFacts> hosts = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      hosts.add(host(random, i).in(Condition.OPEN));
    }
    return new ClusterSnapshot(AT, hosts, vms, List.of(), List.of());
  }

  @Test
  void ofAHostThatIsEmptiedWhatIsLeftIsTheSamePlan() {
    Decision whole = emptying(crowd());
    assertThat(whole.plan().steps()).hasSize(3);
    long number = decisions.made(whole);
    Plan rest =
        new Plan(
            whole.plan().steps().subList(0, 2),
            whole.plan().report(),
            whole.plan().digest(),
            whole.plan().seed());
    Decision later = decision(whole.matter(), whole.snapshot(), rest);
    assertThat(decisions.made(later)).isEqualTo(number);
    assertThat(decisions.made(balance(crowd()))).as("another purpose").isNotEqualTo(number);
    assertThat(log.kept()).hasSize(2);
  }

  @Test
  void ofPowerOtherSwitchesAreAnotherPlan() {
    Decision made = switching();
    long number = decisions.made(made);
    assertThat(decisions.made(made)).isEqualTo(number);
    Matter.Power power = (Matter.Power) made.matter();
    Matter others =
        new Matter.Power(power.past(), power.settings(), power.kept(), List.of(), power.stay());
    assertThat(decisions.made(decision(others, made.snapshot(), made.plan())))
        .isGreaterThan(number);
  }

  private static Decision switching() {
    return LongStream.range(0, 300)
        .mapToObj(DecisionsTest::power)
        .filter(each -> each.matter() instanceof Matter.Power power && !power.switches().isEmpty())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void onceAHostIsOffItDrawsNothing() {
    Decision made = switching();
    Matter.Power power = (Matter.Power) made.matter();
    for (Switch each : power.switches()) {
      assertThat(made.after().host(each.host()).orElseThrow().condition())
          .isEqualTo(each.direction() == Direction.ON ? Condition.OPEN : Condition.STANDBY);
    }
  }

  @Test
  void whatIsNotKeptIsSaidToBeSo() {
    long number = decisions.made(balance(cluster(1)));
    assertThat(refused(new ClusterName("c2"), number)).isEqualTo(ErrorCode.PLAN_UNKNOWN);
    assertThat(refused(CLUSTER, number + 1)).isEqualTo(ErrorCode.PLAN_UNKNOWN);
    long large = log.addPlan(new FiledPlan(0, AT, "c1", "BALANCE", 9, "d", "9 moves", ""), 0);
    assertThat(refused(CLUSTER, large)).isEqualTo(ErrorCode.PLAN_UNKNOWN);
    long damaged = log.addPlan(new FiledPlan(0, AT, "c1", "BALANCE", 9, "d", "9 moves", "!"), 0);
    assertThat(refused(CLUSTER, damaged)).isEqualTo(ErrorCode.HISTORY_UNUSABLE);
    assertThat(decisions.list(CLUSTER, Long.MAX_VALUE, 10))
        .extracting(FiledPlan::number)
        .containsExactly(damaged, large, number);
  }

  private ErrorCode refused(ClusterName cluster, long number) {
    return catchThrowableOfType(GodwitException.class, () -> decisions.find(cluster, number))
        .code();
  }
}
