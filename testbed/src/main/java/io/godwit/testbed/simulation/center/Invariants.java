package io.godwit.testbed.simulation.center;

import io.godwit.manager.store.Keeper;
import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import io.godwit.protocol.agent.Order;
import io.godwit.protocol.json.Json;
import io.godwit.testbed.simulation.host.Host;
import io.godwit.testbed.simulation.scheduler.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * What must never be, looked at whenever it could come to be:
 *
 * <ol>
 *   <li>two guests of one VM run on two hosts, or one goes on from a state that it had left behind;
 *   <li>two managers hold a lease at one time, unless someone has just removed the leader's node;
 *   <li>a step is written by a leader of an earlier term, or out of turn;
 *   <li>an order is sent by a leader of an earlier term, with the same exception;
 *   <li>the generation of a VM falls, in the records or on a host, or a host carries out an order
 *       of an older one than it has obeyed;
 *   <li>something that was acknowledged is gone, or something that was refused is there;
 *   <li>one migration copies twice;
 *   <li>a host forgets a VM that is recorded as its own, and nobody has asked for that;
 *   <li>a migration begins although one of its hosts has no place for it, or to a host that takes
 *       no VMs;
 *   <li>a host is switched off under a guest;
 *   <li>a planned migration brings VMs together that have to be apart, or the balancer sends one
 *       back while nothing changes.
 * </ol>
 */
final class Invariants implements Host.Monitoring {
  private static final String COMMIT = "/godwit/commit";
  private static final String VMS = "/godwit/state/vm/";
  private static final String MIGRATIONS = "/godwit/state/migration/";
  private static final String MAINTENANCES = "/godwit/state/maintenance/";
  private static final String POWER = "/godwit/state/host-power/";
  private static final String RULES = "/godwit/state/rule/";

  /** What a host does is told to the leader within this, as long as their link holds. */
  private static final Duration TOLD = Duration.ofSeconds(20);

  private final World world;
  private final List<ManagerNode> managers = new ArrayList<>();
  private final List<Host> hosts = new ArrayList<>();
  private final Map<String, Long> generations = new TreeMap<>();
  private final Map<String, String> homes = new TreeMap<>();
  private final Map<String, Long> obeyed = new TreeMap<>();
  private final Set<String> required = new TreeSet<>();
  private final Set<String> doomed = new TreeSet<>();
  private final Set<String> forbidden = new TreeSet<>();
  private final Set<String> kept = new TreeSet<>();
  private final Set<String> once = new TreeSet<>();
  private final Places places = new Places();
  private final Map<String, Long> runSince = new TreeMap<>();
  private final Plans plans = new Plans(this::hasRun);
  private long term;
  private long step;
  private String leader = "";
  private long steps;
  private long switchedOff;
  private long leaderRemovedAt = -Duration.ofDays(1).toNanos();

  Invariants(World world) {
    this.world = world;
  }

  void watch(List<ManagerNode> managers, List<Host> hosts) {
    this.managers.addAll(managers);
    this.hosts.addAll(hosts);
  }

  /** The newest term that has begun. */
  long term() {
    return term;
  }

  long steps() {
    return steps;
  }

  /** Migrations that were planned, not asked for. */
  long planned() {
    return plans.planned();
  }

  /** How often a host was switched off. */
  long switchedOff() {
    return switchedOff;
  }

  /**
   * Someone else than its owner has removed what keeps others from leading: until the leases that
   * were given before are over, two may hold one. What the earlier of them has sent to the keeper
   * by then may take its term away from the later one, which notices with its next renewals. All
   * the rest has to stand.
   */
  void leaderRemoved() {
    leaderRemovedAt = world.now();
  }

  private boolean isLeaseDoubtful() {
    return world.now() - leaderRemovedAt < ManagerNode.SESSION.toNanos();
  }

  private boolean isTermDoubtful() {
    return world.now() - leaderRemovedAt < ManagerNode.SESSION.toNanos() * 3;
  }

  /** After each event. */
  void look() {
    String holder = "";
    for (ManagerNode manager : managers) {
      if (manager.holdsLease()) {
        require(
            holder.isEmpty() || isLeaseDoubtful(),
            holder + " and " + manager.name() + " both hold a lease");
        holder = manager.name();
      }
    }
  }

  // ---------------------------------------------------------------- hosts

  @Override
  public void runs(Host host, VmId vm) {
    for (Host other : hosts) {
      require(
          other.equals(host) || !other.runsGuest(vm),
          "the guest of VM " + vm + " runs on " + other.name() + " and on " + host.name());
    }
    runSince.put(key(host, vm), world.now());
  }

  @Override
  public void wentBack(Host host, VmId vm) {
    require(false, "the guest of VM " + vm + " goes on on " + host.name() + " where it left");
  }

  @Override
  public void lacksDisk(Host host, VmId vm) {
    require(false, "the guest of VM " + vm + " runs on " + host.name() + " without its disk");
  }

  @Override
  public void kept(Host host, VmId vm, long before, long after) {
    require(
        after >= before,
        host.name() + " fell back from generation " + before + " to " + after + " of VM " + vm);
  }

  @Override
  public void obeys(Host host, VmId vm, long generation) {
    Long newest = obeyed.merge(key(host, vm), generation, Math::max);
    require(
        newest <= generation,
        host.name()
            + " carries out an order of generation "
            + generation
            + " of VM "
            + vm
            + " after one of generation "
            + newest);
  }

  private static String key(Host host, VmId vm) {
    return host.name() + " " + vm;
  }

