package io.godwit.testbed.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.lab.Guest;
import io.godwit.lab.GuestSpec;
import io.godwit.lab.HostOptions.Store;
import io.godwit.lab.LabOptions;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.ErrorKind;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.Datastore.Reach;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.DiskFormat;
import io.godwit.protocol.api.MigrateRequest;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.VmCreate;
import io.godwit.protocol.api.VmView;
import io.godwit.testbed.center.HostTraces;
import io.godwit.testbed.center.NeedsLab;
import io.godwit.testbed.center.TestCenter;
import java.nio.file.Files;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What cannot be is refused before anything changes, with a code and two sentences. h1 is a host as
 * any other, h2 is small, h3 has no shared datastore.
 */
@NeedsLab
@Timeout(300)
final class RefusalIT {
  @RegisterExtension
  static final TestCenter CENTER =
      TestCenter.of(
          LabOptions.ofHosts(3)
              .withHost("h2", host -> host.withMemory(DataSize.ofMebibytes(200)))
              .withHost("h3", host -> host.withDatastores(new Store("local", Reach.LOCAL))));

  private static final DataSize MEMORY = DataSize.ofMebibytes(128);

  @Test
  void aDestinationOutOfMemory() throws InterruptedException {
    CENTER.start(vm("large", 10).withMemory(DataSize.ofMebibytes(256)));
    GodwitException refusal = refusedMove("large", "h2", ErrorCode.MEMORY_SHORT);
    assertThat(refusal).hasMessageContaining("host h2 has 200 MiB left of 200 MiB");
  }

  @Test
  void aDestinationWithoutTheDisksDatastore() throws InterruptedException {
    CENTER.start(vm("bound", 11));
    GodwitException refusal = refusedMove("bound", "h3", ErrorCode.DATASTORE_UNKNOWN);
    assertThat(refusal).hasMessageContaining("Host h3 has no datastore shared");
  }

  @Test
  void aDiskOnALocalDatastore() throws InterruptedException {
    CENTER.start(
        vm("native", 12)
            .withDisk(new GuestSpec.Disk("local", DataSize.ofMebibytes(16), DiskFormat.RAW)));
    GodwitException refusal = refusedMove("native", "h3", ErrorCode.DISK_NOT_SHARED);
    assertThat(refusal).hasMessageContaining("native.raw");
  }

  @Test
  void theHostItIsOnAndHostsThatDoNotExist() throws InterruptedException {
    CENTER.start(vm("settled", 13));
    refusedMove("settled", "h1", ErrorCode.SAME_HOST);
    refusedMove("settled", "h9", ErrorCode.HOST_UNKNOWN);
    refusedMove("settled", "No Host", ErrorCode.SPEC_INVALID);
  }

  @Test
  void aVmThatDoesNotExistOrDoesNotRun() throws InterruptedException {
    refused(ErrorCode.VM_UNKNOWN, () -> CENTER.migrate("nobody", "h2"));
    refused(ErrorCode.VM_UNKNOWN, () -> CENTER.api().startVm("no body"));
    CENTER.lab().createGuest(vm("asleep", 14));
    refusedMove("asleep", "h2", ErrorCode.VM_NOT_RUNNING);
    refused(ErrorCode.VM_NOT_RUNNING, () -> CENTER.api().pauseVm("asleep"));
    refused(ErrorCode.VM_NOT_RUNNING, () -> CENTER.api().killVm("asleep"));
    CENTER.api().startVm("asleep");
    refused(ErrorCode.VM_NOT_STOPPED, () -> CENTER.api().startVm("asleep"));
    refused(ErrorCode.VM_NOT_STOPPED, () -> CENTER.api().deleteVm("asleep"));
    CENTER.api().pauseVm("asleep");
    refusedMove("asleep", "h2", ErrorCode.VM_NOT_RUNNING);
  }

