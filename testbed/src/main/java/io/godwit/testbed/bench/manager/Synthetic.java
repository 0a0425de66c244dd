package io.godwit.testbed.bench.manager;

import io.godwit.model.host.Accelerator;
import io.godwit.model.host.AcceleratorVerdict;
import io.godwit.model.host.Datastore;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.host.HostDescription;
import io.godwit.model.host.HostId;
import io.godwit.model.host.NetworkName;
import io.godwit.model.host.QemuVersion;
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
import io.godwit.model.vm.AcceleratorChoice;
import io.godwit.model.vm.Boot;
import io.godwit.model.vm.DatastoreFile;
import io.godwit.model.vm.DiskFormat;
import io.godwit.model.vm.DiskSpec;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.MacAddress;
import io.godwit.model.vm.MachineType;
import io.godwit.model.vm.NicSpec;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.model.vm.VmObservation;
import io.godwit.model.vm.VmSpec;
import io.godwit.model.vm.VmState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Hosts and VMs as they are described and measured in a data center of the usual kind. */
final class Synthetic {
  private static final QemuVersion QEMU = new QemuVersion(10, 0, 0);
  private static final DatastoreName SHARED = new DatastoreName("shared");
  private static final NetworkName LAN = new NetworkName("lan");
  private static final DataRate SOME = DataRate.ofBytesPerSecond(1_234_567);

  private Synthetic() {}

  static HostId host(int number) {
    return new HostId("host-%04d".formatted(number));
  }

  static VmName vm(int number) {
    return new VmName("vm-%05d".formatted(number));
  }

  static HostDescription description(int host) {
    return new HostDescription(
        host(host),
        "0.1.0",
        "6.1.0-18-amd64",
        64,
        DataSize.ofGibibytes(512),
        new AcceleratorVerdict(Accelerator.KVM, "the probe's guest answered"),
        QEMU,
        List.of("pc-q35-10.0", "pc-q35-9.2", "pc-q35-9.1", "pc-q35-9.0"),
        "godwit-qemu",
        "10.1.%d.%d".formatted(host / 250, 1 + host % 250),
        List.of(new Datastore(SHARED, Datastore.Reach.SHARED)),
        List.of(LAN),
        null,
        null);
  }

  static VmObservation observation(int vm, VmState state, Instant since) {
    return new VmObservation(
        new VmId(new UUID(0x60d7000000004000L, 0x8000000000000000L | vm)),
        Generation.FIRST,
        spec(vm),
        state,
        since,
        state.hasProcess() ? 10_000 + vm : 0,
        state.hasProcess() ? Accelerator.KVM : null,
        state.hasProcess() ? QEMU : null,
        null);
  }

  private static VmSpec spec(int vm) {
    return new VmSpec(
        vm(vm),
        4,
        "host",
        DataSize.ofGibibytes(8),
        new MachineType("pc-q35-10.0"),
        AcceleratorChoice.KVM,
        new Boot.Firmware(),
        List.of(
            new DiskSpec(
                new DatastoreFile(SHARED, "vm-%05d/system.qcow2".formatted(vm)), DiskFormat.QCOW2),
            new DiskSpec(
                new DatastoreFile(SHARED, "vm-%05d/data.qcow2".formatted(vm)), DiskFormat.QCOW2)),
        List.of(
            new NicSpec(
                LAN,
                new MacAddress(
                    String.format(
                        Locale.ROOT,
                        "52:54:00:%02x:%02x:%02x",
                        vm >> 16 & 0xff,
                        vm >> 8 & 0xff,
                        vm & 0xff)))));
  }

  static HostSample sample(Instant at, RandomGenerator random) {
    double used = random.nextDouble(60);
    Pressure pressure =
        new Pressure(new Stall(random.nextDouble(20), 5, 4, Duration.ofSeconds(1000)), null);
    return new HostSample(
        at,
        Duration.ofSeconds(10),
        64,
        new CpuUse(1, 2, used, 0.1, 0, 0.2, 64 - used),
        new MemoryUse(
            DataSize.ofGibibytes(512),
            DataSize.ofGibibytes(128),
            DataSize.ofGibibytes(64),
            DataSize.ofGibibytes(32),
            DataSize.ofGibibytes(8),
            DataSize.ofGibibytes(8),
            DataSize.ofGibibytes(0),
            DataSize.ofGibibytes(0)),
        new Load(used, used, used, 12, 2345),
        new Pressures(pressure, pressure, pressure),
        List.of(
            new InterfaceUse("eno1", SOME, SOME, 1000, 1000, 0),
            new InterfaceUse("eno2", SOME, SOME, 1000, 1000, 0),
            new InterfaceUse("br0", SOME, SOME, 1000, 1000, 0)),
        List.of(new DiskUse("nvme0n1", SOME, SOME, 100, 100, 12, Duration.ofMillis(3))),
        List.of(
            new DatastoreUse(SHARED, DataSize.ofGibibytes(100_000), DataSize.ofGibibytes(40_000))),
        0);
  }

  static VmSample sample(VmId vm, RandomGenerator random) {
    double running = random.nextDouble(4);
    return new VmSample(
        vm,
        running + 0.1,
        new VmSample.VcpuUse(4, running, 0.05),
        DataSize.ofGibibytes(6),
        SOME,
        SOME,
        new VmSample.DiskRates(SOME, SOME));
  }
}
