package io.godwit.manager.balancing;

import io.godwit.manager.catalog.Catalog;
import io.godwit.manager.catalog.CatalogChange;
import io.godwit.manager.catalog.ClusterRules;
import io.godwit.manager.catalog.References;
import io.godwit.manager.inventory.Claim;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.manager.orchestration.VmDraft;
import io.godwit.manager.orchestration.VmOperations;
import io.godwit.manager.planning.ClusterViews;
import io.godwit.model.catalog.Automation;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.Rule;
import io.godwit.model.catalog.VmAttributes;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.host.HostId;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.model.vm.VmSpec;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Condition;
import io.godwit.planner.cluster.Demand;
import io.godwit.planner.cluster.Entitlement;
import io.godwit.planner.cluster.HostFacts;
import io.godwit.planner.cluster.Mobility;
import io.godwit.planner.cluster.Move;
import io.godwit.planner.cluster.MoveCost;
import io.godwit.planner.cluster.PlacementRule;
import io.godwit.planner.cluster.VmFacts;
import io.godwit.planner.placement.Placed;
import io.godwit.planner.placement.Placement;
import io.godwit.planner.placement.Ranked;
import io.godwit.planner.placement.Ranking;
import io.godwit.planner.placement.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Says where new VMs start. VMs that are defined and do not run count with all they can want: they
 * will be started where they are. Where no host has room then, theirs is not counted; rules hold
 * all the same. Safe for all threads.
 */
public final class Placements {
  /** More at once are placed by a plan. */
  public static final int MOST = 100;

  /** What a message names of many. */
  private static final int NAMED = 10;

  /** What moving a VM would cost is nothing to where it starts. */
  private static final DataRate ANY_LINK = DataRate.ofMegabitsPerSecond(1000);

  private final Inventory inventory;
  private final VmOperations vms;
  private final ClusterViews views;

  Placements(Inventory inventory, VmOperations vms, ClusterViews views) {
    this.inventory = inventory;
    this.vms = vms;
    this.views = views;
  }

  /**
   * A host for a VM.
   *
   * @param because a sentence with its figures
   */
  public record Chosen(HostId host, String because) {}

  /**
   * Where new VMs would start.
   *
   * @param placed each of them, in the order in which they were placed
   * @param ranked hosts that would take the first of them, the best first
   * @param refused the others, each with the reason
   */
  public record Answer(List<Place> placed, List<Ranked> ranked, Map<HostId, String> refused) {
    public Answer {
      placed = List.copyOf(placed);
      ranked = List.copyOf(ranked);
      refused = new TreeMap<>(refused);
    }
  }

  /**
   * One new VM.
   *
   * @param host empty if no host takes it
   */
  public record Place(VmName vm, Optional<HostId> host, String because) {}

  /**
   * Chooses the host of a VM.
   *
   * @throws GodwitException OBJECT_UNKNOWN, SPEC_INVALID; PLACEMENT_IMPOSSIBLE with why each host
   *     refuses
   */
  public Chosen choose(ClusterName cluster, VmDraft draft) {
    Answer answer = ask(cluster, draft, List.of(), 1);
    Place place = answer.placed().getFirst();
    if (place.host().isEmpty()) {
      throw impossible(cluster, draft.name(), answer.refused());
    }
    return new Chosen(place.host().get(), place.because());
  }

  /**
   * Ranks the hosts of a cluster for new VMs; nothing is made.
   *
   * @param datastores that they need besides those of their disks
   * @param count how many, 1 to {@link #MOST}
   * @throws GodwitException OBJECT_UNKNOWN, SPEC_INVALID
   */
  public Answer ask(ClusterName cluster, VmDraft draft, List<DatastoreName> datastores, int count) {
    if (count < 1 || count > MOST) {
      throw invalid("1 to " + MOST + " VMs are placed at once, not " + count);
    }
    return ask(cluster, draft, datastores, count, Set.of());
  }

