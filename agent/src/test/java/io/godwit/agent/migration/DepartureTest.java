package io.godwit.agent.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.agent.HostFixture;
import io.godwit.agent.vm.Vm;
import io.godwit.agent.vm.VmCondition;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.migration.Transport;
import io.godwit.model.vm.Generation;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class DepartureTest {
  private static final MigrationId MIGRATION = new MigrationId("m1");
  private static final Generation SECOND = Generation.FIRST.next();
  private static final Generation THIRD = SECOND.next();

  @TempDir private Path directory;
  private HostFixture host;
  private Vm vm;

  @BeforeEach
  void runVm() throws InterruptedException {
    host = new HostFixture(directory);
    vm = host.running();
  }

  @AfterEach
  void close() throws InterruptedException {
    host.close();
  }

  @Test
  void handsOverOnceTheLastByteHasLeft() throws InterruptedException {
    start(MigrationLimits.DEFAULT);
    host.qemu().completeMigration();
    assertThat(await()).isInstanceOf(Answer.HandedOver.class);
    assertThat(vm.condition()).isEqualTo(new VmCondition.HandedOver(MIGRATION));
    host.departures().release(new Order.ReleaseSource(MIGRATION, HostFixture.VM, SECOND));
    assertThat(host.vms().has(HostFixture.VM)).isFalse();
    assertThat(host.hypervisor().cleaned()).contains(HostFixture.VM);
  }

  @Test
  void runsPrecopyWithoutReturnPathAndWaitsForNobody() throws InterruptedException {
    start(MigrationLimits.DEFAULT);
    assertThat(host.qemu().migrationCapabilities())
        .containsEntry("return-path", false)
        .containsEntry("pause-before-switchover", false);
    assertThat(host.qemu().migrationUri()).isEqualTo("tcp:127.0.0.1:40000");
  }

  @Test
  void ignoresTheEndOfAnEarlierArrival() throws InterruptedException {
    start(MigrationLimits.DEFAULT);
    assertThat(vm.condition()).isEqualTo(new VmCondition.Running());
    host.qemu().emit("MIGRATION", java.util.Map.of("status", "active"));
    host.qemu().completeMigration();
    assertThat(await()).isInstanceOf(Answer.HandedOver.class);
  }

  @Test
  void cancelInPrecopyLeavesTheGuestRunning() throws InterruptedException {
    start(MigrationLimits.DEFAULT);
    host.departures().cancel(new Order.CancelSource(MIGRATION, HostFixture.VM, SECOND));
    assertThat(((Answer.StaysHere) await()).problem().code())
        .isEqualTo(ErrorCode.MIGRATION_CANCELLED);
    assertThat(vm.condition()).isEqualTo(new VmCondition.Running());
  }

  @Test
  void saysThatACancelCameAfterTheLastByte() throws InterruptedException {
    start(MigrationLimits.DEFAULT);
    host.qemu().completeMigration();
    await();
    assertThatThrownBy(() ->
            host.departures().cancel(new Order.CancelSource(MIGRATION, HostFixture.VM, SECOND)))
        .isInstanceOfSatisfying(
            GodwitException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.MIGRATION_TOO_LATE));
    assertThat(host.qemu().commands()).doesNotContain("migrate_cancel");
  }

  @Test
  void guestStaysWhenQemuGivesUp() throws InterruptedException {
    start(MigrationLimits.DEFAULT);
    host.qemu().failMigration("Unable to write to socket: Broken pipe");
    assertThat(((Answer.StaysHere) await()).problem().detail()).contains("Broken pipe");
    assertThat(vm.definition().passage()).isNull();
  }

  @Test
  void outcomeIsUnknownWhenQemuDies() throws InterruptedException {
    start(MigrationLimits.DEFAULT);
    host.hypervisor().crash(HostFixture.VM);
    assertThat(await()).isInstanceOf(Answer.Unknown.class);
    assertThat(vm.await(c -> c instanceof VmCondition.Crashed, Duration.ofSeconds(20))).isTrue();
  }

  @Test
  void goesOnWhenOnlyTheSessionBreaks() throws InterruptedException {
    start(MigrationLimits.DEFAULT);
    host.qemu().hangUp();
    assertThat(vm.await(c -> c instanceof VmCondition.Running, Duration.ofSeconds(20))).isTrue();
    host.qemu().completeMigration();
    assertThat(await()).isInstanceOf(Answer.HandedOver.class);
  }

  @Test
  void takesTheGuestBackWhenToldSo() throws InterruptedException {
    start(MigrationLimits.DEFAULT);
    host.qemu().completeMigration();
    await();
    host.departures().takeBack(new Order.TakeBack(MIGRATION, HostFixture.VM, THIRD));
    assertThat(vm.condition()).isEqualTo(new VmCondition.Running());
    assertThat(vm.definition().generation()).isEqualTo(THIRD);
  }

  @Test
  void neverReleasesAGuestThatRunsHere() {
    assertThatThrownBy(() ->
            host.departures().release(new Order.ReleaseSource(MIGRATION, HostFixture.VM, SECOND)))
        .isInstanceOf(GodwitException.class);
    assertThat(vm.condition()).isEqualTo(new VmCondition.Running());
  }

  @Test
  void refusesOrdersOfAnOlderGeneration() throws InterruptedException {
    vm.accept(THIRD);
    assertThatThrownBy(() -> start(MigrationLimits.DEFAULT))
        .isInstanceOfSatisfying(
            GodwitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.GENERATION_STALE));
  }

  @Test
  void aRestartedAgentGoesOnWithTheCopy() throws InterruptedException {
    start(MigrationLimits.DEFAULT);
    host.restartAgent();
    host.qemu().completeMigration();
    assertThat(await()).isInstanceOf(Answer.HandedOver.class);
  }

  private void start(MigrationLimits limits) throws InterruptedException {
    host.departures()
        .start(
            new Order.StartSource(
                MIGRATION,
                HostFixture.VM,
                SECOND,
                "127.0.0.1",
                40000,
                limits,
                Transport.PLAIN,
                null,
                List.of(),
                0));
  }

  private Answer.SourceEnd await() throws InterruptedException {
    return host.departures().await(new Order.AwaitSource(MIGRATION, HostFixture.VM, SECOND));
  }
}
