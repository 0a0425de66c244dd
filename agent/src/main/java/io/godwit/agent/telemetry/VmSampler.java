package io.godwit.agent.telemetry;

import io.godwit.model.telemetry.VmSample;
import io.godwit.model.vm.VmId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Measures VMs by their processes. Owned by the sampling thread. */
final class VmSampler {
  /** QEMU names the threads of virtual processors {@code CPU 0/KVM}, {@code CPU 3/TCG}. */
  private static final String VCPU = "CPU ";

  private final ProcFiles files;
  private Map<VmId, VmCounters> before = Map.of();
  private Map<VmId, Threads> threads = new HashMap<>();

  VmSampler(ProcFiles files) {
    this.files = files;
  }

  /** The virtual processors of one process; they stay the same while it lives. */
  private record Threads(long pid, long startTicks, List<String> ids) {}

  /** Reads all and tells those that were there before. */
  List<VmSample> sample(
      List<VmProcess> vms, SortedMap<String, InterfaceCounters> interfaces, Duration interval) {
    Map<VmId, VmCounters> now = new HashMap<>();
    Map<VmId, Threads> known = new HashMap<>();
    List<VmSample> samples = new ArrayList<>();
    for (VmProcess vm : vms) {
      read(vm, interfaces, known)
          .ifPresent(counters -> {
            now.put(vm.vm(), counters);
            VmCounters earlier = before.get(vm.vm());
            if (earlier != null && counters.isOfSameProcess(earlier)) {
              samples.add(counters.since(earlier, vm.vm(), interval));
            }
          });
    }
    before = now;
    threads = known;
    return samples;
  }

  private Optional<VmCounters> read(
      VmProcess vm, SortedMap<String, InterfaceCounters> interfaces, Map<VmId, Threads> known) {
    String folder = vm.pid() + "/";
    VmCounters.Work process =
        files.read(folder + "stat").flatMap(VmCounters.Work::parse).orElse(null);
    if (process == null) {
      return Optional.empty();
    }
    Threads vcpus = vcpus(vm, process);
    known.put(vm.vm(), vcpus);
    long received = 0;
    long sent = 0;
    for (String tap : vm.taps()) {
      InterfaceCounters counters = interfaces.get(tap);
      if (counters != null) {
        // A tap receives what the guest sends.
        received += counters.sentBytes();
        sent += counters.receivedBytes();
      }
    }
    return Optional.of(
        new VmCounters(
            process,
            VmCounters.resident(files.read(folder + "statm").orElse("")),
            schedule(vm, vcpus),
            received,
            sent,
            files.read(folder + "io").map(VmCounters.DiskBytes::parse).orElse(null)));
  }

  private Threads vcpus(VmProcess vm, VmCounters.Work process) {
    Threads known = threads.get(vm.vm());
    if (known != null
        && known.pid() == vm.pid()
        && known.startTicks() == process.startTicks()
        && !known.ids().isEmpty()) {
      return known;
    }
    String tasks = vm.pid() + "/task";
    List<String> ids =
        files.list(tasks).stream()
            .filter(id ->
                files.read(tasks + "/" + id + "/comm").filter(n -> n.startsWith(VCPU)).isPresent())
            .sorted()
            .toList();
    return new Threads(vm.pid(), process.startTicks(), ids);
  }

  private VmCounters.@Nullable Vcpus schedule(VmProcess vm, Threads vcpus) {
    VmCounters.Vcpus sum = VmCounters.Vcpus.NONE;
    for (String id : vcpus.ids()) {
      sum = sum.plus(files.read(vm.pid() + "/task/" + id + "/schedstat").orElse(""));
    }
    return sum.count() == 0 ? null : sum;
  }
}