  /**
   * Which of some hosts that are off would take a VM if they were on; of those that are on none
   * does.
   *
   * @param off hosts on standby, or on their way from there
   * @return empty if none of them would either
   * @throws GodwitException OBJECT_UNKNOWN, SPEC_INVALID
   */
  public Optional<HostId> whenOn(ClusterName cluster, VmDraft draft, Set<HostId> off) {
    return off.isEmpty()
        ? Optional.empty()
        : ask(cluster, draft, List.of(), 1, off).placed().getFirst().host();
  }

  private Answer ask(
      ClusterName cluster,
      VmDraft draft,
      List<DatastoreName> datastores,
      int count,
      Set<HostId> whenOn) {
    DataCenter state = inventory.now();
    Balancer.require(state, cluster);
    Batch batch = new Batch(state, cluster, draft, datastores, count, whenOn);
    Placed placed = batch.place(true);
    return placed.rejected().isEmpty() ? batch.answer(placed) : batch.answer(batch.place(false));
  }

  /** What is asked, as things are; some hosts that are off count as if they were on. */
  private final class Batch {
    private final DataCenter state;
    private final ClusterName cluster;
    private final VmDraft draft;
    private final Map<VmId, VmName> names = new TreeMap<>();
    private final Map<HostId, Problem> unfit = new TreeMap<>();
    private final ClusterSnapshot now;
    private final Catalog catalog;

    Batch(
        DataCenter state,
        ClusterName cluster,
        VmDraft draft,
        List<DatastoreName> datastores,
        int count,
        Set<HostId> whenOn) {
      this.state = state;
      this.cluster = cluster;
      this.draft = draft;
      this.now =
          views
              .of(state, cluster)
              .mapHosts(host ->
                  whenOn.contains(host.id()) && host.condition() == Condition.STANDBY
                      ? host.in(Condition.OPEN)
                      : host);
      Catalog described = state.hard().catalog();
      for (int i = 1; i <= count; i++) {
        VmId id = new VmId(new UUID(-1L, i));
        names.put(id, count == 1 ? draft.name() : new VmName(draft.name() + "-" + i));
        described = describe(described, draft.attributes(id, cluster));
      }
      this.catalog = described;
      for (HostFacts host : now.hosts()) {
        Optional<Problem> lacking =
            whenOn.contains(host.id())
                ? vms.unfitWhenOn(state, draft, datastores, host.id())
                : vms.unfit(state, draft, datastores, host.id());
        lacking.ifPresent(problem -> unfit.put(host.id(), problem));
      }
    }

    private Catalog describe(Catalog is, VmAttributes said) {
      References.wrong(is, said)
          .ifPresent(wrong -> {
            throw invalid("VM " + draft.name() + " cannot be filed there: " + wrong);
          });
      return is.apply(new CatalogChange.VmDescribed(said));
    }

    /**
     * @param roomy whether VMs that do not run count with all they can want, or with nothing
     */
    Placed place(boolean roomy) {
      List<VmFacts> all = new ArrayList<>(now.vms());
      List<VmFacts> stopped = stopped(roomy);
      all.addAll(stopped);
      names.forEach((id, name) -> all.add(fresh(id, name)));
      List<PlacementRule> rules = new ArrayList<>(ClusterRules.of(catalog, cluster));
      if (!unfit.isEmpty()) {
        List<HostId> fit =
            now.hosts().stream().map(HostFacts::id).filter(id -> !unfit.containsKey(id)).toList();
        rules.add(
            new PlacementRule.RunOn(
                "hosts that fit " + draft.name(),
                Rule.Strength.MUST,
                List.copyOf(names.keySet()),
                fit));
      }
      List<VmFacts> entitled = ClusterViews.entitled(catalog, cluster, all);
      if (!roomy) {
        Set<VmId> still = stopped.stream().map(VmFacts::id).collect(Collectors.toSet());
        entitled =
            entitled.stream()
                .map(vm -> still.contains(vm.id()) ? vm.entitled(Entitlement.NONE) : vm)
                .toList();
      }
      ClusterSnapshot asked =
          new ClusterSnapshot(now.at(), now.hosts(), entitled, rules, now.underWay());
      return Placement.of(asked, List.copyOf(names.keySet()), 0);
    }

