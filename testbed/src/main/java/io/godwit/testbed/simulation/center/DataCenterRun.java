package io.godwit.testbed.simulation.center;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.Migration;
import io.godwit.manager.inventory.MigrationState;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.model.vm.RightToRun;
import io.godwit.model.vm.VmName;
import io.godwit.testbed.simulation.host.Demand;
import io.godwit.testbed.simulation.host.Host;
import io.godwit.testbed.simulation.host.ManagerDoor;
import io.godwit.testbed.simulation.keeper.Quorum;
import io.godwit.testbed.simulation.network.Network;
import io.godwit.testbed.simulation.scheduler.Journal;
import io.godwit.testbed.simulation.scheduler.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One history of one data center. */
public final class DataCenterRun {
  private static final int MIN_WORK_SECONDS = 20;
  private static final int MAX_WORK_SECONDS = 120;

  /**
   * How long after the repair everything has to be settled: a copy's deadline of 40 s and its
   * slack, two minutes for an agent that came back at the last moment, and a retry or two.
   */
  private static final Duration SETTLED_AFTER = Duration.ofMinutes(8);

  /** One data center in so many is looked after by its leader, and played for so much longer. */
  private static final int TENDED_ONE_IN = 8;

  private static final int TENDED_TIMES = 3;

  /** Whoever looks after it goes on when nobody else does: plans are made, failures forgotten. */
  private static final Duration TENDED_SETTLED_AFTER = Duration.ofMinutes(16);

  /** Planners know load by what was measured within ten minutes: so long it seems to change. */
  private static final Duration MEASURED_PAST = Duration.ofMinutes(10);

  /** Long enough for a balancer that is never content to show. */
  private static final Duration REST = Duration.ofMinutes(9);

  /** What comes back as an agent, a host or a manager needs a moment to do damage. */
  private static final Duration LOOK_FIRST = Duration.ofSeconds(45);

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(15);

  private final World world;
  private final Journal journal;
  private final Network network;
  private final Invariants invariants;
  private final FaultMenu faults;
  private final SplittableRandom random;
  private final List<ManagerNode> managers = new ArrayList<>();
  private final List<Host> hosts = new ArrayList<>();
  private final List<Person> people = new ArrayList<>();

  /** What guests want; null in a data center that nobody looks after. */
  private final @Nullable Demand demand;

  /**
   * What came of a run.
   *
   * @param fingerprint the same for the same history
   * @param commits steps that were written
   * @param calls of people that were answered
   * @param planned migrations that the leader began by itself
   * @param switchedOff how often a host was
   */
  public record Result(
      Duration virtual,
      long events,
      long commits,
      long terms,
      long calls,
      long planned,
      long switchedOff,
      Map<String, Integer> faults,
      long fingerprint) {}

  private DataCenterRun(long seed, Flaws flaws, Journal journal) {
    this.journal = journal;
    this.world = new World(seed, journal);
    this.network = new Network(world);
    this.random = world.random();
    this.invariants = new Invariants(world);
    Quorum quorum = new Quorum(world, network);
    quorum.witness((session, changes) -> invariants.changed(changes));
    this.demand = random.nextInt(TENDED_ONE_IN) == 0 ? new Demand(world) : null;
    addHosts(flaws);
    addManagers(quorum, flaws);
    invariants.watch(managers, hosts);
    world.check(invariants::look);
    FaultMenu.Victims victims = new FaultMenu.Victims(network, quorum, managers, hosts);
    this.faults = new FaultMenu(world, victims, invariants);
    managers.forEach(ManagerNode::start);
    hosts.forEach(Host::startAgent);
    addPeople();
  }

  private void addHosts(Flaws flaws) {
    Host.Surroundings around =
        new Host.Surroundings(world, network, new Door(), this::host, invariants, demand);
    for (int i = 1; i <= 3; i++) {
      hosts.add(new Host("h" + i, flaws.rules(), around));
    }
  }

  private void addManagers(Quorum quorum, Flaws flaws) {
    Optional<Outlets> outlets =
        Optional.ofNullable(demand)
            .map(_ -> new Outlets(world, invariants, hosts, flaws.shutdown()));
    int count = random.nextInt(4) == 0 ? 1 : 3;
    for (int i = 1; i <= count; i++) {
      managers.add(new ManagerNode("m" + i, world, network, quorum, invariants, flaws, outlets));
    }
  }

  private void addPeople() {
    boolean tended = demand != null;
    List<VmName> names = new ArrayList<>();
    int vms = tended ? random.nextInt(3, 9) : random.nextInt(1, 6);
    for (int i = 1; i <= vms; i++) {
      names.add(new VmName("vm" + i));
    }
    Person.Place place =
        new Person.Place(world, network, invariants, managers, hosts, names, tended);
    int count = random.nextInt(1, 5);
    for (int i = 1; i <= count; i++) {
      people.add(new Person("p" + i, place));
    }
  }

