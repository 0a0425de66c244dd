package io.godwit.manager.telemetry;

import io.godwit.model.host.DatastoreName;
import io.godwit.model.telemetry.CpuUse;
import io.godwit.model.telemetry.DatastoreUse;
import io.godwit.model.telemetry.DiskUse;
import io.godwit.model.telemetry.HostSample;
import io.godwit.model.telemetry.InterfaceUse;
import io.godwit.model.telemetry.Load;
import io.godwit.model.telemetry.MemoryUse;
import io.godwit.model.telemetry.Pressure;
import io.godwit.model.telemetry.Pressures;
import io.godwit.model.telemetry.Stall;
import io.godwit.model.telemetry.VmSample;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Samples as an agent sends them. */
public final class Samples {
  public static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private Samples() {}

  /** A host of four processors, {@code used} of which work. */
  public static HostSample host(Instant at, double used) {
    DataSize gibibyte = DataSize.ofGibibytes(1);
    Stall stall = new Stall(2, 3, 4, Duration.ofSeconds(5));
    return new HostSample(
        at,
        Duration.ofSeconds(10),
        4,
        new CpuUse(used, 0, 0, 0, 0, 0, 4 - used),
        new MemoryUse(
            DataSize.ofGibibytes(4),
            gibibyte,
            gibibyte,
            gibibyte,
            DataSize.ZERO,
            DataSize.ZERO,
            DataSize.ZERO,
            DataSize.ZERO),
        new Load(1, 2, 3, 4, 5),
        new Pressures(new Pressure(stall, null), new Pressure(stall, stall), null),
        List.of(
            new InterfaceUse("eth0", new DataRate(1000), new DataRate(100), 1, 1, 0),
            new InterfaceUse("eth1", new DataRate(2000), new DataRate(200), 1, 1, 0)),
        List.of(
            new DiskUse("vda", new DataRate(7), new DataRate(8), 1, 2, 50, Duration.ofMillis(3))),
        List.of(new DatastoreUse(new DatastoreName("shared"), DataSize.ofGibibytes(9), gibibyte)),
        0);
  }

  /** A VM with two virtual processors. */
  public static VmSample vm(VmId id, double cores) {
    return new VmSample(
        id,
        cores,
        new VmSample.VcpuUse(2, 0.75, 0.25),
        DataSize.ofGibibytes(1),
        new DataRate(11),
        new DataRate(12),
        new VmSample.DiskRates(new DataRate(13), new DataRate(14)));
  }
}
