package io.godwit.manager.planning;

import io.godwit.manager.catalog.Catalog;
import io.godwit.manager.catalog.CatalogKind;
import io.godwit.manager.catalog.ClusterRules;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.Migration;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.manager.orchestration.Orchestration;
import io.godwit.manager.standby.HostPower;
import io.godwit.manager.telemetry.Telemetry;
import io.godwit.manager.telemetry.VmPoint;
import io.godwit.manager.time.Time;
import io.godwit.model.catalog.Automation;
import io.godwit.model.catalog.Cluster;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.Pool;
import io.godwit.model.catalog.Resources;
import io.godwit.model.catalog.VmAttributes;
import io.godwit.model.host.HostId;
import io.godwit.model.telemetry.VmSample;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmObservation;
import io.godwit.model.vm.VmState;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Condition;
import io.godwit.planner.cluster.CpuDemand;
import io.godwit.planner.cluster.Demand;
import io.godwit.planner.cluster.Entitlement;
import io.godwit.planner.cluster.HostFacts;
import io.godwit.planner.cluster.Mobility;
import io.godwit.planner.cluster.MoveCost;
import io.godwit.planner.cluster.MoveUnderWay;
import io.godwit.planner.cluster.Pools;
import io.godwit.planner.cluster.VmFacts;
import io.godwit.planner.cluster.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks at a cluster. Safe for all threads. */
public final class ClusterViews {
  /** Agents measure every ten seconds; one that missed three times is silent. */
  static final Duration SILENCE = Duration.ofSeconds(45);

  /** So long a VM is taken for what it was where it came from; by then it was measured often. */
  static final Duration ARRIVED = Duration.ofMinutes(2);

  /** Of a network that no copy has used yet. */
  static final DataRate ASSUMED_LINK = DataRate.ofMegabitsPerSecond(1000);

  /** How far quiet times are told: nobody plans further. */
  private static final Duration QUIET_SEEN = Duration.ofDays(8);

  private final Telemetry telemetry;
  private final Supplier<Map<HostId, DataRate>> links;
  private final Time time;

  /** What VMs wanted when they were last measured twice by one host. */
  private final Map<VmId, Told> told = new ConcurrentHashMap<>();

  private record Told(HostId by, long nanos, Demand.Known demand) {}

  /**
   * @param links what copies from or to a host have been seen to get, in bytes per second
   */
  public ClusterViews(Telemetry telemetry, Supplier<Map<HostId, DataRate>> links, Time time) {
    this.telemetry = telemetry;
    this.links = links;
    this.time = time;
  }

  /** With what this manager's migrations have seen of links. */
  public static ClusterViews of(Telemetry telemetry, Orchestration orchestration, Time time) {
    return new ClusterViews(telemetry, orchestration::links, time);
  }

  /** The cluster as it is. */
  public ClusterSnapshot of(DataCenter state, ClusterName cluster) {
    long past = time.nanos() - ARRIVED.toNanos();
    told.values().removeIf(each -> each.nanos() - past < 0);
    Map<HostId, DataRate> speeds = links.get();
    List<HostFacts> hosts = new ArrayList<>();
    List<VmFacts> vms = new ArrayList<>();
    for (HostEntry host : state.soft().hosts().values()) {
      if (state.hard().catalog().clusterOf(host.id()).equals(cluster)) {
        HostFacts facts = facts(state, host, speeds.getOrDefault(host.id(), ASSUMED_LINK));
        hosts.add(facts);
        vms.addAll(guests(state, facts));
      }
    }
    hosts.addAll(unheard(state, cluster));
    return new ClusterSnapshot(
        time.instant(),
        hosts,
        entitled(state.hard().catalog(), cluster, vms),
        ClusterRules.of(state.hard().catalog(), cluster),
        underWay(state, hosts, vms));
  }

  /** Percent of its last ten seconds in which somebody waited for a processor; 0 if unknown. */
  public double cpuPressure(HostId host) {
    return telemetry
        .host(host)
        .map(seen -> seen.newest().pressures().cpu())
        .map(pressure -> pressure.some().tenSecondsPercent())
        .orElse(0.0);
  }

