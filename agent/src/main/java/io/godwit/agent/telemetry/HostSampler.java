package io.godwit.agent.telemetry;

import io.godwit.model.telemetry.DatastoreUse;
import io.godwit.model.telemetry.DiskUse;
import io.godwit.model.telemetry.HostSample;
import io.godwit.model.telemetry.InterfaceUse;
import io.godwit.model.telemetry.Load;
import io.godwit.model.telemetry.MemoryUse;
import io.godwit.model.telemetry.Pressures;
import io.godwit.protocol.agent.ToManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Measures the host and has its VMs measured. Owned by the sampling thread. */
final class HostSampler {
  private static final String LOOPBACK = "lo";

  private final ProcFiles files;
  private final VmSampler vmSampler;
  private @Nullable Reading before;

  HostSampler(ProcFiles files) {
    this.files = files;
    this.vmSampler = new VmSampler(files);
  }

  /** Counters of the host at one moment. */
  private record Reading(
      long nanos,
      CpuCounters cpu,
      SortedMap<String, InterfaceCounters> interfaces,
      SortedMap<String, DiskCounters> disks) {}

  /**
   * Measures since the call before; empty for the first, and where the kernel does not tell.
   *
   * @param nanos by a monotonic clock
   * @param datastores as far as they are known
   * @param dropped samples that no manager got
   * @throws NumberFormatException if the kernel writes what it never wrote
   */
  Optional<ToManager.Telemetry> sample(
      Instant at, long nanos, List<VmProcess> vms, List<DatastoreUse> datastores, long dropped) {
    CpuCounters cpu = files.read("stat").flatMap(CpuCounters::parse).orElse(null);
    MemoryUse memory = files.read("meminfo").flatMap(HostFigures::memory).orElse(null);
    if (cpu == null || memory == null) {
      return Optional.empty();
    }
    Reading now =
        new Reading(
            nanos,
            cpu,
            InterfaceCounters.parse(files.read("net/dev").orElse("")),
            disks(files.read("diskstats").orElse("")));
    Reading earlier = before;
    before = now;
    Duration interval =
        Duration.ofNanos(earlier == null ? 1 : Math.max(1, nanos - earlier.nanos()));
    var samples = vmSampler.sample(vms, now.interfaces(), interval);
    if (earlier == null) {
      return Optional.empty();
    }
    HostSample host =
        new HostSample(
            at,
            interval,
            cpu.cpus(),
            cpu.since(earlier.cpu()),
            memory,
            files.read("loadavg").flatMap(HostFigures::load).orElse(Load.ZERO),
            pressures(),
            interfaces(now, earlier, vms, interval),
            disks(now, earlier, interval),
            datastores,
            dropped);
    return Optional.of(new ToManager.Telemetry(host, samples));
  }

  private Pressures pressures() {
    return new Pressures(
        files.read("pressure/cpu").map(HostFigures::pressure).orElse(null),
        files.read("pressure/memory").map(HostFigures::pressure).orElse(null),
        files.read("pressure/io").map(HostFigures::pressure).orElse(null));
  }

  private SortedMap<String, DiskCounters> disks(String diskstats) {
    var physical = new TreeMap<String, DiskCounters>();
    for (Map.Entry<String, DiskCounters> each : DiskCounters.parse(diskstats).entrySet()) {
      if (files.isPhysicalDisk(each.getKey())) {
        physical.put(each.getKey(), each.getValue());
      }
    }
    return physical;
  }

  /** Taps are told of with their VMs. */
  private static List<InterfaceUse> interfaces(
      Reading now, Reading earlier, List<VmProcess> vms, Duration interval) {
    Set<String> left = new HashSet<>(Set.of(LOOPBACK));
    vms.forEach(vm -> left.addAll(vm.taps()));
    List<InterfaceUse> uses = new ArrayList<>();
    now.interfaces()
        .forEach((name, counters) -> {
          InterfaceCounters then = earlier.interfaces().get(name);
          if (then != null && !left.contains(name) && uses.size() < HostSample.MAX_INTERFACES) {
            uses.add(counters.since(then, name, interval));
          }
        });
    return uses;
  }

  private static List<DiskUse> disks(Reading now, Reading earlier, Duration interval) {
    List<DiskUse> uses = new ArrayList<>();
    now.disks()
        .forEach((name, counters) -> {
          DiskCounters then = earlier.disks().get(name);
          if (then != null && uses.size() < HostSample.MAX_DISKS) {
            uses.add(counters.since(then, name, interval));
          }
        });
    return uses;
  }
}