  @Test
  void aSecondMigrationOfTheSameVm() throws InterruptedException {
    CENTER.start(vm("moving", 15));
    MigrateRequest slowly = MigrateRequest.of("h2", null, 1L << 20, null);
    MigrationView first = CENTER.api().migrate("moving", slowly);
    GodwitException refusal = refused(ErrorCode.VM_MIGRATING, () -> CENTER.migrate("moving", "h2"));
    assertThat(refusal).hasMessageContaining(first.id());
    refused(ErrorCode.VM_MIGRATING, () -> CENTER.api().pauseVm("moving"));
    assertThat(CENTER.api().migrations().stream().filter(m -> m.vm().equals("moving"))).hasSize(1);
    assertThat(CENTER.api().cancelMigration(first.id()).state())
        .isEqualTo(MigrationView.State.CANCELLED);
  }

  @Test
  void anAgentThatCannotBeReached() throws InterruptedException {
    CENTER.start(vm("waiting", 16));
    CENTER.host("h2").killAgent();
    TestCenter.soon("h2 disconnected")
        .until(() -> CENTER.api().host("h2").connection().name().equals("DISCONNECTED"));
    GodwitException refusal = refusedMove("waiting", "h2", ErrorCode.AGENT_UNREACHABLE);
    assertThat(refusal.code().kind()).isEqualTo(ErrorKind.UNAVAILABLE);
  }

  @Test
  void aNameThatIsTaken() throws InterruptedException {
    Guest first = CENTER.lab().createGuest(vm("unique", 17));
    refused(ErrorCode.VM_NAME_TAKEN, () -> CENTER.api().createVm(first.vm()));
    assertThat(CENTER.api().vms()).hasSize(1);
  }

  @Test
  void aDiskThatIsMissing() throws Exception {
    Guest guest = CENTER.lab().prepareGuest(vm("diskless", 18));
    Files.delete(guest.disk());
    GodwitException refusal =
        refused(ErrorCode.DISK_MISSING, () -> CENTER.api().createVm(guest.vm()));
    assertThat(refusal).hasMessageContaining("diskless.raw");
    assertThat(CENTER.api().vms()).isEmpty();
    assertThat(CENTER.traces("h1")).isEqualTo(HostTraces.NONE);
  }

  @Test
  void aDiskThatAnotherVmHasLocked() throws InterruptedException {
    CENTER.start(vm("holder", 19));
    VmCreate holder = CENTER.lab().prepareGuest(vm("taker", 20)).vm();
    VmCreate taker =
        with(holder, "taker", holder.memoryBytes(), List.of(disk("holder.raw")), holder.nics());
    GodwitException refusal = refused(ErrorCode.DISK_LOCKED, () -> CENTER.api().createVm(taker));
    assertThat(refusal).hasMessageContaining("in use by VM holder on host h1");
  }

  @Test
  void aDiskThatAnotherVmHasTakenSince() throws InterruptedException {
    VmCreate one = CENTER.lab().createGuest(vm("early", 21)).vm();
    CENTER
        .api()
        .createVm(with(one, "late", one.memoryBytes(), List.of(disk("early.raw")), List.of()));
    CENTER.api().startVm("early");
    refused(ErrorCode.DISK_LOCKED, () -> CENTER.api().startVm("late"));
    assertThat(CENTER.host("h1").qemuProcesses()).hasSize(1);
    assertThat(CENTER.api().vm("late").state()).isEqualTo("STOPPED");
  }

