package io.godwit.agent.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.agent.HostFixture;
import io.godwit.agent.vm.Definition;
import io.godwit.agent.vm.Vm;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.task.TaskId;
import io.godwit.model.unit.DataRate;
import io.godwit.model.vm.DatastoreFile;
import io.godwit.model.vm.DiskFormat;
import io.godwit.model.vm.DiskSpec;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.VmObservation;
import io.godwit.model.vm.VmSpec;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class DiskMovesTest {
  private static final TaskId TASK = new TaskId("t1");
  private static final DiskSpec OLD = disk("local", DiskFormat.RAW);
  private static final DiskSpec NEW = disk("other", DiskFormat.QCOW2);
  private static final VmSpec SPEC = HostFixture.SPEC.withDisks(List.of(OLD));
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private HostFixture host;
  private Vm vm;

  @BeforeEach
  void runVm() throws InterruptedException, IOException {
    host = new HostFixture(directory);
    Files.writeString(host.local().resolve("web-1.img"), "content");
    host.other();
    vm = host.vms().define(HostFixture.VM, Generation.FIRST, SPEC);
    vm.start();
  }

  @AfterEach
  void close() throws InterruptedException {
    host.close();
  }

  @Test
  void theGuestGoesOnInTheNewFile() throws InterruptedException, IOException {
    assertThat(begin()).isInstanceOf(Answer.Moving.class);
    assertThat(files("local")).containsExactly("web-1.img");
    host.qemu().mirrorsReady();
    VmObservation moved = moved();
    assertThat(moved.spec().disks()).containsExactly(NEW);
    assertThat(host.qemu().commands())
        .containsSubsequence(
            "blockdev-add",
            "blockdev-mirror",
            "block-job-change",
            "block-job-complete",
            "job-finalize",
            "job-dismiss",
            "blockdev-del");
    assertThat(host.qemu().diskNode()).isEqualTo("disk0-t1");
    assertMoved();
  }

  @Test
  void itIsMovedBackUnderAnotherNode() throws InterruptedException, IOException {
    begin();
    host.qemu().mirrorsReady();
    moved();
    TaskId second = new TaskId("t2");
    ask(second, OLD, Duration.ZERO);
    host.qemu().mirrorsReady();
    ask(second, OLD, LONG);
    assertThat(host.qemu().diskNode()).isEqualTo("disk0-t2");
    assertStays();
  }

  @Test
  void aCopyThatBreaksLeavesTheDiskAndNothingElse() throws InterruptedException, IOException {
    begin();
    host.qemu().mirrorsFail("No space left on device");
    assertThatThrownBy(() -> ask(TASK, NEW, LONG)).hasMessageContaining("No space left on device");
    assertStays();
    // Who asks for the same task again is told the same.
    refused(ErrorCode.DISK_MOVE_FAILED, () -> ask(TASK, NEW, LONG));
  }

  @Test
  void whatQemuDoesNotBeginLeavesNothing() throws InterruptedException, IOException {
    host.qemu().refuse("blockdev-mirror", "GenericError", "Node is busy");
    refused(ErrorCode.QMP_COMMAND_FAILED, () -> ask(TASK, NEW, LONG));
    assertStays();
  }

  @Test
  void aCancelLeavesTheDiskAndNothingElse() throws InterruptedException, IOException {
    begin();
    assertThat(cancel().spec().disks()).containsExactly(OLD);
    assertStays();
    refused(ErrorCode.TASK_CANCELLED, () -> ask(TASK, NEW, LONG));
  }

  @Test
  void aCancelThatOvertakesItsOrderHolds() throws InterruptedException, IOException {
    cancel();
    refused(ErrorCode.TASK_CANCELLED, () -> ask(TASK, NEW, LONG));
    assertStays();
  }

  @Test
  void aCancelThatComesTooLateSaysThatItHasMoved() throws InterruptedException, IOException {
    begin();
    host.qemu().mirrorsReady();
    moved();
    assertThat(cancel().spec().disks()).containsExactly(NEW);
    assertMoved();
  }

  @Test
  void aGuestThatEndsLeavesTheDiskWhereItWas() throws InterruptedException, IOException {
    begin();
    host.hypervisor().crash(HostFixture.VM);
    refused(ErrorCode.DISK_MOVE_FAILED, () -> ask(TASK, NEW, LONG));
    assertFilesStay();
  }

  @Test
  void anAgentThatComesBackGoesOnWithTheCopy() throws InterruptedException, IOException {
    begin();
    host.restartAgent();
    vm = host.vms().get(HostFixture.VM);
    host.qemu().mirrorsReady();
    moved();
    assertMoved();
  }

  @Test
  void anAgentThatComesBackWhileWritesAreHeldLetsThemGo() throws InterruptedException, IOException {
    begin();
    host.qemu().hangUpAt("job-finalize");
    host.hypervisor().refuseAdoption();
    host.qemu().mirrorsReady();
    host.qemu().awaitCommand("job-finalize");
    host.hypervisor().allowAdoption();
    host.restartAgent();
    vm = host.vms().get(HostFixture.VM);
    moved();
    assertMoved();
  }

  @Test
  void aQemuThatEndsWhileWritesAreHeldLeavesTheNewFile() throws InterruptedException, IOException {
    begin();
    host.qemu().refuse("job-finalize", "GenericError", "not now");
    host.qemu().mirrorsReady();
    host.qemu().awaitCommand("job-finalize");
    host.hypervisor().crash(HostFixture.VM);
    moved();
    assertThat(vm.definition().move()).isNull();
    assertThat(files("local")).isEmpty();
    assertThat(files("other")).containsExactly("web-1.img");
  }

  @Test
  void aQemuThatDoesNotChangeOverIsNotWaitedFor() throws InterruptedException, IOException {
    begin();
    host.qemu().refuse("job-finalize", "GenericError", "never");
    host.qemu().mirrorsReady();
    assertThatThrownBy(() -> ask(TASK, NEW, LONG)).hasMessageContaining("never");
    assertStays();
  }

  @Test
  void whatCannotBeRecordedDoesNotHappen() throws InterruptedException, IOException {
    begin();
    Path blocked = directory.resolve("vm").resolve(HostFixture.VM + ".json.new");
    Files.createDirectory(blocked);
    host.qemu().mirrorsReady();
    assertThatThrownBy(() -> ask(TASK, NEW, LONG)).hasMessageContaining("cannot be written");
    assertThat(host.qemu().commands()).doesNotContain("job-finalize");
    assertThat(host.qemu().diskNode()).isEqualTo("disk0");
    assertThat(files("other")).isEmpty();
    Files.delete(blocked);
    host.disks().settle(HostFixture.VM);
    assertStays();
  }

  @Test
  void anAgentThatFindsNoJobRemovesTheCopy() throws InterruptedException, IOException {
    Definition.Move move = new Definition.Move(TASK, 0, OLD, NEW, "disk0");
    vm.beginMove(move);
    Files.writeString(host.other().resolve(".web-1.img.t1"), "half");
    Files.createLink(host.other().resolve("web-1.img"), host.other().resolve(".web-1.img.t1"));
    host.restartAgent();
    vm = host.vms().get(HostFixture.VM);
    refused(ErrorCode.DISK_MOVE_FAILED, () -> ask(TASK, NEW, LONG));
    assertStays();
  }

  @Test
  void aFileThatIsThereIsLeftAlone() throws InterruptedException, IOException {
    Files.writeString(host.other().resolve("web-1.img"), "somebody's");
    refused(ErrorCode.DISK_EXISTS, () -> ask(TASK, NEW, LONG));
    assertThat(host.other().resolve("web-1.img")).hasContent("somebody's");
    assertThat(vm.definition().move()).isNull();
  }

  @Test
  void aVmWhoseDiskMovesDoesNotLeave() throws InterruptedException {
    begin();
    refused(ErrorCode.DISK_MOVING, () -> host.disks().settle(HostFixture.VM));
    refused(
        ErrorCode.DISK_MOVING,
        () -> vm.note(Definition.Passage.out(new MigrationId("m1"), Instant.MAX)));
    refused(ErrorCode.DISK_MOVING, () -> ask(new TaskId("t9"), NEW, LONG));
  }

  @Test
  void aStoppedVmIsRefused() throws InterruptedException {
    vm.kill();
    refused(ErrorCode.VM_NOT_RUNNING, () -> ask(TASK, NEW, LONG));
    refused(
        ErrorCode.DISK_UNKNOWN,
        () ->
            host.disks()
                .move(
                    new Order.MoveDisk(
                        TASK, HostFixture.VM, Generation.FIRST, 1, NEW, DataRate.ZERO, LONG)));
  }

  private Answer begin() throws InterruptedException {
    return ask(TASK, NEW, Duration.ZERO);
  }

  private VmObservation moved() throws InterruptedException {
    return ((Answer.Observed) ask(TASK, NEW, LONG)).observation();
  }

  private Answer ask(TaskId task, DiskSpec target, Duration patience) throws InterruptedException {
    return host.disks()
        .move(
            new Order.MoveDisk(
                task, HostFixture.VM, Generation.FIRST, 0, target, DataRate.ZERO, patience));
  }

  private VmObservation cancel() throws InterruptedException {
    return host.disks().cancel(new Order.CancelMove(TASK, HostFixture.VM, Generation.FIRST));
  }

  private void assertStays() throws IOException {
    assertThat(host.qemu().openedNodes()).isEmpty();
    assertFilesStay();
  }

  private void assertFilesStay() throws IOException {
    assertThat(vm.spec().disks()).containsExactly(OLD);
    assertThat(vm.definition().move()).isNull();
    assertThat(files("local")).containsExactly("web-1.img");
    assertThat(files("other")).isEmpty();
  }

  private void assertMoved() throws IOException {
    assertThat(vm.spec().disks()).containsExactly(NEW);
    assertThat(vm.definition().move()).isNull();
    assertThat(host.qemu().openedNodes()).isEmpty();
    assertThat(files("local")).isEmpty();
    assertThat(files("other")).containsExactly("web-1.img");
  }

  private List<String> files(String datastore) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve(datastore))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private interface Call {
    void make() throws InterruptedException;
  }

  private static void refused(ErrorCode code, Call call) {
    assertThatThrownBy(call::make)
        .isInstanceOfSatisfying(
            GodwitException.class, why -> assertThat(why.code()).isEqualTo(code));
  }

  private static DiskSpec disk(String datastore, DiskFormat format) {
    return new DiskSpec(new DatastoreFile(new DatastoreName(datastore), "web-1.img"), format);
  }
}
