package io.godwit.planner.cluster;

import io.godwit.model.catalog.Automation;
import io.godwit.model.catalog.Rule.Strength;
import io.godwit.model.host.HostId;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Clusters for tests. */
public final class Clusters {
  public static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
  private static final DataRate TEN_GIGABIT = DataRate.ofMegabitsPerSecond(10_000);

  private final List<HostFacts> hosts = new ArrayList<>();
  private final List<VmFacts> vms = new ArrayList<>();
  private final List<PlacementRule> rules = new ArrayList<>();
  private final List<MoveUnderWay> moves = new ArrayList<>();

  public static HostId hostId(String name) {
    return new HostId(name);
  }

  /** The same name has the same id in every test. */
  public static VmId vmId(String name) {
    return new VmId(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
  }

  public static List<VmId> vmIds(String... names) {
    return List.of(names).stream().map(Clusters::vmId).toList();
  }

  /** 8 cores, 32 GiB, 10 Gbit/s, four virtual processors for each core. */
  public static HostFacts host(String name) {
    return host(name, 8, 32);
  }

  public static HostFacts host(String name, int cores, int gibibytes) {
    return new HostFacts(
        new HostId(name),
        null,
        cores,
        DataSize.ofGibibytes(gibibytes),
        4,
        TEN_GIGABIT,
        Condition.OPEN,
        null);
  }

  /** Two virtual processors, 4 GiB, and a steady demand. */
  public static VmFacts vm(String name, @Nullable String home, double cores) {
    return vm(name, home, 4, Demand.steady(cores));
  }

  public static VmFacts vm(String name, @Nullable String home, int gibibytes, Demand demand) {
    DataSize memory = DataSize.ofGibibytes(gibibytes);
    int vcpus =
        demand instanceof Demand.Known known ? (int) Math.max(2, Math.ceil(known.cpu().high())) : 2;
    return new VmFacts(
        vmId(name),
        new VmName(name),
        home == null ? null : new HostId(home),
        vcpus,
        memory,
        demand,
        Entitlement.NONE,
        Mobility.free(MoveCost.assumed(memory, TEN_GIGABIT)));
  }

  /** Where half of its memory is promised to another, too. */
  public static VmFacts promisedTwice(VmFacts vm) {
    return vm.backedBy(DataSize.ofBytes(vm.memory().bytes() / 2));
  }

  public static VmFacts automation(VmFacts vm, Automation automation) {
    return vm.moving(new Mobility(automation, List.of(), vm.mobility().cost(), null));
  }

  public static PlacementRule apart(String name, String... vms) {
    return new PlacementRule.KeepApart(name, Strength.MUST, vmIds(vms));
  }

  public static PlacementRule together(String name, String... vms) {
    return new PlacementRule.KeepTogether(name, Strength.MUST, vmIds(vms));
  }

  public static PlacementRule runOn(String name, List<String> vms, List<String> hosts) {
    return new PlacementRule.RunOn(
        name,
        Strength.MUST,
        vms.stream().map(Clusters::vmId).toList(),
        hosts.stream().map(HostId::new).toList());
  }

  public static PlacementRule avoid(String name, List<String> vms, List<String> hosts) {
    return new PlacementRule.Avoid(
        name,
        Strength.MUST,
        vms.stream().map(Clusters::vmId).toList(),
        hosts.stream().map(HostId::new).toList());
  }

  public Clusters with(HostFacts... some) {
    hosts.addAll(List.of(some));
    return this;
  }

  public Clusters with(VmFacts... some) {
    vms.addAll(List.of(some));
    return this;
  }

  public Clusters with(PlacementRule... some) {
    rules.addAll(List.of(some));
    return this;
  }

  public Clusters with(MoveUnderWay... some) {
    moves.addAll(List.of(some));
    return this;
  }

  public ClusterSnapshot snapshot() {
    return new ClusterSnapshot(NOON, hosts, vms, rules, moves);
  }

  /** What random clusters look like. */
  public record Shape(int hosts, int vms, int rules, boolean tight) {}

  /**
   * A random cluster whose hosts hold what is on them. Rules may be broken, or contradict each
   * other; some VMs are unmeasured, some never move, some hosts are not open. In one of four memory
   * is overcommitted.
   */
  public static ClusterSnapshot random(long seed, Shape shape) {
    SplittableRandom random = new SplittableRandom(seed);
    Clusters clusters = new Clusters();
    for (int i = 0; i < shape.hosts(); i++) {
      HostFacts host =
          new HostFacts(
              new HostId("h" + i),
              random.nextInt(4) == 0 ? null : "rack" + i % 3,
              random.nextInt(4, 17),
              DataSize.ofGibibytes(shape.tight() ? random.nextInt(12, 25) : random.nextInt(24, 65)),
              4,
              TEN_GIGABIT,
              i == 0 ? Condition.OPEN : condition(random),
              null);
      clusters.with(host);
    }
    long[] free = clusters.hosts.stream().mapToLong(host -> host.memory().bytes()).toArray();
    long[] places = clusters.hosts.stream().mapToLong(HostFacts::vcpuRoom).toArray();
    double[] cores = clusters.hosts.stream().mapToDouble(HostFacts::cores).toArray();
    for (int i = 0; i < shape.vms(); i++) {
      VmFacts vm = randomVm(random, "v" + i);
      vm = seed % 4 == 3 ? promisedTwice(vm) : vm;
      for (int tries = 0; tries < 20; tries++) {
        int at = random.nextInt(shape.hosts());
        boolean on = clusters.hosts.get(at).condition() != Condition.STANDBY;
        if (on
            && free[at] >= vm.backed().bytes()
            && places[at] >= vm.vcpus()
            && cores[at] >= vm.entitlement().reservedCores()) {
          free[at] -= vm.backed().bytes();
          places[at] -= vm.vcpus();
          cores[at] -= vm.entitlement().reservedCores();
          clusters.with(vm.at(clusters.hosts.get(at).id()));
          break;
        }
      }
    }
    for (int i = 0; i < shape.rules(); i++) {
      clusters.with(randomRule(random, "r" + i, clusters));
    }
    return clusters.snapshot();
  }

  private static Condition condition(SplittableRandom random) {
    return switch (random.nextInt(12)) {
      case 0 -> Condition.CLOSED;
      case 1 -> Condition.LEAVING;
      case 2 -> Condition.STANDBY;
      case 3 -> Condition.UNKNOWN;
      default -> Condition.OPEN;
    };
  }

  private static VmFacts randomVm(SplittableRandom random, String name) {
    int vcpus = random.nextInt(1, 5);
    double mean = vcpus * random.nextDouble();
    double high = Math.min(vcpus, mean * (1 + random.nextDouble()));
    CpuDemand cpu = new CpuDemand(mean, high, mean / 2, Duration.ofMinutes(random.nextInt(5, 600)));
    Demand demand =
        random.nextInt(12) == 0
            ? Demand.UNKNOWN
            : new Demand.Known(cpu, DataSize.ZERO, DataRate.ZERO, 0);
    DataSize memory = DataSize.ofGibibytes(random.nextInt(1, 9));
    Automation automation =
        random.nextInt(12) == 0
            ? Automation.NEVER
            : random.nextInt(6) == 0 ? Automation.MANUAL : Automation.AUTOMATIC;
    return new VmFacts(
        vmId(name),
        new VmName(name),
        null,
        vcpus,
        memory,
        demand,
        Entitlement.NONE.reserving(random.nextInt(3) == 0 ? mean / 2 : 0),
        new Mobility(automation, List.of(), MoveCost.assumed(memory, TEN_GIGABIT), null));
  }

  private static PlacementRule randomRule(SplittableRandom random, String name, Clusters clusters) {
    List<VmId> members = new ArrayList<>();
    int count = random.nextInt(2, 5);
    for (int i = 0; i < count && !clusters.vms.isEmpty(); i++) {
      members.add(clusters.vms.get(random.nextInt(clusters.vms.size())).id());
    }
    List<HostId> some = new ArrayList<>();
    int where = random.nextInt(1, 1 + Math.max(1, clusters.hosts.size() / 2));
    for (int i = 0; i < where; i++) {
      some.add(clusters.hosts.get(random.nextInt(clusters.hosts.size())).id());
    }
    Strength strength = random.nextInt(3) == 0 ? Strength.SHOULD : Strength.MUST;
    return switch (random.nextInt(7)) {
      case 0 -> new PlacementRule.KeepTogether(name, strength, members);
      case 1, 2 -> new PlacementRule.KeepApart(name, strength, members);
      case 3 -> new PlacementRule.RunOn(name, strength, members, some);
      case 4 -> new PlacementRule.Avoid(name, strength, members, some);
      case 5 -> new PlacementRule.Spread(name, strength, members, random.nextInt(1, 3));
      default -> new PlacementRule.MostVms(name, strength, some, random.nextInt(2, 9));
    };
  }
}