  /**
   * Plays one history.
   *
   * @throws Violation if something was so that must never be
   */
  public static Result of(long seed, Flaws flaws, Journal journal) {
    DataCenterRun run = new DataCenterRun(seed, flaws, journal);
    try {
      return run.play();
    } finally {
      run.world.end();
    }
  }

  private Result play() {
    faults.begin();
    int work = random.nextInt(MIN_WORK_SECONDS, MAX_WORK_SECONDS);
    world.run(Duration.ofSeconds(demand == null ? work : (long) TENDED_TIMES * work));
    faults.repair();
    people.forEach(Person::leave);
    if (demand == null) {
      settle(SETTLED_AFTER);
    } else {
      demand.steady();
      settle(TENDED_SETTLED_AFTER);
      world.run(MEASURED_PAST);
      invariants.steady();
      world.run(REST);
    }
    Map<String, Integer> counted = new TreeMap<>();
    faults.happened().forEach((fault, times) -> counted.put(fault.name(), times));
    return new Result(
        Duration.ofNanos(world.now()),
        world.steps(),
        invariants.steps(),
        invariants.term(),
        people.stream().mapToLong(Person::answered).sum(),
        invariants.planned(),
        invariants.switchedOff(),
        counted,
        journal.fingerprint());
  }

  /** Runs on until everything is settled, and no longer than it may take. */
  private void settle(Duration within) {
    long end = world.now() + within.toNanos();
    world.run(LOOK_FIRST);
    while (unsettled().isPresent() && world.now() < end) {
      world.run(LOOK_AGAIN);
    }
    unsettled().ifPresent(what -> invariants.require(false, "after the repair: " + what));
  }

  private Host host(String name) {
    return hosts.stream().filter(host -> host.name().equals(name)).findFirst().orElseThrow();
  }

  /** What has to be so once everything works and nobody asks for anything, and is not. */
  private Optional<String> unsettled() {
    List<Office> leading =
        managers.stream().map(ManagerNode::office).flatMap(Optional::stream).toList();
    if (leading.size() != 1) {
      return Optional.of(leading.size() + " managers lead");
    }
    DataCenter now = leading.getFirst().inventory().now();
    if (now.soft().claims().size() > 0) {
      return Optional.of("calls have not ended: " + now.soft().claims());
    }
    for (Host host : hosts) {
      if (isUsed(now, host)
          && now.soft().hosts().get(host.id()).filter(HostEntry::isConnected).isEmpty()) {
        return Optional.of("the agent of " + host.name() + " is not linked");
      }
    }
    for (Migration migration : now.hard().migrations().values()) {
      if (!migration.hasEnded() && !(migration.state() instanceof MigrationState.Uncertain)) {
        return Optional.of("migration " + migration.id() + " is still " + migration.state());
      }
    }
    return now.hard().vms().values().stream()
        .flatMap(vm -> unsettled(now, vm).stream())
        .findFirst();
  }

  /** One that goes off, is off or comes on need not be linked. */
  private static boolean isUsed(DataCenter now, Host host) {
    return switch (now.hard().standbys().of(host.id()).stage()) {
      case ON, EMPTYING, FAILED_TO_RETURN -> true;
      case GOING_OFF, STANDBY, COMING_ON -> false;
    };
  }

  private Optional<String> unsettled(DataCenter now, VmEntry vm) {
    RightToRun right = vm.right();
    if (!(right instanceof RightToRun.Owned)) {
      return now.hard().migrationOf(vm.id()).isPresent()
          ? Optional.empty()
          : Optional.of("VM " + vm.name() + " is in handover, and no migration is");
    }
    for (Host host : hosts) {
      if (host.id().equals(right.home())) {
        if (!host.hasDisksOf(vm.spec()) && !invariants.isDoomed(vm.id())) {
          return Optional.of("VM " + vm.name() + " has no disk on " + host.name() + ", its home");
        }
        continue;
      }
      if (host.runsGuest(vm.id())) {
        return Optional.of(
            "VM " + vm.name() + " is recorded on " + right.home() + ", runs on " + host.name());
      }
      if (host.generation(vm.id()) > right.generation().value()) {
        return Optional.of(
            host.name() + " knows a newer generation of VM " + vm.name() + " than the records");
      }
    }
    return Optional.empty();
  }

  /** Where agents come in. */
  private final class Door implements ManagerDoor {
    @Override
    public int count() {
      return managers.size();
    }

    @Override
    public Optional<Link> open(int manager, Network.Port from, Guest guest) {
      ManagerNode node = managers.get(manager);
      if (!network.reaches(from.node(), node.name())
          || node.process().filter(p -> !p.isPaused()).isEmpty()) {
        return Optional.empty();
      }
      return node.office().map(office -> office.links().accept(from, guest));
    }
  }
}
