package io.godwit.manager.evacuation;

import io.godwit.manager.decision.Decision;
import io.godwit.manager.decision.Decisions;
import io.godwit.manager.decision.Matter;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.Migration;
import io.godwit.manager.inventory.MigrationState;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.manager.maintenance.Maintenance;
import io.godwit.manager.orchestration.Migrations;
import io.godwit.manager.planning.ClusterViews;
import io.godwit.manager.time.Time;
import io.godwit.model.catalog.Balancing;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.Rule;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.DiskWish;
import io.godwit.model.migration.Forecast;
import io.godwit.model.vm.VmId;
import io.godwit.planner.balance.Threshold;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Condition;
import io.godwit.planner.cluster.HostFacts;
import io.godwit.planner.cluster.Move;
import io.godwit.planner.cluster.PlacementRule;
import io.godwit.planner.cluster.Plan;
import io.godwit.planner.cluster.Step;
import io.godwit.planner.cluster.VmFacts;
import io.godwit.planner.evacuation.Blocker;
import io.godwit.planner.evacuation.Evacuation;
import io.godwit.planner.evacuation.EvacuationPlan;
import io.godwit.planner.evacuation.Homecoming;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds out what emptying a host comes to. Changes nothing; safe for all threads. */
final class Contracts {
  /** Names of guests that a refusal tells; the check tells all. */
  private static final int NAMED = 3;

  /** Each knows of more VMs that do not fit everywhere. */
  private static final int MOST_ATTEMPTS = 8;

  private final Migrations migrations;
  private final ClusterViews views;
  private final Setbacks setbacks;
  private final Decisions decisions;
  private final Time time;

  Contracts(
      Migrations migrations,
      ClusterViews views,
      Setbacks setbacks,
      Decisions decisions,
      Time time) {
    this.decisions = decisions;
    this.migrations = migrations;
    this.views = views;
    this.setbacks = setbacks;
    this.time = time;
  }

  /**
   * What emptying the host comes to, as things are.
   *
   * @param since when the maintenance began; what failed before does not count
   */
  Contract of(DataCenter state, HostId host, Maintenance.Terms terms, Instant since) {
    return of(state, host, terms, since, Set.of(), false);
  }

  /** The same if a host on standby were on. */
  Contract whenOn(DataCenter state, HostId host, Maintenance.Terms terms, HostId off) {
    return of(state, host, terms, Instant.MAX, Set.of(off), false);
  }

  /** The same for whoever does it: what it was made from is kept. */
  Contract decided(DataCenter state, HostId host, Maintenance maintenance) {
    return of(state, host, maintenance.terms(), maintenance.since(), Set.of(), true);
  }

  private Contract of(
      DataCenter state,
      HostId host,
      Maintenance.Terms terms,
      Instant since,
      Set<HostId> comingOn,
      boolean decided) {
    ClusterSnapshot cluster =
        views
            .of(state, state.hard().catalog().clusterOf(host))
            .with(Condition.LEAVING, List.of(host))
            .mapHosts(each ->
                comingOn.contains(each.id()) && each.condition() == Condition.STANDBY
                    ? each.in(Condition.OPEN)
                    : each);
    DiskWish disks = disks(terms);
    Misfits misfits =
        (vm, to) ->
            comingOn.contains(to)
                ? migrations.misfitWhenOn(state, vm, to, disks)
                : migrations.misfit(state, vm, to, disks);
    Map<VmId, Problem> inTheWay = new HashMap<>();
    List<PlacementRule> fits = new ArrayList<>(cluster.rules());
    for (VmFacts guest : residents(cluster, host)) {
      VmEntry vm = state.hard().vms().get(guest.id()).orElseThrow();
      if (state.hard().migrationOf(vm.id()).isEmpty()) {
        fitting(cluster, vm, to -> misfits.of(vm, to), inTheWay).ifPresent(fits::add);
      }
    }
    Planned planned = planned(state, cluster.under(fits), host, misfits);
    if (decided && !planned.plan().plan().isEmpty()) {
      decisions.made(
          decision(
              state, new Matter.Maintenance(host), host, planned.from(), planned.plan().plan()));
    }
    return contract(state, cluster, host, planned.plan(), inTheWay, since);
  }

