package io.godwit.testbed.simulation.center;

import io.godwit.testbed.simulation.host.Host;
import io.godwit.testbed.simulation.keeper.Quorum;
import io.godwit.testbed.simulation.network.Network;
import io.godwit.testbed.simulation.scheduler.VirtualProcess;
import io.godwit.testbed.simulation.scheduler.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** What goes wrong, when and for how long; drawn from the seed. */
final class FaultMenu {
  /** Kinds of fault. */
  enum Fault {
    MANAGER_KILLED,
    MANAGER_PAUSED,
    MANAGER_CLOCK_JUMPS,
    MANAGER_FROM_QUORUM,
    MANAGER_FROM_HOST,
    HOST_FROM_HOST,
    QUORUM_CONNECTION_LOST,
    QUORUM_AWAY,
    QUORUM_SLOW_DISK,
    LEADER_NODE_REMOVED,
    LINK_LOSES,
    LINK_SLOW,
    AGENT_KILLED,
    AGENT_PAUSED,
    AGENT_CLOCK_JUMPS,
    AGENT_LINK_LOST,
    ORDERS_LATE,
    HOST_POWER_LOST,
    HOST_SLOW_DISK,
    GUEST_KILLED,
    QEMU_SILENT
  }

  private static final Fault[] ALL = Fault.values();
  private static final String LEADER = "/godwit/leader";

  private final World world;
  private final Network network;
  private final Quorum quorum;
  private final Invariants invariants;
  private final List<ManagerNode> managers;
  private final List<Host> hosts;
  private final SplittableRandom random;
  private final List<VirtualProcess> paused = new ArrayList<>();
  private final TreeMap<Fault, Integer> happened = new TreeMap<>();
  private final Duration meanPause;
  private boolean over;

  /** What can be struck. */
  record Victims(Network network, Quorum quorum, List<ManagerNode> managers, List<Host> hosts) {}

  FaultMenu(World world, Victims victims, Invariants invariants) {
    this.world = world;
    this.network = victims.network();
    this.quorum = victims.quorum();
    this.managers = victims.managers();
    this.hosts = victims.hosts();
    this.invariants = invariants;
    this.random = world.random();
    // Some data centers are struck every second, some once a minute: both find things.
    this.meanPause = Duration.ofMillis(1000L << random.nextInt(6));
  }

  void begin() {
    world.after(pause(), this::strike);
  }

  Map<Fault, Integer> happened() {
    return happened;
  }

  private Duration pause() {
    return Duration.ofMillis(random.nextLong(1, 2 * meanPause.toMillis()));
  }

  private Duration between(int leastMillis, int mostMillis) {
    return Duration.ofMillis(random.nextInt(leastMillis, mostMillis));
  }

  private void strike() {
    if (!over) {
      Fault fault = ALL[random.nextInt(ALL.length)];
      happened.merge(fault, 1, Integer::sum);
      strike(fault);
      world.after(pause(), this::strike);
    }
  }

  private <T> T any(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }

