package io.godwit.planner.layout;

import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.HostFacts;
import io.godwit.planner.cluster.MoveUnderWay;
import io.godwit.planner.cluster.VmFacts;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which VM is on which host, and what each host has left. Confined to one thread. */
public final class Layout {
  /** The place of a VM that runs on no host. */
  public static final int NOWHERE = -1;

  private static final int FEW = 8;
  private static final double ROUNDING = 1e-9;

  private final ClusterSnapshot snapshot;
  private final List<HostFacts> hosts;
  private final List<VmFacts> vms;
  private final Map<HostId, Integer> hostNumbers = new HashMap<>();
  private final Map<VmId, Integer> vmNumbers = new HashMap<>();
  private final Wants wants;
  private final int[] place;
  private final int[] slot;
  private final int[][] residents;
  private final int[] count;
  private final int[] source;
  private final int[] behind;
  private final long[] memory;
  private final long[] working;
  private final long[] vcpus;
  private final double[] reserved;
  private final double[] mean;
  private final double[] variance;
  private final double[] network;
  private final long[] memoryRoom;
  private final long[] vcpuRoom;

  /** As the snapshot has it. */
  public Layout(ClusterSnapshot snapshot) {
    this.snapshot = snapshot;
    hosts = snapshot.hosts();
    vms = snapshot.vms();
    wants = new Wants(vms);
    place = new int[vms.size()];
    slot = new int[vms.size()];
    source = new int[vms.size()];
    behind = new int[hosts.size()];
    residents = new int[hosts.size()][FEW];
    count = new int[hosts.size()];
    memory = new long[hosts.size()];
    working = new long[hosts.size()];
    vcpus = new long[hosts.size()];
    reserved = new double[hosts.size()];
    mean = new double[hosts.size()];
    variance = new double[hosts.size()];
    network = new double[hosts.size()];
    memoryRoom = hosts.stream().mapToLong(host -> host.memory().bytes()).toArray();
    vcpuRoom = hosts.stream().mapToLong(HostFacts::vcpuRoom).toArray();
    for (int host = 0; host < hosts.size(); host++) {
      hostNumbers.put(hosts.get(host).id(), host);
    }
    for (int vm = 0; vm < vms.size(); vm++) {
      vmNumbers.put(vms.get(vm).id(), vm);
    }
    settle();
  }

  private void settle() {
    Arrays.fill(place, NOWHERE);
    Arrays.fill(source, NOWHERE);
    Map<VmId, MoveUnderWay> moves = new HashMap<>();
    snapshot.underWay().forEach(move -> moves.put(move.vm(), move));
    for (int vm = 0; vm < vms.size(); vm++) {
      MoveUnderWay move = moves.get(vms.get(vm).id());
      HostId home = vms.get(vm).home();
      if (move != null) {
        place(vm, hostNumber(move.to()));
        int from = hostNumber(move.from());
        source[vm] = from;
        behind[from]++;
        memory[from] += wants.memory(vm);
        vcpus[from] += wants.vcpus(vm);
        reserved[from] += wants.reserved(vm);
      } else if (home != null) {
        place(vm, hostNumber(home));
      }
    }
  }

  public ClusterSnapshot snapshot() {
    return snapshot;
  }

  public int hosts() {
    return hosts.size();
  }

  public int vms() {
    return vms.size();
  }

  public HostFacts host(int host) {
    return hosts.get(host);
  }

  public VmFacts vm(int vm) {
    return vms.get(vm);
  }

  /** What VMs want, as numbers. */
  public Wants wants() {
    return wants;
  }

  /**
   * The number of a host.
   *
   * @throws IllegalArgumentException if the snapshot has no such host
   */
  public int hostNumber(HostId id) {
    Integer number = hostNumbers.get(id);
    if (number == null) {
      throw new IllegalArgumentException("no host " + id + " in this cluster");
    }
    return number;
  }

  /** The number of a VM; empty if the snapshot has no such VM. */
  public Optional<Integer> findVm(VmId id) {
    return Optional.ofNullable(vmNumbers.get(id));
  }

  /** The number of a host; empty if the snapshot has no such host. */
  public Optional<Integer> findHost(HostId id) {
    return Optional.ofNullable(hostNumbers.get(id));
  }

