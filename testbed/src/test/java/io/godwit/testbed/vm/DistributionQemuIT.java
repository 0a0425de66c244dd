package io.godwit.testbed.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.lab.Guest;
import io.godwit.lab.GuestSpec;
import io.godwit.lab.LabOptions;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.VmCreate;
import io.godwit.protocol.api.VmStop;
import io.godwit.protocol.api.VmView;
import io.godwit.testbed.center.LiveGuest;
import io.godwit.testbed.center.NeedsLab;
import io.godwit.testbed.center.TestCenter;
import io.godwit.testbed.faults.HostTraces;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** h1 has the distribution's QEMU, 7.2 on Debian 12; h2 and h3 have the new one. */
@NeedsLab(NeedsLab.Qemus.NEW_AND_DISTRIBUTION)
@Timeout(300)
final class DistributionQemuIT {
  @RegisterExtension
  static final TestCenter CENTER =
      TestCenter.of(
          LabOptions.ofHosts(3)
              .withHost(
                  "h1",
                  host ->
                      host.withQemu(
                          Path.of(
                              System.getenv()
                                  .getOrDefault("GODWIT_QEMU_DISTRIBUTION", "/nowhere")))));

  private static final String MACHINE = "pc-q35-7.2";

  @Test
  void theOldQemuStartsIsAdoptedAndStops() throws InterruptedException, IOException {
    LiveGuest guest = CENTER.boot(small("old", "h1", 50));
    VmView started = CENTER.api().vm("old");
    assertThat(started.machine()).isEqualTo(MACHINE);
    assertThat(started.qemuVersion()).startsWith("7.2");
    assertThat(started.accelerator()).isEqualTo("TCG");
    List<Long> before = CENTER.host("h1").qemuProcesses();
    CENTER.host("h1").killAgent();
    CENTER.awaitState("old", "UNKNOWN");
    CENTER.host("h1").startAgent();
    VmView adopted = CENTER.awaitState("old", "RUNNING");
    assertThat(adopted.qemuVersion()).startsWith("7.2");
    assertThat(CENTER.host("h1").qemuProcesses()).isEqualTo(before);
    assertThat(CENTER.api().pauseVm("old").state()).isEqualTo("PAUSED");
    assertThat(CENTER.api().resumeVm("old").state()).isEqualTo("RUNNING");
    guest.assertUnharmed();
    assertThat(CENTER.api().stopVm("old", new VmStop(60_000L)).state()).isEqualTo("STOPPED");
  }

  @Test
  void theOldQemuNeitherSendsNorReceivesEmulatedGuests() throws InterruptedException {
    CENTER.start(small("sender", "h1", 51));
    assertThat(refusal("sender", "h2")).contains("QEMU 7.2", "on h1", "loses dirty pages");
    CENTER.api().killVm("sender");

    VmCreate receiver = CENTER.lab().prepareGuest(small("receiver", "h2", 52)).vm();
    CENTER.api().createVm(on(receiver, MACHINE));
    CENTER.api().startVm("receiver");
    assertThat(refusal("receiver", "h1")).contains("QEMU 7.2", "on h1", "loses dirty pages");
    assertThat(CENTER.traces("h3")).isEqualTo(HostTraces.NONE);
    assertThat(CENTER.api().migrations()).isEmpty();
  }

  @Test
  void aVmOfTheOldMachineMovesBetweenNewQemus() throws InterruptedException {
    Guest guest = CENTER.lab().prepareGuest(small("pinned", "h2", 53));
    assertThat(CENTER.api().createVm(on(guest.vm(), MACHINE)).machine()).isEqualTo(MACHINE);
    CENTER.api().startVm("pinned");
    TestCenter.soon("boot")
        .until(() -> CENTER.api().consoleLog("pinned").contains("godwit-guest ready"));
    MigrationView ended = CENTER.move("pinned", "h3");
    assertThat(ended.state()).as("%s", ended.problem()).isEqualTo(MigrationView.State.COMPLETED);
    assertThat(CENTER.assertRunsOnlyOn("pinned", "h3").machine()).isEqualTo(MACHINE);
  }

  private static String refusal(String vm, String to) {
    GodwitException refusal =
        catchThrowableOfType(GodwitException.class, () -> CENTER.migrate(vm, to));
    assertThat(refusal.code()).isEqualTo(ErrorCode.QEMU_LOSES_PAGES);
    return refusal.problem().detail();
  }

  private static VmCreate on(VmCreate vm, String machine) {
    return new VmCreate(
        vm.name(),
        vm.host(),
        vm.cpus(),
        vm.cpuModel(),
        vm.memoryBytes(),
        machine,
        vm.accelerator(),
        vm.kernel(),
        vm.disks(),
        vm.nics());
  }

  private static GuestSpec small(String name, String host, int number) {
    return GuestSpec.of(name, host, number)
        .withMemory(DataSize.ofMebibytes(256))
        .withLoad(16, 2, "random");
  }
}
