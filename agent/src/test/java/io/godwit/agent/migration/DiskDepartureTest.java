package io.godwit.agent.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.agent.HostFixture;
import io.godwit.agent.vm.Vm;
import io.godwit.agent.vm.VmCondition;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.migration.Course;
import io.godwit.model.migration.DiskCopy;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.migration.Transport;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.DatastoreFile;
import io.godwit.model.vm.DiskFormat;
import io.godwit.model.vm.DiskSpec;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.VmSpec;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class DiskDepartureTest {
  private static final MigrationId MIGRATION = new MigrationId("m1");
  private static final Generation SECOND = Generation.FIRST.next();
  private static final DatastoreFile FILE =
      new DatastoreFile(new DatastoreName("local"), "web-1.qcow2");
  private static final VmSpec SPEC =
      HostFixture.SPEC.withDisks(List.of(new DiskSpec(FILE, DiskFormat.QCOW2)));

  @TempDir private Path directory;
  private HostFixture host;
  private Vm vm;

  @BeforeEach
  void runVm() throws InterruptedException, IOException {
    host = new HostFixture(directory);
    Files.writeString(host.local().resolve("web-1.qcow2"), "content");
    vm = host.vms().define(HostFixture.VM, Generation.FIRST, SPEC);
    vm.start();
  }

  @AfterEach
  void close() throws InterruptedException {
    host.close();
  }

  @Test
  void theMemoryGoesOnceTheDisksAreThere() throws InterruptedException {
    start();
    host.qemu().awaitCommand("query-block-jobs");
    assertThat(host.qemu().commands()).doesNotContain("migrate");
    host.qemu().mirrorsReady();
    host.qemu().awaitCommand("migrate");
    assertThat(host.qemu().commands())
        .containsSubsequence("blockdev-add", "blockdev-mirror", "block-job-change", "migrate");
    assertThat(host.qemu().migrationCapabilities()).containsEntry("pause-before-switchover", true);
  }

  @Test
  void theMirrorsEndBeforeTheLastByte() throws InterruptedException {
    start();
    host.qemu().mirrorsReady();
    host.qemu().awaitCommand("migrate");
    host.qemu().reachSwitchover();
    host.qemu().awaitCommand("migrate-continue");
    assertThat(host.qemu().commands())
        .containsSubsequence("block-job-cancel", "job-dismiss", "blockdev-del", "migrate-continue");
    host.qemu().completeMigration();
    assertThat(end()).isInstanceOf(Answer.HandedOver.class);
    assertThat(local()).exists();
    host.departures().release(new Order.ReleaseSource(MIGRATION, HostFixture.VM, SECOND));
    assertThat(local()).doesNotExist();
  }

  @Test
  void aMirrorThatBreaksLeavesTheGuestHere() throws InterruptedException {
    start();
    host.qemu().mirrorsFail("No space left on device");
    Answer.StaysHere stays = (Answer.StaysHere) end();
    assertThat(stays.problem().code()).isEqualTo(ErrorCode.MIGRATION_FAILED);
    assertThat(stays.problem().detail()).contains("No space left on device");
    assertThat(host.qemu().openedNodes()).isEmpty();
    assertThat(host.qemu().commands()).doesNotContain("migrate");
    assertThat(vm.condition()).isEqualTo(new VmCondition.Running());
    assertThat(local()).exists();
  }

  @Test
  void aCopyThatIsNotWholeInThePauseLeavesTheGuestHere() throws InterruptedException {
    start();
    host.qemu().mirrorsReady();
    host.qemu().awaitCommand("migrate");
    host.qemu().refuse("job-dismiss", "GenericError", "Broken pipe");
    host.qemu().reachSwitchover();
    assertThat(((Answer.StaysHere) end()).problem().detail()).contains("Broken pipe");
    assertThat(host.qemu().commands())
        .contains("migrate_cancel")
        .doesNotContain("migrate-continue");
    assertThat(vm.condition()).isEqualTo(new VmCondition.Running());
  }

  @Test
  void aCancelWhileDisksAreCopiedLeavesNothingBehind() throws InterruptedException {
    start();
    host.departures().cancel(new Order.CancelSource(MIGRATION, HostFixture.VM, SECOND));
    assertThat(((Answer.StaysHere) end()).problem().code())
        .isEqualTo(ErrorCode.MIGRATION_CANCELLED);
    assertThat(host.qemu().openedNodes()).isEmpty();
    assertThat(vm.definition().passage()).isNull();
  }

  @Test
  void anAgentThatStartsAgainInMirrorEndsIt() throws InterruptedException {
    start();
    host.restartAgent();
    assertThat(end()).isInstanceOf(Answer.StaysHere.class);
    assertThat(host.qemu().openedNodes()).isEmpty();
    assertThat(host.vms().get(HostFixture.VM).definition().passage()).isNull();
  }

  @Test
  void anAgentThatStartsAgainInThePauseGoesOn() throws InterruptedException {
    start();
    host.qemu().mirrorsReady();
    host.qemu().awaitCommand("migrate");
    host.hypervisor().killAgent();
    host.qemu().reachSwitchover();
    host.restartAgent();
    host.qemu().awaitCommand("migrate-continue");
    host.qemu().completeMigration();
    assertThat(end()).isInstanceOf(Answer.HandedOver.class);
  }

  private void start() throws InterruptedException {
    DiskCopy copy = new DiskCopy(0, new DiskSpec(FILE, DiskFormat.RAW), DataSize.ofGibibytes(1));
    host.departures()
        .start(
            new Order.StartSource(
                MIGRATION,
                HostFixture.VM,
                SECOND,
                "127.0.0.1",
                40000,
                MigrationLimits.DEFAULT,
                new Course(Transport.PLAIN, 0, false, MigrationLimits.DEFAULT.downtimeLimit()),
                null,
                List.of(copy),
                40001));
  }

  private Answer.SourceEnd end() throws InterruptedException {
    return host.departures().await(new Order.AwaitSource(MIGRATION, HostFixture.VM, SECOND));
  }

  private Path local() {
    return directory.resolve("local").resolve("web-1.qcow2");
  }
}