  /** What keeps a VM from a host, whatever room there is. */
  @FunctionalInterface
  private interface Misfits {
    Optional<Problem> of(VmEntry vm, HostId to);
  }

  private record Planned(ClusterSnapshot from, EvacuationPlan plan) {}

  /**
   * A plan may have others make room. Where they fit is asked only of those that it means to move:
   * asking it of all VMs and hosts of a large cluster takes seconds.
   */
  private static Planned planned(
      DataCenter state, ClusterSnapshot asked, HostId host, Misfits misfits) {
    ClusterSnapshot from = asked;
    for (int attempt = 1; ; attempt++) {
      EvacuationPlan plan = Evacuation.of(from, List.of(host), 0);
      List<PlacementRule> rules = new ArrayList<>(from.rules());
      for (Move move : plan.plan().moves()) {
        VmEntry vm = state.hard().vms().get(move.vm()).orElseThrow();
        HostId home = vm.right().home();
        if (!home.equals(host) && misfits.of(vm, move.to()).isPresent()) {
          fitting(
                  from,
                  vm,
                  to -> to.equals(home) ? Optional.empty() : misfits.of(vm, to),
                  new HashMap<>())
              .ifPresent(rules::add);
        }
      }
      if (rules.size() == from.rules().size() || attempt == MOST_ATTEMPTS) {
        return new Planned(from, plan);
      }
      from = from.under(rules);
    }
  }

  private Decision decision(
      DataCenter state, Matter matter, HostId host, ClusterSnapshot from, Plan plan) {
    ClusterName cluster = state.hard().catalog().clusterOf(host);
    Balancing how = state.hard().catalog().cluster(cluster).balancing();
    return new Decision(from.at(), cluster, how, matter, from, plan);
  }

  /** The VMs that left for a maintenance and are worth to be brought back, decided. */
  List<Contract.Next> homecoming(DataCenter state, Maintenance ended) {
    HostId host = ended.host();
    ClusterName name = state.hard().catalog().clusterOf(host);
    ClusterSnapshot cluster = views.of(state, name);
    if (cluster.host(host).isEmpty()) {
      return List.of();
    }
    Threshold threshold =
        Threshold.of(state.hard().catalog().cluster(name).balancing().threshold());
    Plan plan = Homecoming.of(cluster, host, ended.sent(), threshold, 0);
    decisions.carriedOut(
        decision(state, new Matter.Homecoming(host, ended.sent()), host, cluster, plan));
    return next(state, plan.steps(), Map.of());
  }

  static DiskWish disks(Maintenance.Terms terms) {
    return terms.alongWithDisks() ? DiskWish.ALONG : DiskWish.SHARED_ONLY;
  }

  /** The refusal of an evacuation. */
  static GodwitException blocked(HostId host, List<Contract.Staying> blockers) {
    String named =
        blockers.stream()
            .limit(NAMED)
            .map(each ->
                each.name()
                    + " ("
                    + (each.problem() == null ? "it stays" : each.problem().detail())
                    + ")")
            .collect(Collectors.joining(", "));
    int more = blockers.size() - NAMED;
    return new GodwitException(
        ErrorCode.EVACUATION_BLOCKED,
        "Host "
            + host
            + " cannot be emptied; nothing was moved. "
            + (blockers.size() == 1 ? "This guest cannot leave: " : "These guests cannot leave: ")
            + named
            + (more > 0 ? ", and " + more + " more." : "."),
        "Look at all of them with 'godwit host maintenance enter "
            + host
            + " --check'; remove the reasons, or let them stay with --partly.");
  }

  private static List<VmFacts> residents(ClusterSnapshot cluster, HostId host) {
    return cluster.vms().stream().filter(vm -> host.equals(vm.home())).toList();
  }

