package io.godwit.testbed.simulation.host;

import io.godwit.model.telemetry.CpuUse;
import io.godwit.model.telemetry.HostSample;
import io.godwit.model.telemetry.Load;
import io.godwit.model.telemetry.MemoryUse;
import io.godwit.model.telemetry.Pressures;
import io.godwit.model.telemetry.VmSample;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmId;
import io.godwit.protocol.agent.ToManager;
import io.godwit.testbed.simulation.scheduler.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What guests want to compute: each another level every now and then, until all stay with theirs.
 */
public final class Demand {
  /** Agents measure so often. */
  static final Duration INTERVAL = Duration.ofSeconds(10);

  private static final Duration LEVEL_HOLDS = Duration.ofSeconds(90);
  private static final int LEVELS = 4;
  private static final DataRate QUIET = DataRate.ofBytesPerSecond(0);

  private final World world;
  private final long seed;
  private long steadySince = Long.MAX_VALUE;

  public Demand(World world) {
    this.world = world;
    this.seed = world.random().nextLong();
  }

  /** Nobody wants anything else from now on. */
  public void steady() {
    steadySince = Math.min(steadySince, world.now());
  }

  /** Processors that a guest wants. */
  private double wanted(VmId vm, int cpus) {
    long level = Math.min(world.now(), steadySince) / LEVEL_HOLDS.toNanos();
    SplittableRandom random =
        new SplittableRandom(seed ^ vm.value().getMostSignificantBits() ^ (level << 32));
    return cpus * (double) random.nextInt(LEVELS + 1) / LEVELS;
  }

  /** What a host measures: its guests share its processors by what they want. */
  ToManager.Telemetry measured(Map<VmId, Integer> guests, Instant at) {
    double wanted =
        guests.entrySet().stream().mapToDouble(vm -> wanted(vm.getKey(), vm.getValue())).sum();
    double share = wanted > Host.CPUS ? Host.CPUS / wanted : 1;
    DataSize resident = DataSize.ofMebibytes(600);
    List<VmSample> vms = new ArrayList<>();
    guests.forEach((vm, cpus) -> {
      double wants = wanted(vm, cpus);
      double gets = wants * share;
      vms.add(
          new VmSample(
              vm,
              gets,
              new VmSample.VcpuUse(cpus, gets, wants - gets),
              resident,
              QUIET,
              QUIET,
              null));
    });
    double used = Math.min(wanted, Host.CPUS);
    DataSize free =
        Host.MEMORY.minusOrZero(
            DataSize.ofGibibytes(1).plus(new DataSize(resident.bytes() * guests.size())));
    DataSize none = DataSize.ZERO;
    HostSample host =
        new HostSample(
            at,
            INTERVAL,
            Host.CPUS,
            new CpuUse(0, 0, used, 0, 0, 0, Host.CPUS - used),
            new MemoryUse(Host.MEMORY, free, free, none, none, none, none, none),
            Load.ZERO,
            new Pressures(null, null, null),
            List.of(),
            List.of(),
            List.of(),
            0);
    return new ToManager.Telemetry(host, vms);
  }
}