  @Test
  void networksAndDatastoresThatDoNotExist() throws InterruptedException {
    VmCreate vm = CENTER.lab().prepareGuest(vm("lost", 22)).vm();
    refused(
        ErrorCode.NETWORK_UNKNOWN,
        () ->
            CENTER
                .api()
                .createVm(
                    with(
                        vm,
                        "lost",
                        vm.memoryBytes(),
                        vm.disks(),
                        List.of(new VmCreate.Nic("dmz", null)))));
    refused(
        ErrorCode.DATASTORE_UNKNOWN,
        () ->
            CENTER
                .api()
                .createVm(
                    with(
                        vm,
                        "lost",
                        vm.memoryBytes(),
                        List.of(new VmCreate.Disk("nowhere", "lost.raw", "RAW")),
                        vm.nics())));
    assertThat(CENTER.api().vms()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, a VM has 32 MiB to 16 TiB of memory",
    "-1, memoryBytes",
    "1048576, a VM has 32 MiB to 16 TiB of memory",
    "134217729, a VM's memory is a whole number of MiB",
    "9223372036854775807, a VM has 32 MiB to 16 TiB of memory",
  })
  void sizesThatCannotBe(long memoryBytes, String sentence) throws InterruptedException {
    VmCreate vm = CENTER.lab().prepareGuest(vm("odd", 23)).vm();
    GodwitException refusal =
        refused(
            ErrorCode.SPEC_INVALID,
            () -> CENTER.api().createVm(with(vm, "odd", memoryBytes, vm.disks(), vm.nics())));
    assertThat(refusal).hasMessageContaining(sentence);
    assertThat(CENTER.api().vms()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0,,", "60001,,", ",-1,", ",,999", ",,86400001"})
  void limitsThatCannotBe(Long downtimeMs, Long bandwidth, Long deadlineMs)
      throws InterruptedException {
    CENTER.start(vm("limited", 24));
    MigrateRequest wish = MigrateRequest.of("h2", downtimeMs, bandwidth, deadlineMs);
    refused(ErrorCode.SPEC_INVALID, () -> CENTER.api().migrate("limited", wish));
  }

  /** Fails unless the move is refused and nothing has changed. */
  private static GodwitException refusedMove(String vm, String to, ErrorCode code) {
    VmView before = CENTER.api().vm(vm);
    List<Long> qemus = CENTER.host("h1").qemuProcesses();
    List<MigrationView> migrations = CENTER.api().migrations();
    GodwitException refusal = refused(code, () -> CENTER.migrate(vm, to));
    VmView after = CENTER.api().vm(vm);
    assertThat(after.generation()).isEqualTo(before.generation());
    assertThat(after.host()).isEqualTo(before.host());
    assertThat(after.state()).isEqualTo(before.state());
    assertThat(after.migration()).isNull();
    assertThat(CENTER.api().migrations()).isEqualTo(migrations);
    assertThat(CENTER.host("h1").qemuProcesses()).isEqualTo(qemus);
    assertThat(CENTER.traces("h2")).isEqualTo(HostTraces.NONE);
    assertThat(CENTER.traces("h3")).isEqualTo(HostTraces.NONE);
    return refusal;
  }

  /** Fails unless the call is refused with the code and two sentences for people. */
  private static GodwitException refused(ErrorCode code, ThrowingCallable call) {
    GodwitException refusal = catchThrowableOfType(GodwitException.class, call);
    assertThat(refusal).as("nothing was refused").isNotNull();
    assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(code);
    assertThat(code.kind()).isIn(ErrorKind.REJECTED, ErrorKind.UNAVAILABLE);
    assertThat(refusal.problem().detail()).matches("[A-Z].*[.!]");
    assertThat(refusal.problem().next()).matches("[A-Z].*[.!]");
    return refusal;
  }

  private static GuestSpec vm(String name, int number) {
    return GuestSpec.of(name, "h1", number)
        .withMemory(MEMORY)
        .withLoad(0, 0, "random")
        .withDisk(new GuestSpec.Disk("shared", DataSize.ofMebibytes(16), DiskFormat.RAW));
  }

  private static VmCreate.Disk disk(String path) {
    return new VmCreate.Disk("shared", path, "RAW");
  }

  private static VmCreate with(
      VmCreate vm,
      String name,
      long memoryBytes,
      List<VmCreate.Disk> disks,
      List<VmCreate.Nic> nics) {
    return new VmCreate(
        name, vm.host(), 1, null, memoryBytes, null, null, vm.kernel(), disks, nics);
  }
}
