package io.godwit.simulator.policy;

import io.godwit.model.catalog.Rule.Strength;
import io.godwit.model.host.HostId;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Condition;
import io.godwit.planner.cluster.Demand;
import io.godwit.planner.cluster.Entitlement;
import io.godwit.planner.cluster.HostFacts;
import io.godwit.planner.cluster.Mobility;
import io.godwit.planner.cluster.Move;
import io.godwit.planner.cluster.MoveCost;
import io.godwit.planner.cluster.PlacementRule;
import io.godwit.planner.cluster.Plan;
import io.godwit.planner.cluster.VmFacts;
import io.godwit.simulator.engine.HostType;
import io.godwit.simulator.engine.Moment;
import io.godwit.simulator.engine.Policy.Relocation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.IntFunction;

/** Moments of a run as the planner sees a cluster. */
final class Snapshots {
  /** Five minutes, as in all traces. */
  static final Duration STEP = Duration.ofMinutes(5);

  /** When the simulated day begins; the planner compares it with windows only. */
  private static final Instant BEGIN = Instant.parse("2011-03-03T00:00:00Z");

  /** Memory does not bind, as in the reference: its VMs use none. */
  private static final DataSize PLENTY = DataSize.ofGibibytes(1024);

  /** Nor do promised processors. */
  private static final double ANY_OVERCOMMIT = 1e4;

  private final List<HostId> hostIds = new ArrayList<>();
  private final List<VmId> vmIds = new ArrayList<>();
  private final List<VmName> names = new ArrayList<>();
  private final List<PlacementRule> rules;

  /** For one run, of which this is any moment. */
  Snapshots(Moment moment) {
    for (int host = 0; host < moment.hosts(); host++) {
      hostIds.add(new HostId(String.format(Locale.ROOT, "h%06d", host)));
    }
    for (int vm = 0; vm < moment.vms(); vm++) {
      vmIds.add(new VmId(new UUID(0, vm)));
      names.add(new VmName("v" + vm));
    }
    rules = fastCores(moment);
  }

  /**
   * The cluster.
   *
   * @param on hosts that are on without having VMs
   * @param demand what is known of a VM
   */
  ClusterSnapshot of(Moment moment, BitSet on, IntFunction<Demand> demand) {
    BitSet used = (BitSet) on.clone();
    List<VmFacts> vms = new ArrayList<>();
    for (int vm = 0; vm < moment.vms(); vm++) {
      if (moment.home(vm) != Moment.NOWHERE) {
        used.set(moment.home(vm));
        vms.add(vm(moment, vm, demand.apply(vm)));
      }
    }
    List<HostFacts> hosts = new ArrayList<>();
    for (int host = 0; host < moment.hosts(); host++) {
      hosts.add(host(moment.host(host), host, used.get(host)));
    }
    return new ClusterSnapshot(
        BEGIN.plus(STEP.multipliedBy(moment.step())), hosts, vms, rules, List.of());
  }

  private HostFacts host(HostType type, int host, boolean on) {
    return new HostFacts(
        id(host),
        null,
        (int) type.speed(),
        PLENTY,
        ANY_OVERCOMMIT,
        DataRate.ofBytesPerSecond((long) type.linkBytesPerSecond()),
        on ? Condition.OPEN : Condition.STANDBY,
        type.power());
  }

  private VmFacts vm(Moment moment, int vm, Demand demand) {
    HostType home = moment.host(moment.home(vm));
    double bytes = moment.vm(vm).memoryMiB() * 1e6;
    long millis = Math.round(bytes / (home.linkBytesPerSecond() / 2) * 1e3);
    MoveCost cost =
        new MoveCost(
            DataSize.ofBytes((long) bytes), Duration.ofMillis(millis), Duration.ofMillis(300), 0.1);
    return new VmFacts(
        vmId(vm),
        names.get(vm),
        id(moment.home(vm)),
        (int) moment.vm(vm).speed(),
        DataSize.ofBytes((long) bytes),
        demand,
        Entitlement.NONE,
        Mobility.free(cost));
  }

  /** A VM runs on hosts whose cores are as fast as its processor. */
  private List<PlacementRule> fastCores(Moment moment) {
    TreeMap<Double, List<VmId>> bySpeed = new TreeMap<>();
    for (int vm = 0; vm < moment.vms(); vm++) {
      bySpeed.computeIfAbsent(moment.vm(vm).speed(), speed -> new ArrayList<>()).add(vmId(vm));
    }
    List<PlacementRule> rules = new ArrayList<>();
    bySpeed.forEach((speed, vms) -> {
      TreeSet<HostId> fast = new TreeSet<>();
      for (int host = 0; host < moment.hosts(); host++) {
        if (moment.host(host).coreSpeed() >= speed) {
          fast.add(id(host));
        }
      }
      if (fast.size() < moment.hosts()) {
        rules.add(
            new PlacementRule.RunOn(
                "cores of " + speed.intValue() + " MIPS", Strength.MUST, vms, List.copyOf(fast)));
      }
    });
    return rules;
  }

  /** Ordered as their numbers. */
  HostId id(int host) {
    return hostIds.get(host);
  }

  /** Ordered as their numbers. */
  VmId vmId(int vm) {
    return vmIds.get(vm);
  }

  static int number(HostId host) {
    return Integer.parseInt(host.value().substring(1));
  }

  /** The moves of a plan, in its order. */
  static List<Relocation> relocations(Plan plan) {
    return plan.steps().stream()
        .map(step ->
            new Relocation(
                vm(step.move()),
                number(step.move().to()),
                step.after().stream().map(earlier -> vm(plan.moves().get(earlier - 1))).toList()))
        .toList();
  }

  private static int vm(Move move) {
    return (int) move.vm().value().getLeastSignificantBits();
  }
}
