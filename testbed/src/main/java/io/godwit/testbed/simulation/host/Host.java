package io.godwit.testbed.simulation.host;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.Accelerator;
import io.godwit.model.host.AcceleratorVerdict;
import io.godwit.model.host.Datastore;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.host.HostDescription;
import io.godwit.model.host.HostId;
import io.godwit.model.host.NetworkName;
import io.godwit.model.host.QemuVersion;
import io.godwit.model.migration.DiskCopy;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmSpec;
import io.godwit.testbed.simulation.network.Network;
import io.godwit.testbed.simulation.scheduler.VirtualProcess;
import io.godwit.testbed.simulation.scheduler.World;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A machine: what is on its disk, the QEMUs that run, and an agent while it runs. */
public final class Host {
  static final String MACHINE = "pc-q35-10.0";
  static final int CPUS = 8;
  static final DataSize MEMORY = DataSize.ofGibibytes(64);
  static final QemuVersion VERSION = new QemuVersion(10, 0, 2);

  /** The datastore that all hosts share. */
  public static final DatastoreName SHARED = new DatastoreName("shared");

  /** The datastore that each host has for itself. */
  public static final DatastoreName LOCAL = new DatastoreName("local");

  private static final int MIN_START_MILLIS = 50;
  private static final int MAX_START_MILLIS = 800;
  private static final int MIN_MIRROR_MILLIS = 20;
  private static final int MAX_MIRROR_MILLIS = 5000;

  /** While threads are late, one in so many is. */
  private static final int LATE_ONE_IN = 3;

  private final World world;
  private final Network network;
  private final String name;
  private final Rules rules;
  private final ManagerDoor door;
  private final Function<String, @Nullable Host> neighbours;
  private final Monitoring monitoring;
  private final @Nullable Demand demand;
  private final SplittableRandom random;
  private final Map<VmId, Stored> disk = new TreeMap<>();
  private final Map<Long, Qemu> qemus = new TreeMap<>();
  private final LocalDisks localDisks = new LocalDisks();
  private long pids = 1000;
  private long epoch;
  private int runs;
  private int boots;
  private boolean powered = true;
  private Duration diskTime = Duration.ZERO;
  private Duration lateOrders = Duration.ZERO;
  private @Nullable Agent agent;

  /** Sees what guests do, at the moment they do it. */
  public interface Monitoring {
    /** The guest's CPUs run on the host from now on. */
    void runs(Host host, VmId vm);

    /** The guest runs on from a state that it had left behind: it ran elsewhere since. */
    void wentBack(Host host, VmId vm);

    /** The guest runs on the host without a disk that it needs. */
    void lacksDisk(Host host, VmId vm);

    /** A definition of the VM was replaced by one of another generation, perhaps. */
    void kept(Host host, VmId vm, long before, long after);

    /** An order is carried out that rests on this generation of the VM. */
    void obeys(Host host, VmId vm, long generation);

    /** The host knows nothing of the VM from now on. */
    void forgot(Host host, VmId vm);

    /** Something that is promised to be done at most once. */
    void once(String what);
  }

  /**
   * What a host needs from its surroundings.
   *
   * @param neighbours hosts by name
   * @param demand what guests want; null if nobody measures
   */
  public record Surroundings(
      World world,
      Network network,
      ManagerDoor door,
      Function<String, @Nullable Host> neighbours,
      Monitoring monitoring,
      @Nullable Demand demand) {}

  public Host(String name, Rules rules, Surroundings around) {
    this.world = around.world();
    this.network = around.network();
    this.door = around.door();
    this.neighbours = around.neighbours();
    this.monitoring = around.monitoring();
    this.demand = around.demand();
    this.name = name;
    this.rules = rules;
    this.random = world.random();
  }

  public String name() {
    return name;
  }

  public HostId id() {
    return new HostId(name);
  }

  // ---------------------------------------------------------------- power, processes, faults

  public void startAgent() {
    if (powered && agent == null) {
      runs++;
      note(() -> name + ": agent starts");
      agent = new Agent(this, world.process(name + "/agent-" + runs), door);
    }
  }

  public void killAgent() {
    if (agent != null) {
      note(() -> name + ": agent is killed");
      VirtualProcess process = agent.process();
      process.kill();
      network.closed(process);
      qemus.values().forEach(qemu -> qemu.monitor(null));
      agent = null;
    }
  }

  /** Loses its power: all that runs is gone, and nobody is told. */
  public void losePower() {
    if (powered) {
      powered = false;
      note(() -> name + ": loses its power");
      if (agent != null) {
        agent.process().kill();
        agent = null;
      }
      List.copyOf(qemus.values()).forEach(Qemu::vanish);
      network.review();
    }
  }

  public void boot() {
    if (!powered) {
      powered = true;
      boots++;
      note(() -> name + ": boots");
      network.rebooted(name);
      startAgent();
    }
  }

  /** How often it has booted: what was to happen to an earlier run of it is void. */
  public int boots() {
    return boots;
  }

  public boolean isPowered() {
    return powered;
  }

  public Optional<VirtualProcess> agentProcess() {
    return Optional.ofNullable(agent).map(Agent::process);
  }

  /** A QEMU of this host, by a number that a fault drew. */
  public Optional<Runnable> killGuest(int which) {
    return pick(which).map(qemu -> qemu::die);
  }

  /** A QEMU's main loop, which stops to answer when it is paused. */
  public Optional<VirtualProcess> mainLoop(int which) {
    return pick(which).map(Qemu::process);
  }

  private Optional<Qemu> pick(int which) {
    return qemus.isEmpty()
        ? Optional.empty()
        : Optional.of(List.copyOf(qemus.values()).get(Math.floorMod(which, qemus.size())));
  }