  /** The host of a VM, or {@link #NOWHERE}. */
  public int place(int vm) {
    return place[vm];
  }

  /** Whether a migration of it runs already. */
  public boolean isUnderWay(int vm) {
    return source[vm] != NOWHERE;
  }

  /** Where a VM under way comes from, or {@link #NOWHERE}. */
  public int source(int vm) {
    return source[vm];
  }

  /** How many VMs a migration takes from a host just now; {@link #count} has them no more. */
  public int behind(int host) {
    return behind[host];
  }

  /** How many VMs a host has. */
  public int count(int host) {
    return count[host];
  }

  /** One of the VMs of a host; their order changes with each move. */
  public int resident(int host, int index) {
    return residents[host][index];
  }

  /** The VMs of a host, by number. */
  public int[] residents(int host) {
    int[] all = Arrays.copyOf(residents[host], count[host]);
    Arrays.sort(all);
    return all;
  }

  /** Puts a VM that is nowhere on a host, whether it fits or not. */
  public void place(int vm, int host) {
    place[vm] = host;
    if (count[host] == residents[host].length) {
      residents[host] = Arrays.copyOf(residents[host], 2 * count[host]);
    }
    slot[vm] = count[host];
    residents[host][count[host]++] = vm;
    add(vm, host, 1);
  }

  /** Takes a VM from its host. */
  public void take(int vm) {
    int host = place[vm];
    int last = residents[host][--count[host]];
    residents[host][slot[vm]] = last;
    slot[last] = slot[vm];
    place[vm] = NOWHERE;
    add(vm, host, -1);
  }

  /** From wherever it is to a host. */
  public void move(int vm, int host) {
    if (place[vm] != NOWHERE) {
      take(vm);
    }
    place(vm, host);
  }

  private void add(int vm, int host, int sign) {
    memory[host] += sign * wants.memory(vm);
    working[host] += sign * wants.working(vm);
    vcpus[host] += sign * (long) wants.vcpus(vm);
    reserved[host] += sign * wants.reserved(vm);
    mean[host] += sign * wants.mean(vm);
    variance[host] += sign * wants.variance(vm);
    network[host] += sign * wants.network(vm);
  }

  /** Whether a host has room for one more VM, as much as it is allowed to promise. */
  public boolean fits(int vm, int host) {
    return memory[host] + wants.memory(vm) <= memoryRoom[host]
        && vcpus[host] + wants.vcpus(vm) <= vcpuRoom[host]
        && reserved[host] + wants.reserved(vm) <= hosts.get(host).cores() + ROUNDING;
  }

  /** Whether a host has promised more than it has. */
  public boolean isOverfull(int host) {
    return memory[host] > memoryRoom[host]
        || vcpus[host] > vcpuRoom[host]
        || reserved[host] > hosts.get(host).cores() + ROUNDING;
  }

  /** Bytes that VMs of a host have, those that leave it included. */
  public long memory(int host) {
    return memory[host];
  }

  /** Bytes that guests of a host work with. */
  public long working(int host) {
    return working[host];
  }

  public long memoryRoom(int host) {
    return memoryRoom[host];
  }

  public long vcpus(int host) {
    return vcpus[host];
  }

  public long vcpuRoom(int host) {
    return vcpuRoom[host];
  }

  /** Cores that are reserved by VMs of a host. */
  public double reserved(int host) {
    return reserved[host];
  }

  /** Cores that VMs of a host want on average. */
  public double mean(int host) {
    return Math.max(0, mean[host]);
  }

  /** Variance of the cores that they want, in square cores, as if none knew of the others. */
  public double variance(int host) {
    return Math.max(0, variance[host]);
  }

  /** Bytes per second that VMs of a host send and receive. */
  public double network(int host) {
    return Math.max(0, network[host]);
  }

  /** The fullest of what a host has promised, as a share; more than 1 if it is overfull. */
  public double fullness(int host) {
    double ofMemory = (double) memory[host] / Math.max(1, memoryRoom[host]);
    double ofVcpus = (double) vcpus[host] / vcpuRoom[host];
    double ofCores = reserved[host] / hosts.get(host).cores();
    return Math.max(ofMemory, Math.max(ofVcpus, ofCores));
  }
}
