package io.godwit.protocol.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.catalog.Resources;
import io.godwit.model.catalog.Share;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.Problem;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.host.HostId;
import io.godwit.model.host.NetworkName;
import io.godwit.model.migration.Blackout;
import io.godwit.model.migration.Compression;
import io.godwit.model.migration.Course;
import io.godwit.model.migration.DiskCopy;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.migration.PathFacts;
import io.godwit.model.migration.Postcopy;
import io.godwit.model.migration.Secrecy;
import io.godwit.model.migration.StoreMark;
import io.godwit.model.migration.TransferKey;
import io.godwit.model.migration.Transport;
import io.godwit.model.task.TaskId;
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
import io.godwit.model.vm.Ipv4Address;
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
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class MessagesTest {
  private static final VmId VM = new VmId(new UUID(1, 2));
  private static final MigrationId MIGRATION = new MigrationId("m1");
  private static final DatastoreName SHARED = new DatastoreName("shared");
  private static final VmSpec SPEC =
      new VmSpec(
          new VmName("web-1"),
          2,
          "max",
          DataSize.ofGibibytes(1),
          MachineType.Q35,
          AcceleratorChoice.AUTO,
          new Boot.Kernel(
              new DatastoreFile(SHARED, "vmlinuz"), new DatastoreFile(SHARED, "initrd"), "quiet"),
          List.of(new DiskSpec(new DatastoreFile(SHARED, "web-1.qcow2"), DiskFormat.QCOW2)),
          List.of(new NicSpec(new NetworkName("lan"), MacAddress.ofTail(7))));

  private static final TransferKey SECRET = TransferKey.of(new byte[TransferKey.BYTES]);
  private static final DataSize ONE = DataSize.ofGibibytes(1);
  private static final DataRate RATE = new DataRate(7);
  private static final Stall STALL = new Stall(10.15, 4.42, 5.15, Duration.ofNanos(3859975670L));
  private static final HostSample HOST =
      new HostSample(
          Instant.ofEpochSecond(5, 7),
          Duration.ofNanos(10_000_000_017L),
          2,
          new CpuUse(0.1, 0.2, 0.3, 0, 0, 0, 1.4),
          new MemoryUse(ONE, ONE, ONE, ONE, ONE, ONE, ONE, ONE),
          new Load(1, 2, 3, 4, 5),
          new Pressures(new Pressure(STALL, null), new Pressure(STALL, STALL), null),
          List.of(new InterfaceUse("eth0", RATE, RATE, 1, 2, 3)),
          List.of(new DiskUse("vda", RATE, RATE, 1, 2, 3, Duration.ofMillis(4))),
          List.of(new DatastoreUse(SHARED, ONE, ONE)),
          6);

  private static final Overlay OVERLAY =
      new Overlay(
          new NetworkName("apps"),
          7,
          1500,
          List.of("10.0.0.1", "10.0.0.2"),
          List.of(new Station(MacAddress.ofTail(7), VM, 0, "10.0.0.2")),
          Overlay.Others.STAY);

  static Stream<ToAgent> toAgent() {
    return Stream.of(
        new ToAgent.Welcome("1", 3, List.of("10.0.0.1:7443")),
        new ToAgent.Command(7, new Order.Define(VM, Generation.FIRST, SPEC)),
        new ToAgent.Command(
            7,
            new Order.Start(VM, Generation.FIRST),
            "req-1",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
        new ToAgent.Command(8, new Order.KeepOverlays(List.of(OVERLAY))),
        new ToAgent.Command(
            8,
            new Order.KeepPortions(
                List.of(
                    new Portion(
                        VM, new Resources(new Share(50, 150L, Share.HIGH), Share.DEFAULT))))),
        new ToAgent.Command(
            8,
            new Order.ChangeOverlay(
                OVERLAY.network(), OVERLAY.stations(), List.of(MacAddress.ofTail(9)))),
        new ToAgent.Command(8, new Order.Stop(VM, Generation.FIRST, Duration.ofSeconds(9))),
        new ToAgent.Command(
            9,
            new Order.StartSource(
                MIGRATION,
                VM,
                Generation.FIRST.next(),
                "10.0.0.2",
                4711,
                MigrationLimits.DEFAULT,
                new Course(
                    new Transport(4, Compression.ZSTD, Postcopy.OFF, Secrecy.ENCRYPTED),
                    20,
                    false,
                    Duration.ofMillis(250)),
                SECRET,
                List.of(
                    new DiskCopy(
                        0,
                        new DiskSpec(
                            new DatastoreFile(new DatastoreName("local"), "a.img"),
                            DiskFormat.QCOW2),
                        DataSize.ofGibibytes(1))),
                4712)),
        new ToAgent.Command(13, new Order.DescribeCpu(VM, Generation.FIRST)),
        new ToAgent.Command(
            14,
            new Order.WriteMark(
                MIGRATION,
                VM,
                Generation.FIRST,
                new StoreMark(SHARED, "a".repeat(64), "b".repeat(64)))),
        new ToAgent.Command(
            15,
            new Order.MoveDisk(
                new TaskId("t7"),
                VM,
                Generation.FIRST,
                0,
                SPEC.disks().getFirst(),
                RATE,
                Duration.ofSeconds(2))),
        new ToAgent.Command(16, new Order.CancelMove(new TaskId("t7"), VM, Generation.FIRST)),
        new ToAgent.Command(
            11,
            new Order.OpenPath(MIGRATION, VM, Generation.FIRST, SECRET, Duration.ofSeconds(15))),
        new ToAgent.Command(
            12, new Order.MeasurePath(MIGRATION, VM, Generation.FIRST, "10.0.0.2", 4711, SECRET)),
        new ToAgent.Command(
            15,
            new Order.ListenSegment(
                MIGRATION,
                VM,
                Generation.FIRST,
                new NetworkName("lan"),
                MacAddress.ofTail(7),
                Duration.ofSeconds(3))),
        new ToAgent.Command(
            16,
            new Order.CallSegment(
                MIGRATION, VM, Generation.FIRST, new NetworkName("lan"), MacAddress.ofTail(7))),
        new ToAgent.Command(
            17,
            new Order.EndSegment(
                MIGRATION, VM, Generation.FIRST, MacAddress.ofTail(7), Duration.ofSeconds(3))),
        new ToAgent.Command(
            10,
            new Order.ProbeBlackout(
                MIGRATION,
                VM,
                Generation.FIRST,
                new NetworkName("lan"),
                MacAddress.ofTail(7),
                new Ipv4Address("192.0.2.7"),
                Duration.ofSeconds(3))));
  }

  static Stream<ToManager> toManager() {
    Problem problem = new Problem(ErrorCode.QEMU_DIED, "QEMU ended.", "Start the VM again.");
    return Stream.of(
        new ToManager.Reply(1, new Answer.Done(), null),
        new ToManager.Reply(2, null, problem),
        new ToManager.Telemetry(HOST, List.of(new VmSample(VM, 0.5, null, ONE, RATE, RATE, null))),
        new ToManager.Telemetry(
            HOST,
            List.of(
                new VmSample(
                    VM,
                    1.5,
                    new VmSample.VcpuUse(2, 1.25, 0.125),
                    ONE,
                    RATE,
                    RATE,
                    new VmSample.DiskRates(RATE, RATE)))),
        new ToManager.Reply(3, new Answer.SourceEnded(new Answer.StaysHere(problem)), null),
        new ToManager.Reply(
            4,
            new Answer.Silence(
                new Blackout.Measured(Duration.ofNanos(61_000_017), new HostId("h3"))),
            null),
        new ToManager.Reply(
            5, new Answer.Silence(new Blackout.NotMeasured("it was never answered")), null),
        new ToManager.Reply(6, new Answer.AddressFound(null), null),
        new ToManager.Reply(9, new Answer.Cpu(List.of("aes", "sse4.2")), null),
        new ToManager.Reply(9, new Answer.Cpu(null), null),
        new ToManager.Reply(7, new Answer.SegmentCalled(1500), null),
        new ToManager.Reply(7, new Answer.SegmentHeard(true, 0), null),
        new ToManager.Reply(9, new Answer.Moving(ONE, ONE), null),
        new ToManager.Reply(7, new Answer.PathOpen("10.0.0.2", 4711), null),
        new ToManager.Reply(
            8,
            new Answer.PathMeasured(
                new PathFacts(Duration.ofNanos(7), Duration.ofMillis(3), RATE, 1500, 0)),
            null),
        new ToManager.VmChanged(
            new VmObservation(
                VM,
                Generation.FIRST,
                SPEC,
                VmState.CRASHED,
                Instant.ofEpochSecond(5, 7),
                0,
                null,
                null,
                problem)));
  }

  @ParameterizedTest
  @MethodSource("toAgent")
  void messagesToAnAgentSurviveTheWire(ToAgent message) {
    var marshaller = AgentLink.CONNECT.getResponseMarshaller();
    assertThat(marshaller.parse(marshaller.stream(message))).isEqualTo(message);
  }

  @ParameterizedTest
  @MethodSource("toManager")
  void messagesToTheManagerSurviveTheWire(ToManager message) {
    var marshaller = AgentLink.CONNECT.getRequestMarshaller();
    assertThat(marshaller.parse(marshaller.stream(message))).isEqualTo(message);
  }
}