    private VmFacts fresh(VmId id, VmName name) {
      Mobility mobility = Mobility.free(MoveCost.assumed(draft.memory(), ANY_LINK));
      return new VmFacts(
          id, name, null, draft.cpus(), draft.memory(), Demand.UNKNOWN, Entitlement.NONE, mobility);
    }

    private List<VmFacts> stopped(boolean roomy) {
      Map<VmId, VmFacts> found = new TreeMap<>();
      for (HostFacts host : now.hosts()) {
        for (VmId id : state.hard().homes().of(host.id()).values()) {
          VmEntry vm = state.hard().vms().get(id).orElseThrow();
          if (now.vm(id).isEmpty()) {
            found.put(id, still(id, vm.spec(), host.id(), roomy));
          }
        }
      }
      for (Claim claim : state.soft().claims().values()) {
        if (claim.kind() == Claim.Kind.DEFINE && now.host(claim.host()).isPresent()) {
          found.putIfAbsent(claim.vm(), still(claim.vm(), claim.spec(), claim.host(), roomy));
        }
      }
      return List.copyOf(found.values());
    }

    private VmFacts still(VmId id, VmSpec spec, HostId home, boolean roomy) {
      return new VmFacts(
          id,
          spec.name(),
          home,
          roomy ? spec.cpus() : 1,
          roomy ? spec.memory() : DataSize.ZERO,
          roomy ? Demand.UNKNOWN : Demand.steady(0),
          Entitlement.NONE,
          new Mobility(
              Automation.AUTOMATIC,
              List.of(),
              MoveCost.assumed(spec.memory(), ANY_LINK),
              "it does not run"));
    }

    Answer answer(Placed placed) {
      Map<VmId, Move> moves =
          placed.plan().moves().stream().collect(Collectors.toMap(Move::vm, move -> move));
      List<Place> places = new ArrayList<>();
      for (Ranking ranking : placed.rankings()) {
        VmName name = names.getOrDefault(ranking.vm(), draft.name());
        Move move = moves.get(ranking.vm());
        places.add(
            move == null
                ? new Place(name, Optional.empty(), "no host of cluster " + cluster + " takes it")
                : new Place(name, Optional.of(move.to()), move.because()));
      }
      Ranking first = placed.rankings().getFirst();
      Map<HostId, String> refused = new TreeMap<>();
      for (Refused each : first.refused()) {
        Problem problem = unfit.get(each.host());
        refused.put(each.host(), problem == null ? each.refusal().text() : problem.detail());
      }
      return new Answer(places, first.ranked(), refused);
    }
  }

  private static GodwitException impossible(
      ClusterName cluster, VmName vm, Map<HostId, String> refused) {
    String reasons =
        refused.entrySet().stream()
            .limit(NAMED)
            .map(each -> each.getKey() + ": " + withoutStop(each.getValue()))
            .collect(Collectors.joining("; "));
    String more = refused.size() > NAMED ? "; and " + (refused.size() - NAMED) + " more" : "";
    return new GodwitException(
        ErrorCode.PLACEMENT_IMPOSSIBLE,
        refused.isEmpty()
            ? "Cluster "
                + cluster
                + " has no host that has connected, so VM "
                + vm
                + " has no place."
            : "No host of cluster "
                + cluster
                + " takes VM "
                + vm
                + ": "
                + reasons
                + more
                + ". Nothing was made.",
        "Make room, relax a rule, or name a host with --host; a host that has just connected takes"
            + " VMs once it has reported its load.");
  }

  private static String withoutStop(String sentence) {
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }

  private static GodwitException invalid(String detail) {
    return new GodwitException(
        ErrorCode.SPEC_INVALID, detail + ".", "Correct the request and send it again.");
  }
}
