package io.godwit.agent.portion;

import io.godwit.model.catalog.Resources;
import io.godwit.model.catalog.Share;
import io.godwit.model.vm.VmId;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How the kernel is to divide a host among its VMs. The kernel knows weights alone: a VM's is what
 * it would get if all wanted everything, which is first what is reserved for each and then its part
 * of the rest. If others want less it gets more, so that what is reserved is always there. Pure.
 */
final class Division {
  /** What the kernel takes a thread for that nobody has said anything of. */
  static final int WEIGHT_OF_THREAD = 1024;

  private static final int LEAST_SHARES = 2;
  private static final int MOST_SHARES = 1 << 18;

  /** The kernel's usual one: long enough to cost nothing, short enough to go unnoticed. */
  static final long PERIOD_US = 100_000;

  private static final long NO_LIMIT = -1;

  private Division() {}

  /**
   * A VM that has a process.
   *
   * @param vcpus 1 or more
   */
  record Contender(int vcpus, Resources resources) {}

  /**
   * What the kernel is told of a VM.
   *
   * @param shares its weight against the others
   * @param quotaUs of each {@link #PERIOD_US}, for all of its processors together; -1 for no limit
   */
  record Part(int shares, long quotaUs) {}

  /** What all of them together weigh: as much as their processors without groups. */
  static int sharesOfAll(Map<VmId, Contender> vms) {
    return bounded(vms.values().stream().mapToLong(vm -> sharesOf(vm.vcpus())).sum());
  }

  /** What so many threads weigh. */
  static int sharesOf(int threads) {
    return bounded((long) threads * WEIGHT_OF_THREAD);
  }

  /**
   * The parts, by VM.
   *
   * @param cores that the VMs may use
   */
  static Map<VmId, Part> of(Map<VmId, Contender> vms, int cores) {
    double reserved = 0;
    double weights = 0;
    for (Contender vm : vms.values()) {
      reserved += vm.resources().cpu().reservation();
      weights += vm.resources().cpu().weight();
    }
    double all = Math.max((double) cores * Resources.UNITS_OF_CORE, reserved);
    double rest = all - reserved;
    double sharesOfAll = (double) vms.size() * WEIGHT_OF_THREAD;
    Map<VmId, Part> parts = new TreeMap<>();
    for (Map.Entry<VmId, Contender> each : vms.entrySet()) {
      Share cpu = each.getValue().resources().cpu();
      double units = cpu.reservation() + rest * cpu.weight() / weights;
      parts.put(
          each.getKey(),
          new Part(bounded(Math.round(sharesOfAll * units / all)), quota(cpu.limit())));
    }
    return parts;
  }

  private static long quota(@Nullable Long limit) {
    return limit == null ? NO_LIMIT : limit * PERIOD_US / Resources.UNITS_OF_CORE;
  }

  private static int bounded(long shares) {
    return Math.clamp(shares, LEAST_SHARES, MOST_SHARES);
  }
}
