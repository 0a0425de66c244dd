package io.godwit.manager.balancing;

import io.godwit.manager.catalog.CatalogKey;
import io.godwit.manager.catalog.ClusterRules;
import io.godwit.manager.decision.Decision;
import io.godwit.manager.decision.Decisions;
import io.godwit.manager.decision.Matter;
import io.godwit.manager.event.Origin;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.Migration;
import io.godwit.manager.inventory.MigrationState;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.manager.orchestration.Migrations;
import io.godwit.manager.orchestration.Orchestration;
import io.godwit.manager.orchestration.PlannedMoves;
import io.godwit.manager.planning.ClusterViews;
import io.godwit.manager.time.Time;
import io.godwit.model.catalog.Balancing;
import io.godwit.model.catalog.Cluster;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.Rule;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.DiskWish;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.vm.DatastoreFile;
import io.godwit.model.vm.DiskSpec;
import io.godwit.model.vm.NicSpec;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.planner.balance.Balance;
import io.godwit.planner.balance.Policy;
import io.godwit.planner.balance.Threshold;
import io.godwit.planner.check.PlanCheck;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Condition;
import io.godwit.planner.cluster.HostFacts;
import io.godwit.planner.cluster.Mobility;
import io.godwit.planner.cluster.PlacementRule;
import io.godwit.planner.cluster.Plan;
import io.godwit.planner.cluster.Report;
import io.godwit.planner.cluster.Step;
import io.godwit.planner.cluster.VmFacts;
import io.godwit.planner.evacuation.Rolling;
import io.godwit.planner.explain.Explain;
import io.godwit.planner.explain.Explanation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at clusters, says what would be better, and does it where it may. Safe for all threads. */
public final class Balancer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Balancer.class);

  /** A VM whose migration did not succeed is left alone for so long. */
  private static final Duration LEFT_ALONE = Duration.ofMinutes(10);

  /** A plan whose first moves took longer was made for another load. */
  private static final Duration LASTS = Duration.ofHours(1);

  private static final Duration A_DAY = Duration.ofDays(1);

  /** What a cluster makes within some minutes; the next pass sees what came of it. */
  private static final int MOST_MOVES = 64;

  private final Inventory inventory;
  private final Migrations migrations;
  private final PlannedMoves planned;
  private final ClusterViews views;
  private final Placements placements;
  private final PastLoad pastLoad;
  private final Time time;
  private final Decisions decisions;
  private final Map<ClusterName, Pass> newest = new ConcurrentHashMap<>();
  private final Map<ClusterName, Carried> carried = new ConcurrentHashMap<>();
  private final Thread thread;

  private Balancer(
      Inventory inventory,
      Orchestration orchestration,
      ClusterViews views,
      Decisions decisions,
      Time time) {
    this.decisions = decisions;
    this.pastLoad = new PastLoad(decisions.log());
    this.inventory = inventory;
    this.migrations = orchestration.migrations();
    this.planned = orchestration.plannedMoves();
    this.placements = new Placements(inventory, orchestration.vms(), views);
    this.views = views;
    this.time = time;
    this.thread = time.thread("balancer", this::run);
  }

  /** Starts; the first pass is a minute later, when hosts have reported. */
  public static Balancer start(
      Inventory inventory,
      Orchestration orchestration,
      ClusterViews views,
      Decisions decisions,
      Time time) {
    Balancer balancer = new Balancer(inventory, orchestration, views, decisions, time);
    balancer.thread.start();
    return balancer;
  }

  /**
   * The newest pass of a cluster; one is made if there is none yet.
   *
   * @throws GodwitException OBJECT_UNKNOWN
   */
  public Pass newest(ClusterName cluster) {
    Pass known = newest.get(cluster);
    return known == null ? look(cluster) : known;
  }

  /**
   * Looks at a cluster now; nothing is moved.
   *
   * @throws GodwitException OBJECT_UNKNOWN
   */
  public Pass look(ClusterName name) {
    DataCenter state = inventory.now();
    Balancing how = require(state, name).balancing();
    ClusterSnapshot snapshot = snapshot(state, name);
    Plan plan = Balance.of(snapshot, policy(how), 0);
    Decision decision = decision(time.instant(), name, how, snapshot, plan);
    Pass pass = new Pass(decisions.made(decision), decision.at(), name, how, snapshot, plan);
    newest.put(name, pass);
    return pass;
  }

  /**
   * Begins the moves of a pass that somebody has approved.
   *
   * @param number that of the newest pass: no other was looked at meanwhile
   * @return the migrations; of moves that are refused there are none. Those that wait for others
   *     begin later, if nothing comes between
   * @throws GodwitException OBJECT_UNKNOWN, PLAN_OUTDATED
   */
  public List<MigrationId> apply(ClusterName cluster, long number) throws InterruptedException {
    require(inventory.now(), cluster);
    Pass pass = newest.get(cluster);
    if (pass == null || pass.number() != number) {
      throw new GodwitException(
          ErrorCode.PLAN_OUTDATED,
          "Plan "
              + number
              + " of cluster "
              + cluster
              + " is not the newest any more"
              + (pass == null ? "" : ", which is " + pass.number())
              + "; nothing was moved.",
          "Look at the newest one with 'godwit plan show " + cluster + "'.");
    }
    return carryOut(pass, Origin.current(), true);
  }

  /**
   * Why a VM is where it is.
   *
   * @param notOn another host of its cluster that is asked about; all of them if empty
   * @throws GodwitException VM_UNKNOWN, VM_NOT_RUNNING, HOST_UNKNOWN
   */
  public Explanation explain(VmName name, Optional<HostId> notOn) {
    DataCenter state = inventory.now();
    VmEntry vm = state.requireVm(name);
    ClusterName cluster = state.hard().catalog().clusterOf(vm.right().home());
    ClusterSnapshot snapshot = snapshot(state, cluster);
    if (snapshot.vm(vm.id()).isEmpty()) {
      throw new GodwitException(
          ErrorCode.VM_NOT_RUNNING,
          "VM " + name + " does not run, and takes no room anywhere.",
          "Start it; then it can be said why it is where it is.");
    }
    Policy policy = policy(require(state, cluster).balancing());
    if (notOn.isEmpty()) {
      return Explain.of(snapshot, vm.id(), policy);
    }
    if (snapshot.host(notOn.get()).isEmpty()) {
      throw new GodwitException(
          ErrorCode.HOST_UNKNOWN,
          "Cluster " + cluster + " of VM " + name + " has no host " + notOn.get() + ".",
          "Name a host of that cluster.");
    }
    return Explain.whyNot(snapshot, vm.id(), notOn.get(), policy);
  }

  /**
   * What would be done if something happened; nothing is.
   *
   * @throws GodwitException OBJECT_UNKNOWN, HOST_UNKNOWN, SPEC_INVALID, LOAD_UNRECORDED; the
   *     history's
   */
  public Pass whatIf(ClusterName cluster, Question question) {
    DataCenter state = inventory.now();
    Balancing how = require(state, cluster).balancing();
    List<String> notes = new ArrayList<>();
    ClusterSnapshot asked = ruled(state, snapshot(state, cluster), question);
    if (question.moment().isPresent()) {
      asked = loaded(asked, question.moment().get(), notes);
    }
    Outlooks.Outlook outlook = Outlooks.of(asked, question.event(), policy(how));
    Plan plan = outlook.plan();
    Plan told = new Plan(plan.steps(), plan.report().and(notes), plan.digest(), plan.seed());
    return new Pass(0, time.instant(), cluster, how, outlook.in(), told);
  }

  private static ClusterSnapshot ruled(DataCenter state, ClusterSnapshot is, Question question) {
    if (question.added().isEmpty()) {
      return is;
    }
    PlacementRule added = ClusterRules.of(state.hard().catalog(), question.added().get());
    List<PlacementRule> rules = new ArrayList<>();
    is.rules().stream().filter(rule -> !rule.name().equals(added.name())).forEach(rules::add);
    rules.add(added);
    return is.under(rules);
  }

  /** Quiet times are those of the next time at which it is as late. */
  private ClusterSnapshot loaded(ClusterSnapshot is, Instant moment, List<String> notes) {
    PastLoad.Loaded loaded = pastLoad.of(is, moment);
    Instant next = moment;
    while (next.isBefore(is.at())) {
      next = next.plus(A_DAY);
    }
    notes.add("with the load recorded around " + moment + ", as if it were " + next);
    if (!loaded.without().isEmpty()) {
      notes.add(
          Report.count(loaded.without().size(), "VM")
              + " without recorded load then: counted with all processors, not moved for balance");
    }
    return loaded.snapshot().when(next);
  }

  private static Decision decision(
      Instant at, ClusterName cluster, Balancing how, ClusterSnapshot snapshot, Plan plan) {
    return new Decision(at, cluster, how, new Matter.Balance(policy(how)), snapshot, plan);
  }

  /** The plans that were made, and what they were made from. */
  public Decisions decisions() {
    return decisions;
  }

  /** Where new VMs start. */
  public Placements placements() {
    return placements;
  }

  /**
   * In which order hosts could be emptied, some at a time; nothing is.
   *
   * @param hosts which; all that take VMs if there are none
   * @param batch at the same time at most, 1 or more
   * @throws GodwitException OBJECT_UNKNOWN, HOST_UNKNOWN
   */
  public Rolling rolling(ClusterName cluster, List<HostId> hosts, int batch) {
    DataCenter state = inventory.now();
    require(state, cluster);
    ClusterSnapshot snapshot = snapshot(state, cluster);
    for (HostId host : hosts) {
      if (snapshot.host(host).isEmpty()) {
        throw new GodwitException(
            ErrorCode.HOST_UNKNOWN,
            "Cluster " + cluster + " has no host " + host + ".",
            "Name hosts of that cluster.");
      }
    }
    List<HostId> meant =
        hosts.isEmpty()
            ? snapshot.hosts().stream()
                .filter(host -> host.condition().admits())
                .map(HostFacts::id)
                .toList()
            : hosts;
    return Rolling.of(snapshot, meant, batch, 0);
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    Occasions occasions = new Occasions(time.nanos());
    try {
      while (!inventory.isClosed()) {
        time.sleep(Occasions.GLANCE);
        Glance seen = Glance.at(inventory.now(), occasions.looked(), views::cpuPressure);
        long begun = time.nanos();
        if (occasions.isDue(seen, begun)) {
          passAll();
          occasions.looked(seen, begun, time.nanos());
        }
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  /** One pass of each cluster that is to be balanced. */
  void passAll() throws InterruptedException {
    DataCenter state = inventory.now();
    TreeSet<ClusterName> clusters = new TreeSet<>();
    for (HostEntry host : state.soft().hosts().values()) {
      clusters.add(state.hard().catalog().clusterOf(host.id()));
    }
    for (ClusterName cluster : clusters) {
      try {
        Balancing how = require(state, cluster).balancing();
        if (!goOn(state, cluster, how) && how.mode() != Balancing.Mode.OFF) {
          Pass pass = look(cluster);
          if (how.mode() == Balancing.Mode.AUTOMATIC) {
            carryOut(pass, Origin.SYSTEM, false);
          }
        }
      } catch (GodwitException refused) {
        LOG.warn("cluster {} is not balanced now: {}", cluster, refused.problem());
      } catch (RuntimeException defect) {
        LOG.error("cluster {} is not balanced now", cluster, defect);
      }
    }
  }

  private List<MigrationId> carryOut(Pass pass, Origin origin, boolean approved)
      throws InterruptedException {
    String correlation = PlannedMoves.balance(pass.cluster());
    if (!approved && PlannedMoves.areUnderWay(inventory.now(), correlation)) {
      return List.of();
    }
    Origin who = new Origin(origin.actor(), origin.from(), correlation);
    List<MigrationId> begun = beginReady(Carried.of(pass, who, approved));
    if (!begun.isEmpty()) {
      keep(pass);
    }
    return begun;
  }

  /** Begins what waits for nothing; the rest follows if each of those has begun. */
  private List<MigrationId> beginReady(Carried plan) throws InterruptedException {
    List<Step> ready = plan.ready();
    Map<Integer, MigrationId> begun = new TreeMap<>();
    for (Step step : ready) {
      planned.begin(step.move(), plan.who()).ifPresent(id -> begun.put(step.number(), id));
    }
    Carried next = plan.with(begun);
    if (begun.size() == ready.size() && !next.isDone()) {
      carried.put(plan.pass().cluster(), next);
    } else {
      carried.remove(plan.pass().cluster());
    }
    return List.copyOf(begun.values());
  }

  /**
   * Goes on with a plan whose moves so far have ended, if it is still sound as things are now.
   *
   * @return whether it has
   */
  private boolean goOn(DataCenter state, ClusterName cluster, Balancing how)
      throws InterruptedException {
    Carried plan = carried.get(cluster);
    if (plan == null || PlannedMoves.areUnderWay(state, PlannedMoves.balance(cluster))) {
      return false;
    }
    if (!carried.remove(cluster, plan)) {
      return false;
    }
    boolean wanted = plan.approved() || how.mode() == Balancing.Mode.AUTOMATIC;
    boolean fresh = plan.pass().at().plus(LASTS).isAfter(time.instant());
    if (wanted
        && fresh
        && plan.hasGoneWell(state)
        && PlanCheck.of(snapshot(state, cluster), plan.remainder()).isSound()) {
      LOG.info("plan {} of cluster {} goes on", plan.pass().number(), cluster);
      return !beginReady(plan).isEmpty();
    }
    LOG.info("plan {} of cluster {} is given up for a new one", plan.pass().number(), cluster);
    return false;
  }

  /** What is carried out is kept with what it was made from, though it came to the same before. */
  private void keep(Pass pass) {
    long number =
        decisions.carriedOut(
            decision(pass.at(), pass.cluster(), pass.how(), pass.snapshot(), pass.plan()));
    if (number != pass.number()) {
      newest.replace(pass.cluster(), pass, pass.numbered(number));
      LOG.info(
          "plan {} of cluster {} is carried out as plan {}", pass.number(), pass.cluster(), number);
    }
  }

  /**
   * The cluster as it is, and as far as VMs fit: where their networks, datastores and machine are.
   * Whether they fit on a host that is off shows when it is on. Who could not be moved lately is
   * left alone.
   */
  public ClusterSnapshot snapshot(DataCenter state, ClusterName cluster) {
    ClusterSnapshot is = views.of(state, cluster);
    Instant now = time.instant();
    Map<VmId, Instant> failed = failures(state, now);
    List<PlacementRule> rules = new ArrayList<>(is.rules());
    rules.addAll(fitting(state, is));
    return is.under(rules)
        .mapVms(vm -> {
          Instant until = failed.getOrDefault(vm.id(), Instant.MIN);
          return until.isAfter(now) && vm.mobility().obstacle() == null
              ? vm.moving(leftAlone(vm.mobility(), until))
              : vm;
        });
  }

  private static Mobility leftAlone(Mobility is, Instant until) {
    return new Mobility(
        is.automation(),
        is.frozen(),
        is.cost(),
        "its last migration did not succeed, and it is left alone until " + until);
  }

  /** What failed later than now was told by a clock that was wrong. */
  private static Map<VmId, Instant> failures(DataCenter state, Instant now) {
    Map<VmId, Instant> failures = new HashMap<>();
    for (Migration each : state.hard().migrations().values()) {
      if (each.state() instanceof MigrationState.Failed failed && !failed.at().isAfter(now)) {
        failures.merge(each.vm(), failed.at().plus(LEFT_ALONE), (a, b) -> a.isAfter(b) ? a : b);
      }
    }
    return failures;
  }

  /** What VMs of one kind need of a host: where one of them fits, all do. */
  private record Kind(HostId home, List<String> networks, List<String> datastores, String machine) {
    static Kind of(VmEntry vm) {
      return new Kind(
          vm.right().home(),
          vm.spec().nics().stream().map(NicSpec::network).map(Object::toString).sorted().toList(),
          vm.spec().disks().stream()
              .map(DiskSpec::file)
              .map(DatastoreFile::datastore)
              .map(Object::toString)
              .sorted()
              .toList(),
          vm.spec().machine().value());
    }
  }

  private List<PlacementRule> fitting(DataCenter state, ClusterSnapshot cluster) {
    Map<Kind, List<VmEntry>> kinds = new HashMap<>();
    for (VmFacts vm : cluster.vms()) {
      VmEntry entry = state.hard().vms().get(vm.id()).orElseThrow();
      kinds.computeIfAbsent(Kind.of(entry), _ -> new ArrayList<>()).add(entry);
    }
    List<PlacementRule> rules = new ArrayList<>();
    kinds.forEach((kind, vms) -> {
      List<HostId> fit = new ArrayList<>();
      for (HostFacts host : cluster.hosts()) {
        boolean here = host.id().equals(kind.home());
        if (here
            || host.condition() == Condition.STANDBY
            || migrations
                .misfit(state, vms.getFirst(), host.id(), DiskWish.SHARED_ONLY)
                .isEmpty()) {
          fit.add(host.id());
        }
      }
      if (fit.size() < cluster.hosts().size()) {
        rules.add(
            new PlacementRule.RunOn(
                "hosts that fit " + vms.getFirst().name(),
                Rule.Strength.MUST,
                vms.stream().map(VmEntry::id).toList(),
                fit));
      }
    });
    return rules;
  }

  private static Policy policy(Balancing how) {
    return new Policy(Threshold.of(how.threshold()), MOST_MOVES);
  }

  static Cluster require(DataCenter state, ClusterName name) {
    CatalogKey key = CatalogKey.of(name);
    return state
        .hard()
        .catalog()
        .find(key)
        .map(Cluster.class::cast)
        .orElseThrow(() ->
            new GodwitException(
                ErrorCode.OBJECT_UNKNOWN,
                "There is no " + key + ".",
                "List what there is with 'godwit cluster list'."));
  }
}