  private HostFacts facts(DataCenter state, HostEntry host, DataRate link) {
    return new HostFacts(
        host.id(),
        state.hard().catalog().of(host.id()).faultDomain(),
        Math.max(1, host.description().cpus()),
        host.description().memory(),
        overcommit(state, host.id()),
        link,
        condition(state, host),
        null);
  }

  /**
   * With what their pools give them and what is said of each; where nothing is, everybody is the
   * same.
   */
  public static List<VmFacts> entitled(Catalog catalog, ClusterName cluster, List<VmFacts> vms) {
    List<Pool> pools = new ArrayList<>();
    for (var object : catalog.all(CatalogKind.POOL)) {
      if (object instanceof Pool pool && pool.cluster().equals(cluster)) {
        pools.add(pool);
      }
    }
    boolean alike =
        vms.stream().allMatch(vm -> catalog.of(vm.id()).resources().equals(Resources.DEFAULT));
    Cluster promising = catalog.cluster(cluster);
    List<VmFacts> backed =
        promising.memoryOvercommit() == Cluster.MEMORY_OVERCOMMIT
            ? vms
            : vms.stream().map(vm -> backed(catalog, promising, vm)).toList();
    if (pools.isEmpty() && alike) {
      return backed;
    }
    Map<VmId, Entitlement> rights =
        Pools.entitlements(pools, backed.stream().map(vm -> member(catalog, vm)).toList());
    return backed.stream()
        .map(vm -> vm.entitled(rights.getOrDefault(vm.id(), Entitlement.NONE)))
        .toList();
  }

  private static VmFacts backed(Catalog catalog, Cluster in, VmFacts vm) {
    long reserved = catalog.of(vm.id()).resources().memory().reservation();
    return vm.backedBy(in.backing(vm.memory(), reserved));
  }

  /** One that was not measured may want all it has. */
  private static Pools.Member member(Catalog catalog, VmFacts vm) {
    double wanted =
        switch (vm.demand()) {
          case Demand.Known known -> Math.min(vm.vcpus(), known.cpu().high());
          case Demand.Unknown _ -> vm.vcpus();
        };
    VmAttributes said = catalog.of(vm.id());
    return new Pools.Member(
        vm.id(),
        said.pool(),
        said.resources().cpu(),
        said.resources().memory(),
        wanted,
        vm.memory());
  }

  private static double overcommit(DataCenter state, HostId host) {
    Catalog catalog = state.hard().catalog();
    return catalog.cluster(catalog.clusterOf(host)).cpuOvercommit();
  }

  /** Hosts on standby that this leader has never heard of: they were off when it began. */
  private static List<HostFacts> unheard(DataCenter state, ClusterName cluster) {
    List<HostFacts> unheard = new ArrayList<>();
    for (HostPower power : state.hard().standbys().hosts().values()) {
      HostPower.Size size = power.size();
      if (size != null
          && standby(power) == Condition.STANDBY
          && !state.soft().hosts().has(power.host())
          && state.hard().catalog().clusterOf(power.host()).equals(cluster)) {
        unheard.add(
            new HostFacts(
                power.host(),
                state.hard().catalog().of(power.host()).faultDomain(),
                Math.max(1, size.cpus()),
                size.memory(),
                overcommit(state, power.host()),
                ASSUMED_LINK,
                Condition.STANDBY,
                null));
      }
    }
    return unheard;
  }

  private static @Nullable Condition standby(HostPower power) {
    return switch (power.stage()) {
      case ON -> null;
      case EMPTYING -> Condition.CLOSED;
      case GOING_OFF, STANDBY, COMING_ON -> Condition.STANDBY;
      case FAILED_TO_RETURN -> Condition.UNKNOWN;
    };
  }

  private Condition condition(DataCenter state, HostEntry host) {
    if (state.hard().maintenances().has(host.id())) {
      return Condition.LEAVING;
    }
    Condition standby = standby(state.hard().standbys().of(host.id()));
    if (standby != null) {
      return standby;
    }
    boolean heard =
        telemetry.silence(host.id()).filter(since -> since.compareTo(SILENCE) <= 0).isPresent();
    return host.isConnected() && heard ? Condition.OPEN : Condition.UNKNOWN;
  }

