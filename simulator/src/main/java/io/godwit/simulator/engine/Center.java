package io.godwit.simulator.engine;

import io.godwit.simulator.trace.Trace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Hosts and VMs, and what the VMs will want.
 *
 * @param vms the size of each VM of the trace
 * @param cpu what they want of their size
 * @param memory what they use of their memory, in percent; null if nobody has measured
 * @param start the host of each VM when it begins, by number
 */
public record Center(
    List<HostType> hosts,
    List<VmType> vms,
    Trace cpu,
    @Nullable Trace memory,
    List<Integer> start) {
  private static final List<VmType> QUARTERS =
      List.of(VmType.LARGE, VmType.MEDIUM, VmType.SMALL, VmType.MICRO);

  public Center {
    hosts = List.copyOf(hosts);
    vms = List.copyOf(vms);
    start = List.copyOf(start);
    if (vms.size() != cpu.size() || start.size() != vms.size()) {
      throw new IllegalArgumentException("each VM has a size, a row of the trace, and a host");
    }
    if (memory != null && (memory.size() != cpu.size() || memory.samples() != cpu.samples())) {
      throw new IllegalArgumentException("processor and memory are of the same VMs and times");
    }
    for (int host : start) {
      if (host < 0 || host >= hosts.size()) {
        throw new IllegalArgumentException("there is no host " + host);
      }
    }
  }

  /** The measured memory; empty if nobody has. */
  public Optional<Trace> memoryTrace() {
    return Optional.ofNullable(memory);
  }

  /**
   * The set-up of the PlanetLab benchmark: of the hosts every other one is a G4 and a G5, VMs have
   * four sizes by quarters of their order, each begins on the first host with room for its size.
   *
   * @param memoryBinds whether room is of memory too, or of processors alone
   */
  public static Center planetlab(Trace trace, int hosts, boolean memoryBinds) {
    List<HostType> types = new ArrayList<>();
    for (int host = 0; host < hosts; host++) {
      types.add(host % 2 == 0 ? HostType.ML110_G4 : HostType.ML110_G5);
    }
    int quarter = Math.ceilDiv(trace.size(), QUARTERS.size());
    List<VmType> sizes = new ArrayList<>();
    for (int vm = 0; vm < trace.size(); vm++) {
      sizes.add(QUARTERS.get(vm / quarter));
    }
    return new Center(types, sizes, trace, null, firstFit(types, sizes, memoryBinds));
  }

  /**
   * VMs of equal size dealt out to equal hosts, one after the other.
   *
   * @param room VMs at 100 % that a host has processors for
   */
  public static Center even(Trace cpu, @Nullable Trace memory, int hosts, int room) {
    VmType size = new VmType("1000 MIPS", 1000, 1740);
    HostType type =
        new HostType(
            "even",
            room,
            1000,
            2.0 * size.memoryMiB() * Math.ceilDiv(cpu.size(), hosts),
            HostType.ML110_G5.linkBytesPerSecond(),
            HostType.ML110_G5.power());
    List<Integer> start = new ArrayList<>();
    for (int vm = 0; vm < cpu.size(); vm++) {
      start.add(vm % hosts);
    }
    return new Center(
        Collections.nCopies(hosts, type),
        Collections.nCopies(cpu.size(), size),
        cpu,
        memory,
        start);
  }

  private static List<Integer> firstFit(
      List<HostType> hosts, List<VmType> vms, boolean memoryBinds) {
    double[] speed = hosts.stream().mapToDouble(HostType::speed).toArray();
    double[] memory = hosts.stream().mapToDouble(HostType::memoryMiB).toArray();
    List<Integer> start = new ArrayList<>();
    for (VmType vm : vms) {
      int host = 0;
      while (hosts.get(host).coreSpeed() < vm.speed()
          || speed[host] < vm.speed()
          || (memoryBinds && memory[host] < vm.memoryMiB())) {
        host++;
        if (host == hosts.size()) {
          throw new IllegalArgumentException(
              "VM " + start.size() + " of " + vms.size() + " finds no room on " + host + " hosts");
        }
      }
      speed[host] -= vm.speed();
      memory[host] -= vm.memoryMiB();
      start.add(host);
    }
    return start;
  }

  /** MIPS that a VM wants at a sample. */
  double demand(int vm, int sample) {
    return vms.get(vm).speed() * cpu.percent(vm, Math.min(sample, cpu.samples() - 1)) / 100;
  }
}
