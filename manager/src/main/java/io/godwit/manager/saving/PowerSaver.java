package io.godwit.manager.saving;

import io.godwit.manager.balancing.Balancer;
import io.godwit.manager.catalog.CatalogKey;
import io.godwit.manager.decision.Decision;
import io.godwit.manager.decision.Decisions;
import io.godwit.manager.event.Origin;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.orchestration.Orchestration;
import io.godwit.manager.orchestration.PlannedMoves;
import io.godwit.manager.power.PowerSwitch;
import io.godwit.manager.power.PowerSwitches;
import io.godwit.manager.saving.Attendant.Whose;
import io.godwit.manager.saving.Stages.Word;
import io.godwit.manager.standby.HostPower;
import io.godwit.manager.standby.HostPower.Stage;
import io.godwit.manager.telemetry.Telemetry;
import io.godwit.manager.time.Time;
import io.godwit.model.catalog.Cluster;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.PowerSaving;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.event.Event;
import io.godwit.model.host.HostId;
import io.godwit.planner.power.PowerPlan;
import io.godwit.planner.power.PowerPlan.Direction;
import io.godwit.planner.power.PowerPlan.Switch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks which hosts clusters need, and switches them. Safe for all threads; what is carried out is
 * carried out by one at a time, under the lock.
 */