  private List<VmFacts> guests(DataCenter state, HostFacts host) {
    List<VmFacts> guests = new ArrayList<>();
    for (VmId id : state.hard().homes().of(host.id()).values()) {
      if (state.occupies(id, host.id())) {
        guests.add(facts(state, state.hard().vms().get(id).orElseThrow(), host));
      }
    }
    return guests;
  }

  private VmFacts facts(DataCenter state, VmEntry vm, HostFacts host) {
    Optional<Telemetry.OfVm> seen = telemetry.vm(host.id(), vm.id());
    DataSize memory = vm.spec().memory();
    DataSize touched =
        seen.map(Telemetry.OfVm::newest)
            .map(VmSample::resident)
            .filter(resident -> resident.compareTo(memory) < 0)
            .orElse(memory);
    return new VmFacts(
        vm.id(),
        vm.name(),
        host.id(),
        vm.spec().cpus(),
        memory,
        host.condition() == Condition.UNKNOWN
            ? Demand.UNKNOWN
            : demand(vm.id(), host.id(), seen.map(ClusterViews::measured).orElse(Demand.UNKNOWN)),
        Entitlement.NONE,
        mobility(
            state.hard().catalog().of(vm.id()),
            MoveCost.assumed(touched, host.link()),
            obstacle(state, vm)));
  }

  /** How its cluster is balanced is for whoever carries a plan out. */
  private Mobility mobility(VmAttributes said, MoveCost cost, @Nullable String obstacle) {
    Instant now = time.instant();
    Automation automation = said.automation();
    return new Mobility(
        automation == null ? Automation.AUTOMATIC : automation,
        said.quiet().stream()
            .flatMap(quiet -> quiet.spans(now, now.plus(QUIET_SEEN)).stream())
            .map(span -> new Window(span.from(), span.until()))
            .toList(),
        cost,
        obstacle);
  }

  /**
   * One that has just arrived was not measured twice by its new host yet. Taken for unknown it
   * would count with all its processors, and others would have to leave for it.
   */
  private Demand demand(VmId vm, HostId host, Demand measured) {
    if (measured instanceof Demand.Known known) {
      told.put(vm, new Told(host, time.nanos(), known));
      return known;
    }
    Told before = told.get(vm);
    return before == null || before.by().equals(host) ? measured : before.demand();
  }

  private static Demand measured(Telemetry.OfVm seen) {
    List<VmPoint> points = seen.points();
    if (points.size() < 2) {
      return Demand.UNKNOWN;
    }
    Duration span = Duration.between(points.getFirst().at(), points.getLast().at());
    if (!span.isPositive()) {
      return Demand.UNKNOWN; // its host's clock was set back
    }
    VmSample newest = seen.newest();
    return new Demand.Known(
        CpuDemand.of(
            points.stream().map(VmPoint::cpuCores).toList(), span.dividedBy(points.size() - 1)),
        newest.resident(),
        DataRate.ofBytesPerSecond(
            newest.received().bytesPerSecond() + newest.sent().bytesPerSecond()),
        points.stream().mapToDouble(VmPoint::readyPercent).average().orElse(0) / 100);
  }

  private static @Nullable String obstacle(DataCenter state, VmEntry vm) {
    VmState is = state.observation(vm).map(VmObservation::state).orElse(VmState.UNRESPONSIVE);
    return switch (is) {
      case RUNNING -> null;
      case PAUSED -> "it is paused";
      default -> "it is " + is.name().toLowerCase(Locale.ROOT);
    };
  }

  private static List<MoveUnderWay> underWay(
      DataCenter state, List<HostFacts> hosts, List<VmFacts> vms) {
    TreeSet<HostId> known = new TreeSet<>(hosts.stream().map(HostFacts::id).toList());
    List<MoveUnderWay> moves = new ArrayList<>();
    for (VmFacts vm : vms) {
      Optional<Migration> migration = state.hard().migrationOf(vm.id());
      migration
          .filter(each -> known.contains(each.source()) && known.contains(each.destination()))
          .ifPresent(
              each -> moves.add(new MoveUnderWay(vm.id(), each.source(), each.destination())));
    }
    return moves;
  }
}