  @Override
  public void forgot(Host host, VmId vm) {
    obeyed.remove(key(host, vm));
    String home = homes.get(vm.toString());
    require(
        !host.name().equals(home) || isDoomed(vm),
        host.name() + " has forgotten VM " + vm + ", which is recorded there");
  }

  @Override
  public void once(String what) {
    require(once.add(what), what + " twice");
  }

  /** A host is about to go off, because somebody has switched it off. */
  void goesOff(Host host) {
    switchedOff++;
    require(
        host.guests().isEmpty(),
        host.name() + " is switched off under the guests of " + host.guests().keySet());
  }

  private boolean hasRun(String vm, String host) {
    Long since = runSince.get(host + " " + vm);
    return since != null
        && world.now() - since > TOLD.toNanos()
        && host.equals(homes.get(vm))
        && hosts.stream()
            .anyMatch(each -> each.name().equals(host) && each.runsGuest(VmId.parse(vm)));
  }

  /** Nothing changes any more. */
  void steady() {
    plans.steady();
  }

  // ---------------------------------------------------------------- the quorum

  /** A change was made. */
  void changed(List<Keeper.Change> changes) {
    boolean fenced = changes.stream().anyMatch(change -> change.path().equals(COMMIT));
    for (Keeper.Change change : changes) {
      switch (change) {
        case Keeper.Create create -> written(create.path(), create.bytes());
        case Keeper.Set set -> written(set.path(), set.bytes());
        case Keeper.Delete delete -> deleted(delete.path());
      }
      require(
          fenced || !(change.path().startsWith(VMS) && isEntity(change.path(), VMS)),
          change.path() + " was changed without the fence");
    }
  }

  private void written(String path, byte[] bytes) {
    if (path.equals(COMMIT)) {
      fence(Json.LENIENT.readTree(bytes));
    } else if (isEntity(path, VMS)) {
      JsonNode right = body(bytes).path("right");
      generation(path, right.path("generation").asLong(-1));
      String home = right.has("host") ? "host" : "source";
      homes.put(id(path), right.path(home).asString(""));
      exists(path);
    } else if (isEntity(path, MIGRATIONS)) {
      exists(path);
      JsonNode migration = body(bytes);
      places.written(id(path), migration).ifPresent(over -> require(false, over));
      plans.written(id(path), migration).ifPresent(wrong -> require(false, wrong));
    } else if (isEntity(path, MAINTENANCES)) {
      plans.maintenance(id(path), true);
    } else if (isEntity(path, POWER)) {
      plans.power(id(path), body(bytes));
    } else if (isEntity(path, RULES)) {
      plans.rule(id(path), body(bytes));
    }
  }

  private static JsonNode body(byte[] entity) {
    return Json.LENIENT.readTree(entity).path("body");
  }

  private static boolean isEntity(String path, String folder) {
    return path.startsWith(folder) && path.indexOf('/', folder.length()) > 0;
  }

  private void fence(JsonNode fence) {
    long newTerm = fence.path("term").asLong();
    long newStep = fence.path("step").asLong();
    String newLeader = fence.path("leader").asString();
    steps++;
    if (newTerm == 0) {
      return; // the node itself was made
    }
    require(
        newTerm == term + 1 || (newTerm == term && newLeader.equals(leader)),
        newLeader + " wrote in term " + newTerm + " although " + leader + " led in term " + term);
    require(newStep == step + 1, "step " + newStep + " was written after step " + step);
    term = newTerm;
    step = newStep;
    leader = newLeader;
  }

  private void generation(String path, long generation) {
    require(generation > 0, path + " has no generation");
    Long before = generations.put(path, generation);
    require(
        before == null || before <= generation,
        path + " fell back from generation " + before + " to " + generation);
  }

  private void exists(String path) {
    String id = id(path);
    kept.add(id);
    require(!forbidden.contains(id), id + " is there, although it was refused or deleted");
  }

  private void deleted(String path) {
    if (path.startsWith(VMS) || path.startsWith(MIGRATIONS)) {
      String id = id(path);
      kept.remove(id);
      places.deleted(id);
      plans.deleted(id);
      require(!required.contains(id), id + " is gone, although it was acknowledged");
    } else if (path.startsWith(MAINTENANCES)) {
      plans.maintenance(id(path), false);
    }
  }

  private static String id(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  // ---------------------------------------------------------------- the ledger

  /** Someone was told that it is there. */
  void acknowledged(String id) {
    if (doomed.contains(id)) {
      return; // somebody else was quick to remove it
    }
    required.add(id);
    require(kept.contains(id), id + " was acknowledged and is not there");
  }

  /** Someone asks to remove it: it may be gone from now on. */
  void doomed(String id) {
    doomed.add(id);
    required.remove(id);
  }

  /** Whether someone has asked to remove it, successfully or not: its host may do so yet. */
  boolean isDoomed(VmId vm) {
    return doomed.contains(vm.toString());
  }

  /** Someone was told that it is gone, or was never there. */
  void denied(String id) {
    forbidden.add(id);
    require(!kept.contains(id), id + " was denied and is there");
  }

  // ---------------------------------------------------------------- managers

  void begun(Office office) {
    require(office.term() <= term, "a term begins before it is written");
  }

  void ordered(Office office, HostId host, Order order) {
    require(
        office.term() >= term || isTermDoubtful(),
        office.name()
            + " sends "
            + order.getClass().getSimpleName()
            + " to "
            + host
            + " in term "
            + office.term()
            + " although "
            + leader
            + " leads in term "
            + term);
  }

  /** Fails the world as well: what is thrown here may be caught by the code that is simulated. */
  void require(boolean holds, String otherwise) {
    if (!holds) {
      Violation violation = new Violation(otherwise);
      world.fail(violation);
      throw violation;
    }
  }
}
