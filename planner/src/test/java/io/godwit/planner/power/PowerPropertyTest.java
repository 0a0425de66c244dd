package io.godwit.planner.power;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.godwit.planner.power.PowerPlan.Switch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Random clusters; a failure names its seed, which {@code -Dgodwit.power.seed} plays alone. */
final class PowerPropertyTest {
  private static final int SEEDS = 400;
  private static final List<Condition> CONDITIONS =
      List.of(
          Condition.OPEN,
          Condition.OPEN,
          Condition.OPEN,
          Condition.CLOSED,
          Condition.UNKNOWN,
          Condition.STANDBY);

  @Test
  void noPlanBreaksARuleOrSwitchesOffWhatIsUsed() {
    Long only = Long.getLong("godwit.power.seed");
    int moves = 0;
    for (long seed = only == null ? 1 : only; seed <= (only == null ? SEEDS : only); seed++) {
      moves += play(seed);
    }
    assertThat(only != null || moves > SEEDS).as("%d moves say little", moves).isTrue();
  }

  private static int play(long seed) {
    Random random = new Random(seed);
    Map<VmId, List<Double>> samples = new TreeMap<>();
    ClusterSnapshot cluster = cluster(random, samples);
    Map<HostId, PowerState> states = new TreeMap<>();
    for (HostFacts host : cluster.hosts()) {
      Duration boot = random.nextBoolean() ? Duration.ZERO : Duration.ofMinutes(3);
      Duration onFor = Duration.ofMinutes(10L * random.nextInt(20));
      states.put(host.id(), new PowerState(List.of(boot), onFor));
    }
    PastDemand past = new PastDemand(Duration.ofMinutes(5), samples, states);
    PowerSettings settings =
        random.nextBoolean() ? PowerSettings.standard() : PowerSettings.dense().unhurried(9);
    PowerPlan plan = PowerManagement.plan(cluster, past, settings);
    String name = "seed " + seed;

    assertThat(PowerManagement.plan(cluster, past, settings)).as(name).isEqualTo(plan);
    Set<HostId> on = switched(plan, Direction.ON);
    Verdict verdict = PlanCheck.of(cluster.with(Condition.OPEN, on), plan.plan());
    assertThat(verdict.isSound()).as("%s: %s", name, verdict).isTrue();
    ClusterSnapshot after = cluster.after(plan.plan());
    for (HostId off : switched(plan, Direction.OFF)) {
      assertThat(cluster.host(off).orElseThrow().condition()).as(name).isEqualTo(Condition.OPEN);
      assertThat(after.vms()).as(name).noneMatch(vm -> off.equals(vm.home()));
    }
    for (Move move : plan.plan().moves()) {
      VmFacts vm = cluster.vm(move.vm()).orElseThrow();
      assertThat(vm.mobility().automation()).as(name).isEqualTo(Automation.AUTOMATIC);
      assertThat(samples).as(name).containsKey(move.vm());
      Condition there = cluster.host(move.to()).orElseThrow().condition();
      assertThat(there == Condition.OPEN || on.contains(move.to())).as(name).isTrue();
    }
    return plan.plan().moves().size();
  }

  private static Set<HostId> switched(PowerPlan plan, Direction direction) {
    return plan.switches().stream()
        .filter(each -> each.direction() == direction)
        .map(Switch::host)
        .collect(Collectors.toSet());
  }

  private static ClusterSnapshot cluster(Random random, Map<VmId, List<Double>> samples) {
    List<HostFacts> hosts = new ArrayList<>();
    int many = 2 + random.nextInt(7);
    for (int i = 0; i < many; i++) {
      Condition condition = CONDITIONS.get(random.nextInt(CONDITIONS.size()));
      PowerCurve curve =
          random.nextInt(4) == 0
              ? null
              : new PowerCurve(Collections.nCopies(11, 100.0 + 100 * random.nextInt(3)));
      hosts.add(
          new HostFacts(
              new HostId("h" + i),
              null,
              8 + random.nextInt(9),
              DataSize.ofGibibytes(64),
              4,
              DataRate.ofMegabitsPerSecond(10_000),
              condition,
              curve));
    }
    List<HostId> used =
        hosts.stream()
            .filter(host -> host.condition() != Condition.STANDBY)
            .map(HostFacts::id)
            .toList();
    List<VmFacts> vms = new ArrayList<>();
    int guests = used.isEmpty() ? 0 : 5 + random.nextInt(30);
    for (int i = 0; i < guests; i++) {
      vms.add(vm(i, used.get(random.nextInt(used.size())), random, samples));
    }
    return new ClusterSnapshot(
        Instant.parse("2026-11-29T12:00:00Z"), hosts, vms, rules(random, vms), List.of());
  }

  private static List<PlacementRule> rules(Random random, List<VmFacts> vms) {
    List<PlacementRule> rules = new ArrayList<>();
    int wanted = vms.size() > 2 ? random.nextInt(4) : 0;
    for (int i = 0; i < wanted; i++) {
      VmFacts first = vms.get(random.nextInt(vms.size()));
      VmFacts second = vms.get(random.nextInt(vms.size()));
      List<VmId> pair = List.of(first.id(), second.id());
      if (!first.id().equals(second.id()) && !first.home().equals(second.home())) {
        rules.add(new PlacementRule.KeepApart("apart-" + i, Strength.MUST, pair));
      } else if (!first.id().equals(second.id())) {
        rules.add(new PlacementRule.KeepTogether("together-" + i, Strength.MUST, pair));
      }
    }
    return rules;
  }

  private static VmFacts vm(
      int number, HostId home, Random random, Map<VmId, List<Double>> samples) {
    VmId id = new VmId(new UUID(0, number));
    DataSize memory = DataSize.ofGibibytes(1 + random.nextInt(2));
    List<Double> past = new ArrayList<>();
    double level = 3 * random.nextDouble();
    for (int i = random.nextInt(40); i > 0; i--) {
      past.add(Math.clamp(level + random.nextGaussian(), 0, 4));
    }
    if (!past.isEmpty()) {
      samples.put(id, past);
    }
    return new VmFacts(
        id,
        new VmName("v" + number),
        home,
        1 + random.nextInt(2),
        memory,
        past.isEmpty() ? Demand.UNKNOWN : Demand.steady(past.getLast()),
        Entitlement.NONE,
        new Mobility(
            random.nextInt(6) == 0 ? Automation.MANUAL : Automation.AUTOMATIC,
            List.of(),
            MoveCost.assumed(memory, DataRate.ofMegabitsPerSecond(10_000)),
            null));
  }
}
