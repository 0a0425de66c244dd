package io.godwit.testbed.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.godwit.lab.GuestSpec;
import io.godwit.lab.LabEnvironment;
import io.godwit.lab.LabOptions;
import io.godwit.lab.process.Command;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.VmCreate;
import io.godwit.protocol.api.VmStop;
import io.godwit.protocol.api.VmView;
import io.godwit.testbed.center.LiveGuest;
import io.godwit.testbed.center.NeedsLab;
import io.godwit.testbed.center.TestCenter;
import io.godwit.testbed.faults.HostTraces;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What can be done with a VM besides moving it. */
@NeedsLab
@Timeout(300)
final class LifecycleIT {
  @RegisterExtension static final TestCenter CENTER = TestCenter.of(LabOptions.ofHosts(2));

  @Test
  void aVmIsStartedPausedResumedStoppedKilledAndDeleted() throws InterruptedException {
    LiveGuest guest = CENTER.boot(small("whole", 40));
    assertThat(CENTER.api().consoleLog("whole")).contains("godwit-guest ready");

    assertThat(CENTER.api().pauseVm("whole").state()).isEqualTo("PAUSED");
    assertThat(CENTER.api().resumeVm("whole").state()).isEqualTo("RUNNING");
    assertThat(guest.client().status().bootId()).isEqualTo(guest.bootId());

    assertThat(CENTER.api().stopVm("whole", new VmStop(60_000L)).state()).isEqualTo("STOPPED");
    assertThat(CENTER.traces("h1").qemus()).isEmpty();
    assertThat(CENTER.traces("h1").taps()).isEmpty();
    assertThat(CENTER.api().consoleLog("whole")).contains("godwit-guest powers off");

    assertThat(CENTER.api().startVm("whole").state()).isEqualTo("RUNNING");
    assertThat(CENTER.api().killVm("whole").state()).isEqualTo("STOPPED");
    CENTER.api().deleteVm("whole");
    assertThat(CENTER.api().vms()).isEmpty();
    assertThat(CENTER.traces("h1")).isEqualTo(HostTraces.NONE);
    assertThat(guest.guest().disk()).as("its disk stays").exists();
  }

  @Test
  void qemuRunsConfinedAndWithoutPrivileges() throws InterruptedException, IOException {
    CENTER.start(small("humble", 41));
    long qemu = CENTER.host("h1").qemuProcesses().getFirst();
    Map<String, String> status =
        Files.readAllLines(Path.of("/proc", Long.toString(qemu), "status")).stream()
            .map(line -> line.split(":\\s*", 2))
            .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    assertThat(status).containsEntry("Seccomp", "2").containsEntry("NoNewPrivs", "1");
    assumeThat(Files.readString(Path.of("/proc/self/uid_map")).strip().split("\\s+", -1)[2])
        .as("Only root has other users to run QEMU as; here it keeps the user who started the lab.")
        .isEqualTo("4294967295");
    assertThat(status.get("Uid").split("\\s+", -1)).doesNotContain("0");
    assertThat(status.get("Gid").split("\\s+", -1)).doesNotContain("0");
    assertThat(status.get("CapEff")).isEqualTo("0000000000000000");
  }

  @Test
  void aVmBootsAQcow2DiskFromFirmwareAndMoves() throws InterruptedException, IOException {
    Path disk = LabEnvironment.fromEnvironment().root().resolve("shared/sector.qcow2");
    makeBootableDisk(disk);
    CENTER
        .api()
        .createVm(
            new VmCreate(
                "firmware",
                "h1",
                1,
                null,
                DataSize.ofMebibytes(64).bytes(),
                null,
                null,
                null,
                List.of(new VmCreate.Disk("shared", "sector.qcow2", "QCOW2")),
                List.of(new VmCreate.Nic("lan", null))));
    CENTER.api().startVm("firmware");
    TestCenter.soon("the boot sector's words")
        .until(() -> CENTER.api().consoleLog("firmware").contains("godwit booted a disk"));

    MigrationView ended = CENTER.move("firmware", "h2");
    assertThat(ended.state()).as("%s", ended.problem()).isEqualTo(MigrationView.State.COMPLETED);
    VmView moved = CENTER.assertRunsOnlyOn("firmware", "h2");
    assertThat(moved.disks()).extracting(VmCreate.Disk::format).containsExactly("QCOW2");
  }

  private static GuestSpec small(String name, int number) {
    return GuestSpec.of(name, "h1", number)
        .withMemory(DataSize.ofMebibytes(256))
        .withLoad(16, 0, "random");
  }

  private static void makeBootableDisk(Path qcow2) throws IOException, InterruptedException {
    Path raw = Files.createTempFile("sector", ".raw");
    Files.write(raw, bootableDisk("godwit booted a disk\r\n"));
    Command.run(
        LabEnvironment.fromEnvironment().qemuImage().toString(),
        "convert",
        "-f",
        "raw",
        "-O",
        "qcow2",
        raw.toString(),
        qcow2.toString());
    Files.delete(raw);
    Files.setPosixFilePermissions(qcow2, PosixFilePermissions.fromString("rw-rw-rw-"));
  }

  /** Writes {@code words} to the first serial port, then halts for ever. */
  private static byte[] bootableDisk(String words) {
    byte[] code =
        HexFormat.of()
            .parseHex(
                "fc" // cld
                    + "31c0" // xor ax, ax
                    + "8ed8" // mov ds, ax
                    + "be167c" // mov si, 0x7c16: the words
                    + "baf803" // mov dx, 0x3f8: the port
                    + "ac" // next: lodsb
                    + "84c0" // test al, al
                    + "7403" // jz halt
                    + "ee" // out dx, al
                    + "ebf8" // jmp next
                    + "f4" // halt: hlt
                    + "ebfd"); // jmp halt
    ByteArrayOutputStream sector = new ByteArrayOutputStream();
    sector.writeBytes(code);
    sector.writeBytes(words.getBytes(StandardCharsets.US_ASCII));
    sector.writeBytes(new byte[510 - sector.size()]);
    sector.write(0x55);
    sector.write(0xaa);
    sector.writeBytes(new byte[1024 * 1024 - sector.size()]); // firmware wants a whole cylinder
    return sector.toByteArray();
  }
}