  public void slowDisk(Duration each) {
    diskTime = each;
    note(() -> name + ": its disk takes " + each);
  }

  /** Some of the threads that carry out orders begin late from now on, by up to {@code most}. */
  public void lateOrders(Duration most) {
    lateOrders = most;
    note(() -> name + ": its threads begin up to " + most + " late");
  }

  /** Breaks its agent's link, if it has one. */
  public void loseLink() {
    if (agent != null) {
      note(() -> name + ": its agent's link breaks");
      agent.loseLink();
    }
  }

  public boolean runsGuest(VmId vm) {
    return qemus.values().stream().anyMatch(qemu -> qemu.vm().equals(vm) && qemu.runsGuest());
  }

  /** The VMs whose guests run here, with their processors. */
  public SortedMap<VmId, Integer> guests() {
    SortedMap<VmId, Integer> guests = new TreeMap<>();
    for (Stored stored : disk.values()) {
      if (runsGuest(stored.vm())) {
        guests.put(stored.vm(), stored.spec().cpus());
      }
    }
    return guests;
  }

  /** What an agent would find: the generation of a VM on disk, 0 if it has none. */
  public long generation(VmId vm) {
    Stored stored = disk.get(vm);
    return stored == null ? 0 : stored.generation().value();
  }

  public boolean has(VmId vm) {
    return disk.containsKey(vm);
  }

  // ---------------------------------------------------------------- for its agent and QEMUs

  Rules rules() {
    return rules;
  }

  Network network() {
    return network;
  }

  Optional<Demand> demand() {
    return Optional.ofNullable(demand);
  }

  void note(Supplier<String> what) {
    world.note(what);
  }

  Duration diskTime() {
    return diskTime;
  }

  /** How long the thread of an order waits for its first turn. */
  Duration orderTime() {
    return lateOrders.isZero() || random.nextInt(LATE_ONE_IN) > 0
        ? Duration.ZERO
        : Duration.ofMillis(random.nextLong(lateOrders.toMillis()));
  }

  Duration startTime() {
    return Duration.ofMillis(random.nextInt(MIN_START_MILLIS, MAX_START_MILLIS));
  }

  Duration mirrorTime() {
    return Duration.ofMillis(random.nextInt(MIN_MIRROR_MILLIS, MAX_MIRROR_MILLIS));
  }

  int firstManager() {
    return random.nextInt(door.count());
  }

  void keep(Stored stored) {
    monitoring.kept(this, stored.vm(), generation(stored.vm()), stored.generation().value());
    disk.put(stored.vm(), stored);
  }

  void forget(VmId vm) {
    if (disk.remove(vm) != null) {
      monitoring.forgot(this, vm);
    }
  }

  /** Whether a leader of this epoch is followed: none that is older than one that was. */
  boolean follows(long leaders) {
    if (leaders < epoch) {
      return false;
    }
    epoch = leaders;
    return true;
  }

  Collection<Stored> kept() {
    return List.copyOf(disk.values());
  }

  Optional<Qemu> qemu(long pid) {
    return Optional.ofNullable(qemus.get(pid));
  }

  Qemu launch(VmId vm, Qemu.Run how) {
    if (qemus.values().stream().anyMatch(qemu -> qemu.vm().equals(vm))) {
      throw new GodwitException(
          ErrorCode.DISK_LOCKED, "Another QEMU has the VM's disk open.", "Stop it.");
    }
    long pid = ++pids;
    Qemu qemu = new Qemu(world, network, this, vm, pid, how);
    qemus.put(pid, qemu);
    return qemu;
  }

  @Nullable Qemu neighbour(String address, int pid) {
    Host other = neighbours.apply(address);
    return other == null ? null : other.qemus.get((long) pid);
  }

  void obeys(VmId vm, Generation generation) {
    monitoring.obeys(this, vm, generation.value());
  }

  void once(String what) {
    monitoring.once(what);
  }

  void wentBack(VmId vm) {
    monitoring.wentBack(this, vm);
  }

  void ran(VmId vm) {
    monitoring.runs(this, vm);
    requireDisks(vm);
  }

  /** No guest that runs may lose a disk. */
  private void requireDisks(VmId vm) {
    Stored stored = disk.get(vm);
    if (runsGuest(vm) && stored != null && !localDisks.hasAllOf(stored.spec())) {
      monitoring.lacksDisk(this, vm);
    }
  }

  LocalDisks localDisks() {
    return localDisks;
  }

  /** Whether the disks are here that the VM has on this host alone. */
  public boolean hasDisksOf(VmSpec spec) {
    return localDisks.hasAllOf(spec);
  }

  /** A VM works on copies elsewhere from now on. */
  void discard(VmId vm, List<DiskCopy> copies) {
    Stored stored = disk.get(vm);
    if (stored != null) {
      copies.forEach(copy -> localDisks.discard(stored.spec().disks().get(copy.disk()).file()));
      requireDisks(vm);
    }
  }

  void ended(Qemu qemu) {
    qemus.remove(qemu.pid());
  }

  HostDescription description() {
    return new HostDescription(
        id(),
        "simulated",
        "6.1",
        CPUS,
        MEMORY,
        new AcceleratorVerdict(Accelerator.TCG, "it is a simulation"),
        VERSION,
        List.of(MACHINE),
        "godwit",
        name,
        List.of(
            new Datastore(SHARED, Datastore.Reach.SHARED),
            new Datastore(LOCAL, Datastore.Reach.LOCAL)),
        List.of(new NetworkName("lan")),
        null,
        null);
  }
}