public final class PowerSaver implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PowerSaver.class);
  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final Duration AS_USUAL = Duration.ofMinutes(5);

  /** A host that did not go off is not told again for so long. */
  private static final Duration LEFT_ALONE = Duration.ofHours(1);

  /** The QEMU of a VM that has moved ends within a second; one that does not keeps its host on. */
  private static final Duration LEFTOVERS = Duration.ofMinutes(2);

  private final Inventory inventory;
  private final PlannedMoves planned;
  private final PowerSwitches switches;
  private final Decisions decisions;
  private final Time time;
  private final DemandLog log;
  private final Situations situations;
  private final Stages stages;
  private final Summons summons;
  private final Absences absences;
  private final OwnHosts own = new OwnHosts();
  private final Map<ClusterName, Look> newest = new ConcurrentHashMap<>();
  private final Map<ClusterName, Errand> errands = new ConcurrentHashMap<>();
  private final Map<HostId, Attendant> attendants = new ConcurrentHashMap<>();
  private final Map<HostId, Refusal> refusals = new ConcurrentHashMap<>();

  /** Since when hosts that are to go off have only processes of VMs that are at home elsewhere. */
  private final Map<HostId, Long> leftovers = new ConcurrentHashMap<>();

  /** What an earlier leader has decided. */
  private final List<HostPower> inherited;

  private final ReentrantLock lock = new ReentrantLock();
  private final Thread thread;

  private record Refusal(Instant until, String why) {}

  private PowerSaver(
      Inventory inventory,
      Orchestration orchestration,
      Balancer balancer,
      Telemetry telemetry,
      PowerSwitches switches,
      Time time) {
    this.inventory = inventory;
    this.planned = orchestration.plannedMoves();
    this.switches = switches;
    this.decisions = balancer.decisions();
    this.time = time;
    this.log = new DemandLog(telemetry);
    this.situations = new Situations(balancer, log, switches, own, time);
    this.stages = new Stages(inventory, time);
    this.summons = new Summons(inventory, balancer, stages, switches, time);
    this.absences = new Absences(inventory, telemetry, time);
    this.inherited = List.copyOf(inventory.now().hard().standbys().hosts().values());
    for (HostPower power : inherited) {
      if (isOff(power.stage())) {
        absences.begin(power.host());
      }
    }
    this.thread = time.thread("power", this::run);
  }

  /**
   * Starts, and goes on with what an earlier leader was at.
   *
   * @param balancer knows where VMs fit, and where plans are kept
   */
  public static PowerSaver start(
      Inventory inventory,
      Orchestration orchestration,
      Balancer balancer,
      Telemetry telemetry,
      PowerSwitches switches,
      Time time) {
    PowerSaver saver =
        new PowerSaver(inventory, orchestration, balancer, telemetry, switches, time);
    saver.thread.start();
    return saver;
  }

  /**
   * The newest look at a cluster; one is taken if there is none yet.
   *
   * @throws GodwitException OBJECT_UNKNOWN, POWER_FILE_UNUSABLE
   */
  public Look newest(ClusterName cluster) {
    Look known = newest.get(cluster);
    return known == null ? look(cluster) : known;
  }

  /**
   * Looks at a cluster now; nothing is switched.
   *
   * @throws GodwitException OBJECT_UNKNOWN, POWER_FILE_UNUSABLE
   */
  public Look look(ClusterName name) {
    DataCenter state = inventory.now();
    Cluster cluster = require(state, name);
    PowerSaving how = cluster.power();
    Situation situation = situations.of(state, name, how, leftAlone());
    PowerPlan plan = situation.plan();
    Decision decision =
        new Decision(
            time.instant(),
            name,
            cluster.balancing(),
            situation.matter(plan),
            situation.cluster(),
            plan.plan());
    Look look = new Look(decisions.made(decision), how, plan, decision);
    newest.put(name, look);
    return look;
  }

  /**
   * Carries out a look that somebody has approved.
   *
   * @param number that of the newest look
   * @throws GodwitException OBJECT_UNKNOWN, PLAN_OUTDATED
   */
  public Look apply(ClusterName cluster, long number) throws InterruptedException {
    require(inventory.now(), cluster);
    Look look = newest.get(cluster);
    if (look == null || look.number() != number) {
      throw new GodwitException(
          ErrorCode.PLAN_OUTDATED,
          "Power plan "
              + number
              + " of cluster "
              + cluster
              + " is not the newest any more"
              + (look == null ? "" : ", which is " + look.number())
              + "; nothing was switched.",
          "Look at the newest one with 'godwit power show " + cluster + "'.");
    }
    carryOut(look, Origin.current());
    return look;
  }

  /** Chooses hosts for new VMs. */
  public Summons summons() {
    return summons;
  }

  /**
   * How a host is, and what its driver sees.
   *
   * @throws GodwitException HOST_UNKNOWN
   */
  public HostStanding status(HostId host) throws InterruptedException {
    requireKnown(host);
    Optional<PowerSwitch> driver;
    try {
      driver = switches.of(host);
    } catch (GodwitException unusable) {
      return new HostStanding(stages.of(host), null, null, unusable.problem());
    }
    if (driver.isEmpty()) {
      return new HostStanding(stages.of(host), null, null, null);
    }
    String description = driver.get().description();
    try {
      return new HostStanding(stages.of(host), description, driver.get().state(), null);
    } catch (GodwitException failed) {
      return new HostStanding(stages.of(host), description, null, failed.problem());
    }
  }

  /**
   * Has a host come on, and back into the pool. One that is being emptied is kept on.
   *
   * @throws GodwitException HOST_UNKNOWN, HOST_ON_STANDBY if it is just going off,
   *     POWER_NOT_CONFIGURED, POWER_FILE_UNUSABLE, POWER_SWITCH_FAILED
   */
  public HostStanding on(HostId host) throws InterruptedException {
    requireKnown(host);
    Origin who = Origin.current();
    switch (stages.of(host).stage()) {
      case EMPTYING ->
          stages.inService(
              host,
              Set.of(Stage.EMPTYING),
              new Word(
                  who, "host.power-on", Event.Outcome.SUCCEEDED, "Host " + host + " is kept on."));
      case STANDBY, FAILED_TO_RETURN -> comeOn(host, who);
      case ON -> {
        if (!isConnected(host)) {
          switches.require(host).on();
        }
      }
      case GOING_OFF ->
          throw new GodwitException(
              ErrorCode.HOST_ON_STANDBY,
              "Host " + host + " is just going off.",
              "Wait until 'godwit host power status " + host + "' says STANDBY, and try again.");
      case COMING_ON -> {}
    }
    attend(inventory.now());
    return status(host);
  }

  private void comeOn(HostId host, Origin who) {
    if (stages.of(host).stage() == Stage.FAILED_TO_RETURN && isConnected(host)) {
      stages.inService(
          host,
          Set.of(Stage.FAILED_TO_RETURN),
          new Word(
              who,
              "host.power-on",
              Event.Outcome.SUCCEEDED,
              "Host " + host + " is connected, and back in the pool."));
      return;
    }
    switches.require(host);
    stages.comingOn(host, who, "Somebody wants host " + host + " on.");
  }

  /**
   * Has a host go off. It has to be empty.
   *
   * @throws GodwitException HOST_UNKNOWN, HOST_NOT_EMPTY, POWER_NOT_CONFIGURED,
   *     POWER_FILE_UNUSABLE, POWER_OFF_UNSUPPORTED
   */
  public HostStanding off(HostId host) throws InterruptedException {
    requireKnown(host);
    PowerSwitch driver = switches.require(host);
    String refusal = own.has(inventory.now(), host) ? "a manager runs there" : driver.offRefusal();
    if (!refusal.isEmpty()) {
      throw new GodwitException(
          ErrorCode.POWER_OFF_UNSUPPORTED,
          "Host " + host + " cannot be switched off by a manager: " + refusal + ".",
          "Shut it down yourself if you have to.");
    }
    stages.goingOff(host, Origin.current(), "Somebody wants host " + host + " off.");
    attend(inventory.now());
    return status(host);
  }

  @Override
  public void close() {
    thread.interrupt();
    attendants.values().forEach(Attendant::stop);
  }

  private void run() {
    long looked = time.nanos();
    try {
      while (!inventory.isClosed()) {
        time.sleep(LOOK);
        tend();
        Duration interval = interval();
        if (time.nanos() - looked >= interval.toNanos()) {
          looked = time.nanos();
          passAll(interval);
        }
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    } finally {
      attendants.values().forEach(Attendant::stop);
    }
  }

  /** A file that cannot be used is told of by the look that needs it. */
  private Duration interval() {
    try {
      return switches.interval();
    } catch (GodwitException unusable) {
      return AS_USUAL;
    }
  }

  /** A step is over: notes demand, and looks at each cluster that wants it. */
  void passAll(Duration step) throws InterruptedException {
    DataCenter state = inventory.now();
    log.note(state, step);
    Set<ClusterName> clusters = new TreeSet<>();
    for (HostEntry host : state.soft().hosts().values()) {
      clusters.add(state.hard().catalog().clusterOf(host.id()));
    }
    for (ClusterName cluster : clusters) {
      try {
        PowerSaving.Mode mode = require(state, cluster).power().mode();
        if (mode != PowerSaving.Mode.OFF) {
          Look look = look(cluster);
          if (mode == PowerSaving.Mode.AUTOMATIC) {
            carryOut(look, Origin.SYSTEM);
          }
        }
      } catch (GodwitException refused) {
        LOG.warn("power of cluster {} is left as it is: {}", cluster, refused.problem());
      } catch (RuntimeException defect) {
        LOG.error("power of cluster {} is left as it is", cluster, defect);
      }
    }
  }

  private void carryOut(Look look, Origin origin) throws InterruptedException {
    lock.lockInterruptibly();
    boolean begun;
    try {
      begun = carryOutLocked(look, origin);
    } finally {
      lock.unlock();
    }
    if (begun) {
      keep(look);
    }
  }

  /** What is carried out is kept with what it was made from, though it came to the same before. */
  private void keep(Look look) {
    long number = decisions.carriedOut(look.decision());
    if (number != look.number()) {
      newest.replace(look.cluster(), look, look.numbered(number));
      LOG.info(
          "power plan {} of cluster {} is carried out as plan {}",
          look.number(),
          look.cluster(),
          number);
    }
  }

  /**
   * On first; hosts are emptied only when no other of the cluster is.
   *
   * @return whether anything of it was begun
   */
  private boolean carryOutLocked(Look look, Origin origin) throws InterruptedException {
    String correlation = PlannedMoves.power(look.cluster());
    Origin who = new Origin(origin.actor(), origin.from(), correlation);
    for (Switch each : look.plan().switches()) {
      if (each.direction() == Direction.ON) {
        stages.comingOn(
            each.host(), who, "Host " + each.host() + " is needed: " + each.because() + ".");
      }
    }
    DataCenter state = inventory.now();
    attend(state);
    if (errands.containsKey(look.cluster())
        || PlannedMoves.areUnderWay(state, correlation)
        || isEmptying(state, look.cluster())) {
      return !look.hosts(Direction.ON).isEmpty();
    }
    for (Switch each : look.plan().switches()) {
      if (each.direction() == Direction.OFF) {
        leave(state, each, who);
      }
    }
    if (!look.moves().isEmpty()) {
      Errand errand = new Errand(inventory, planned, look, who);
      errand.push();
      errands.put(look.cluster(), errand);
    }
    attend(inventory.now());
    return !look.plan().switches().isEmpty() || !look.moves().isEmpty();
  }

  /** One without VMs goes off at once. */
  private void leave(DataCenter state, Switch off, Origin who) {
    String because = "Host " + off.host() + " is not needed: " + off.because() + ".";
    try {
      if (state.hard().homes().of(off.host()).size() == 0) {
        stages.goingOff(off.host(), who, because);
      } else {
        stages.emptying(off.host(), who, because);
      }
    } catch (GodwitException refused) {
      LOG.info("host {} stays on: {}", off.host(), refused.problem());
    }
  }

  private static boolean isEmptying(DataCenter state, ClusterName cluster) {
    return state.hard().standbys().hosts().values().stream()
        .anyMatch(power ->
            power.stage() == Stage.EMPTYING
                && state.hard().catalog().clusterOf(power.host()).equals(cluster));
  }

  /** Goes on with what is under way. */
  private void tend() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      for (Errand each : errands.values()) {
        each.push();
      }
      errands.values().removeIf(Errand::isOver);
      DataCenter state = inventory.now();
      absences.keep(host -> isOff(state.hard().standbys().of(host).stage()));
      leftovers
          .keySet()
          .removeIf(host -> state.hard().standbys().of(host).stage() != Stage.EMPTYING);
      for (HostPower power : state.hard().standbys().hosts().values()) {
        switch (power.stage()) {
          case EMPTYING -> emptied(state, power);
          case STANDBY -> wokenByOthers(power);
          case ON, GOING_OFF, COMING_ON, FAILED_TO_RETURN -> {}
        }
      }
      attend(inventory.now());
    } catch (GodwitException refused) {
      LOG.warn("power is left as it is for now: {}", refused.problem());
    } catch (RuntimeException defect) {
      LOG.error("power is left as it is for now", defect);
    } finally {
      lock.unlock();
    }
  }

  /** Off if it is empty; back into service if its VMs will not leave. */
  private void emptied(DataCenter state, HostPower power) {
    ClusterName cluster = state.hard().catalog().clusterOf(power.host());
    boolean leaving =
        errands.containsKey(cluster)
            || state.hard().migrations().values().stream()
                .anyMatch(each -> each.awaitsItsEnd() && each.source().equals(power.host()));
    if (leaving) {
      return;
    }
    Origin who = new Origin(power.by(), "", PlannedMoves.power(cluster));
    try {
      stages.goingOff(power.host(), who, power.because());
    } catch (GodwitException notEmpty) {
      if (isBeingTidied(power.host())) {
        return;
      }
      refusals.put(
          power.host(),
          new Refusal(time.instant().plus(LEFT_ALONE), "it could not be emptied a while ago"));
      stages.inService(
          power.host(),
          Set.of(Stage.EMPTYING),
          new Word(
              who,
              "host.power-off",
              Event.Outcome.FAILED,
              notEmpty.problem().detail() + " It takes VMs again."));
    }
  }

  /** Whether nobody is at home there, and what others have left behind is about to end. */
  private boolean isBeingTidied(HostId host) {
    long now = time.nanos();
    long since = leftovers.computeIfAbsent(host, _ -> now);
    return inventory.now().hard().homes().of(host).size() == 0 && now - since < LEFTOVERS.toNanos();
  }

  /** Off, or about to be, or on its way back. */
  private static boolean isOff(Stage stage) {
    return stage == Stage.GOING_OFF || stage == Stage.STANDBY || stage == Stage.COMING_ON;
  }

  /** Somebody has pressed its button. */
  private void wokenByOthers(HostPower power) {
    if (absences.isOver(power.host())) {
      stages.inService(
          power.host(),
          Set.of(Stage.STANDBY),
          new Word(
              Origin.host(power.host().value()),
              "host.power-on",
              Event.Outcome.NOTED,
              "Host " + power.host() + " was switched on by others, and takes VMs."));
    }
  }

  private void attend(DataCenter state) {
    if (inventory.isClosed()) {
      return;
    }
    for (HostPower power : state.hard().standbys().hosts().values()) {
      if (power.stage() == Stage.GOING_OFF || power.stage() == Stage.COMING_ON) {
        attendants.compute(
            power.host(), (host, is) -> is != null && is.isAlive() ? is : attendant(power).start());
      }
    }
  }

  private Attendant attendant(HostPower power) {
    Whose whose = inherited.contains(power) ? Whose.INHERITED : Whose.OURS;
    return new Attendant(
        power.host(), whose, inventory, absences, switches, time, this::leaveAlone);
  }

  private void leaveAlone(HostId host, String why) {
    refusals.put(
        host,
        new Refusal(time.instant().plus(LEFT_ALONE), "it did not go off a while ago: " + why));
  }

  private Map<HostId, String> leftAlone() {
    Instant now = time.instant();
    refusals.values().removeIf(refusal -> refusal.until().isBefore(now));
    Map<HostId, String> all = new TreeMap<>();
    refusals.forEach((host, refusal) -> all.put(host, refusal.why()));
    return all;
  }

  private boolean isConnected(HostId host) {
    return inventory.now().soft().hosts().get(host).filter(HostEntry::isConnected).isPresent();
  }

  private void requireKnown(HostId host) {
    if (!inventory.now().knows(host)) {
      throw new GodwitException(
          ErrorCode.HOST_UNKNOWN,
          "There is no host " + host + ".",
          "List the hosts with 'godwit host list'.");
    }
  }

  private static Cluster require(DataCenter state, ClusterName name) {
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
