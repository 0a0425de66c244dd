package io.godwit.testbed.bench.planner;

import io.godwit.model.catalog.Rule.Strength;
import io.godwit.model.host.HostId;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Condition;
import io.godwit.planner.cluster.CpuDemand;
import io.godwit.planner.cluster.Demand;
import io.godwit.planner.cluster.Entitlement;
import io.godwit.planner.cluster.HostFacts;
import io.godwit.planner.cluster.Mobility;
import io.godwit.planner.cluster.MoveCost;
import io.godwit.planner.cluster.PlacementRule;
import io.godwit.planner.cluster.VmFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** Clusters of any size: 20 VMs for each host, one rule for two hosts, uneven load. */
final class Synthetic {
  static final int VMS_PER_HOST = 20;

  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
  private static final DataRate LINK = DataRate.ofMegabitsPerSecond(25_000);
  private static final int RACKS = 20;

  private final SplittableRandom random;
  private final int size;

  private Synthetic(int hosts, long seed) {
    this.random = new SplittableRandom(seed);
    this.size = hosts;
  }

  /**
   * A cluster of hosts with 32 cores and 256 GiB. A tenth of the hosts are busy, a tenth nearly
   * idle. Rules: apart, together, on some hosts, off some hosts, spread over racks; some are
   * broken.
   */
  static ClusterSnapshot cluster(int hosts, long seed) {
    return new Synthetic(hosts, seed).make();
  }

  private ClusterSnapshot make() {
    List<HostFacts> hosts = new ArrayList<>();
    List<VmFacts> vms = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      hosts.add(
          new HostFacts(
              new HostId("h" + i),
              "rack" + i % RACKS,
              32,
              DataSize.ofGibibytes(256),
              4,
              LINK,
              Condition.OPEN,
              null));
      double scale = i % 10 == 0 ? 2.0 : i % 10 == 5 ? 0.2 : 0.8 + 0.4 * random.nextDouble();
      for (int j = 0; j < VMS_PER_HOST; j++) {
        vms.add(vm(i * VMS_PER_HOST + j, new HostId("h" + i), scale));
      }
    }
    List<PlacementRule> rules = new ArrayList<>();
    for (int i = 0; i < size / 2; i++) {
      rules.add(rule(i, vms));
    }
    return new ClusterSnapshot(NOON, hosts, vms, rules, List.of());
  }

  private VmFacts vm(int number, HostId home, double scale) {
    double mean = scale * 1.6 * random.nextDouble();
    double high = mean * (1 + 0.6 * random.nextDouble());
    CpuDemand cpu =
        new CpuDemand(mean, high, mean / 2, Duration.ofMinutes(random.nextInt(10, 600)));
    DataSize memory = DataSize.ofGibibytes(random.nextInt(2, 15));
    return new VmFacts(
        new VmId(new UUID(0, number)),
        new VmName("v" + number),
        home,
        4,
        memory,
        new Demand.Known(cpu, DataSize.ZERO, DataRate.ofMegabitsPerSecond(50), 0),
        Entitlement.NONE.reserving(random.nextInt(10) == 0 ? mean / 2 : 0),
        Mobility.free(MoveCost.assumed(memory, LINK)));
  }

  private PlacementRule rule(int number, List<VmFacts> vms) {
    String name = "r" + number;
    Strength strength = random.nextInt(4) == 0 ? Strength.SHOULD : Strength.MUST;
    int count = random.nextInt(2, 9);
    // VMs of a rule are near each other, so that some of the rules are broken.
    int from = random.nextInt(vms.size() - 2 * count);
    List<VmId> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      members.add(vms.get(from + 2 * i).id());
    }
    int first = random.nextInt(size);
    List<HostId> hosts = new ArrayList<>();
    for (int i = 0; i < Math.min(size - 1, 20); i++) {
      hosts.add(new HostId("h" + (first + i) % size));
    }
    return switch (number % 5) {
      case 0, 1 -> new PlacementRule.KeepApart(name, strength, members);
      case 2 -> new PlacementRule.Spread(name, strength, members, 2);
      case 3 -> new PlacementRule.Avoid(name, strength, members, hosts);
      default -> new PlacementRule.RunOn(name, Strength.SHOULD, members, hosts);
    };
  }
}