  /** Where the VM could go, if not everywhere. What keeps it from all is noted. */
  private static Optional<PlacementRule> fitting(
      ClusterSnapshot cluster,
      VmEntry vm,
      Function<HostId, Optional<Problem>> misfitOn,
      Map<VmId, Problem> inTheWay) {
    List<HostId> good = new ArrayList<>();
    Problem last = null;
    boolean all = true;
    for (HostFacts to : cluster.hosts()) {
      if (to.condition() == Condition.OPEN) {
        Optional<Problem> misfit = misfitOn.apply(to.id());
        if (misfit.isEmpty()) {
          good.add(to.id());
        } else {
          all = false;
          last = misfit.get();
        }
      }
    }
    if (last != null && good.isEmpty()) {
      inTheWay.put(vm.id(), last);
    }
    return all
        ? Optional.empty()
        : Optional.of(
            new PlacementRule.RunOn(
                "hosts that fit " + vm.name(), Rule.Strength.MUST, List.of(vm.id()), good));
  }

  private Contract contract(
      DataCenter state,
      ClusterSnapshot cluster,
      HostId host,
      EvacuationPlan plan,
      Map<VmId, Problem> inTheWay,
      Instant since) {
    Map<VmId, Problem> setBack = new HashMap<>();
    Instant now = time.instant();
    for (VmFacts guest : residents(cluster, host)) {
      setbacks
          .of(state, guest.id(), host, since)
          .filter(setback -> setback.isInTheWay(now))
          .ifPresent(setback -> setBack.put(guest.id(), setback.problem()));
    }
    List<Contract.UnderWay> underWay = new ArrayList<>();
    List<Contract.Staying> staying = new ArrayList<>();
    for (VmId id : state.hard().homes().of(host).values()) {
      VmEntry vm = state.hard().vms().get(id).orElseThrow();
      Optional<Migration> leaving = state.hard().migrationOf(id);
      if (leaving.isPresent()) {
        underWay.add(underWay(leaving.get()));
      } else if (!state.occupies(id, host)) {
        staying.add(new Contract.Staying(vm.name(), false, null));
      } else if (setBack.containsKey(id)) {
        staying.add(new Contract.Staying(vm.name(), true, setBack.get(id)));
      }
    }
    for (Blocker blocker : plan.blockers()) {
      VmId id = blocker.vm();
      if (!setBack.containsKey(id) && state.hard().migrationOf(id).isEmpty()) {
        staying.add(
            new Contract.Staying(
                blocker.name(), true, inTheWay.getOrDefault(id, problem(blocker))));
      }
    }
    List<Contract.Next> next = next(state, plan.plan().steps(), setBack);
    return new Contract(
        host,
        underWay,
        next,
        staying,
        plan.timetable().end(),
        Optional.of(
            new Contract.After(plan.headroom().memory(), plan.headroom().survivesItsLoss())),
        plan.plan().report().lines());
  }

  private static Contract.UnderWay underWay(Migration migration) {
    Forecast forecast = migration.forecast();
    return new Contract.UnderWay(
        migration.vm(),
        migration.name(),
        migration.destination(),
        migration.id(),
        migration.state() instanceof MigrationState.Queued,
        forecast == null ? null : forecast.duration());
  }

  private static List<Contract.Next> next(
      DataCenter state, List<Step> steps, Map<VmId, Problem> setBack) {
    List<Contract.Next> next = new ArrayList<>();
    for (Step step : steps) {
      Move move = step.move();
      boolean waits =
          setBack.containsKey(move.vm()) || state.hard().migrationOf(move.vm()).isPresent();
      if (!waits) {
        next.add(
            new Contract.Next(
                move.vm(),
                state.hard().vms().get(move.vm()).orElseThrow().name(),
                move.to(),
                step.after().stream()
                    .map(number -> steps.get(number - 1).move().vm())
                    .distinct()
                    .toList(),
                move.cost().duration(),
                move.because()));
      }
    }
    return next;
  }

  private static Problem problem(Blocker blocker) {
    return new Problem(
        ErrorCode.EVACUATION_BLOCKED,
        blocker.reason().endsWith(".") ? blocker.reason() : blocker.reason() + ".",
        blocker.relax().isEmpty()
            ? "Make room on another host, or see to the guest yourself."
            : "Relax " + String.join(" and ", blocker.relax()) + ", or see to the guest yourself.");
  }
}