  private void strike(Fault fault) {
    ManagerNode manager = random.nextBoolean() ? leader() : any(managers);
    Host host = any(hosts);
    Host other = any(hosts);
    switch (fault) {
      case MANAGER_KILLED -> {
        manager.kill();
        world.after(between(100, 12_000), manager::start);
      }
      case MANAGER_PAUSED -> manager.process().ifPresent(p -> pause(p, sleep()));
      case MANAGER_CLOCK_JUMPS -> manager.process().ifPresent(this::jump);
      case MANAGER_FROM_QUORUM -> cut(manager.name(), Quorum.NODE);
      case MANAGER_FROM_HOST -> cut(manager.name(), host.name());
      case HOST_FROM_HOST -> cut(host.name(), other.name());
      case QUORUM_CONNECTION_LOST -> quorum.breakConnection(random.nextInt(managers.size()));
      case QUORUM_AWAY -> {
        quorum.leave();
        world.after(between(100, 12_000), quorum::comeBack);
      }
      case QUORUM_SLOW_DISK -> {
        quorum.slow(between(10, 3_000));
        world.after(between(1_000, 10_000), () -> quorum.slow(Duration.ZERO));
      }
      case LEADER_NODE_REMOVED -> {
        if (quorum.remove(LEADER)) {
          invariants.leaderRemoved();
        }
      }
      case LINK_LOSES -> lossy(manager.name(), random.nextBoolean() ? Quorum.NODE : host.name());
      case LINK_SLOW -> slow(manager.name(), random.nextBoolean() ? Quorum.NODE : host.name());
      case AGENT_KILLED -> {
        host.killAgent();
        world.after(between(50, 20_000), host::startAgent);
      }
      case AGENT_PAUSED -> host.agentProcess().ifPresent(p -> pause(p, between(50, 15_000)));
      case AGENT_CLOCK_JUMPS -> host.agentProcess().ifPresent(this::jump);
      case AGENT_LINK_LOST -> host.loseLink();
      case ORDERS_LATE -> {
        // An order that is late does most harm if it is given again meanwhile, over another link.
        host.lateOrders(between(100, 40_000));
        world.after(between(50, 20_000), host::loseLink);
        world.after(between(1_000, 20_000), () -> host.lateOrders(Duration.ZERO));
      }
      case HOST_POWER_LOST -> {
        host.losePower();
        world.after(between(5_000, 60_000), host::boot);
      }
      case HOST_SLOW_DISK -> {
        host.slowDisk(between(10, 2_000));
        world.after(between(1_000, 10_000), () -> host.slowDisk(Duration.ZERO));
      }
      case GUEST_KILLED -> host.killGuest(random.nextInt(100)).ifPresent(Runnable::run);
      case QEMU_SILENT ->
          host.mainLoop(random.nextInt(100)).ifPresent(p -> pause(p, between(100, 20_000)));
    }
  }

  /** Half of the faults of managers strike the one whose faults matter most. */
  private ManagerNode leader() {
    return managers.stream()
        .filter(manager -> manager.office().isPresent())
        .findFirst()
        .orElseGet(() -> any(managers));
  }

  /** Often about as long as a lease and a session last: too short and too long are no trial. */
  private Duration sleep() {
    return random.nextBoolean() ? between(4_000, 9_000) : between(50, 15_000);
  }

  private void pause(VirtualProcess process, Duration length) {
    if (!process.isPaused() && process.isAlive()) {
      world.note(() -> process.name() + ": paused for " + length);
      process.pause();
      paused.add(process);
      network.review();
      world.after(length, () -> goOn(process));
    }
  }

  private void goOn(VirtualProcess process) {
    if (paused.remove(process)) {
      world.note(() -> process.name() + ": goes on");
      process.goOn();
      network.review();
    }
  }

  private void jump(VirtualProcess process) {
    Duration by = Duration.ofSeconds(random.nextInt(-7200, 7200));
    world.note(() -> process.name() + ": its wall clock jumps by " + by);
    process.jump(by);
  }

  private void cut(String a, String b) {
    if (!a.equals(b)) {
      network.cut(a, b);
      world.after(between(50, 20_000), () -> network.heal(a, b));
    }
  }

  private void lossy(String a, String b) {
    network.lose(a, b, random.nextDouble() / 2);
    world.after(between(1_000, 10_000), () -> network.lose(a, b, 0));
  }

  private void slow(String a, String b) {
    network.detour(a, b, between(20, 3_000));
    world.after(between(1_000, 10_000), () -> network.detour(a, b, Duration.ZERO));
  }

  /** Ends all faults and brings everything back. */
  void repair() {
    over = true;
    world.note(() -> "everything is repaired");
    List.copyOf(paused).forEach(this::goOn);
    quorum.comeBack();
    quorum.slow(Duration.ZERO);
    network.repair();
    managers.forEach(ManagerNode::start);
    hosts.forEach(host -> {
      host.slowDisk(Duration.ZERO);
      host.lateOrders(Duration.ZERO);
      host.boot();
      host.startAgent();
    });
  }
}
