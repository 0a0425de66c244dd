package io.godwit.planner.power;

import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What was measured until now.
 *
 * @param step time between two samples
 * @param vms processors that each VM wanted, in cores, the oldest sample first; a VM that is not in
 *     it, or has no sample, is not known
 * @param hosts how long each host takes to come on, and since when it is
 */
public record PastDemand(
    Duration step, Map<VmId, List<Double>> vms, Map<HostId, PowerState> hosts) {
  public PastDemand {
    if (!step.isPositive()) {
      throw new IllegalArgumentException("samples have a distance, not " + step);
    }
    Map<VmId, List<Double>> copies = new TreeMap<>();
    vms.forEach((vm, samples) -> copies.put(vm, checked(vm, samples)));
    vms = copies;
    hosts = new TreeMap<>(hosts);
  }

  private static List<Double> checked(VmId vm, List<Double> samples) {
    for (double each : samples) {
      if (!(each >= 0) || !Double.isFinite(each)) {
        throw new IllegalArgumentException("a sample of " + vm + " is " + each);
      }
    }
    return List.copyOf(samples);
  }

  Optional<List<Double>> of(VmId vm) {
    return Optional.ofNullable(vms.get(vm)).filter(samples -> !samples.isEmpty());
  }

  PowerState of(HostId host) {
    return hosts.getOrDefault(host, PowerState.UNKNOWN);
  }

  /** Equal samples have equal ones. */
  long fingerprint() {
    long hash = step.toMillis();
    for (Map.Entry<VmId, List<Double>> each : vms.entrySet()) {
      hash = 31 * hash + each.getKey().hashCode();
      for (double sample : each.getValue()) {
        hash = 31 * hash + Double.doubleToLongBits(sample);
      }
    }
    return hash;
  }

  /**
   * How a host has been switched.
   *
   * @param boots how long it took to come on, each time, the newest last
   * @param onFor since when it is on; a long time if nobody knows
   */
  public record PowerState(List<Duration> boots, Duration onFor) {
    /** A server that tests its memory at start. */
    private static final Duration ASSUMED_BOOT = Duration.ofMinutes(5);

    private static final int RECENT = 5;

    /** Of a host that was never switched. */
    public static final PowerState UNKNOWN = new PowerState(List.of(), Duration.ofDays(1));

    public PowerState {
      boots = List.copyOf(boots);
      if (boots.stream().anyMatch(Duration::isNegative) || onFor.isNegative()) {
        throw new IllegalArgumentException("a time is negative");
      }
    }

    /** What it took at most in the last five times. */
    public Duration boot() {
      return boots.subList(Math.max(0, boots.size() - RECENT), boots.size()).stream()
          .max(Duration::compareTo)
          .orElse(ASSUMED_BOOT);
    }
  }
}
