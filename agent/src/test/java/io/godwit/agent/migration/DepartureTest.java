package io.godwit.agent.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.agent.HostFixture;
import io.godwit.agent.platform.Commands;
import io.godwit.agent.vm.Vm;
import io.godwit.agent.vm.VmCondition;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.migration.Course;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.migration.MigrationPhase;
import io.godwit.model.migration.Transport;
import io.godwit.model.vm.Generation;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
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

  /** Nobody has to wait for QEMU, which has other things to do then. */
  @Test
  void tellsAtOnceThatTheGuestStandsStill() throws InterruptedException {
    start(MigrationLimits.DEFAULT);
    host.qemu().holdAnswers();
    host.qemu().emit("STOP", Map.of());
    Awaitility.await().until(() -> host.phases().contains(MigrationPhase.SWITCHOVER));
    host.qemu().emit("RESUME", Map.of());
    Awaitility.await().until(() -> host.phases().getLast() == MigrationPhase.PRECOPY);
    host.qemu().releaseAnswers();
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

  /** QEMU answers nobody while it waits to send the rest, and a cancel would not look. */
  @Test
  void aLinkThatDiesWhileTheGuestStandsStillIsBrokenOff() throws InterruptedException {
    host.answer(command -> {
      if (command.get(1).startsWith("-K")) {
        host.qemu().emit("RESUME", Map.of());
        host.qemu().failMigration("Unable to write to socket: Software caused connection abort");
      }
      return new Commands.Outcome(0, "ESTAB 0 4096 10.0.0.1:5000 10.0.0.2:40000 bytes_acked:77\n");
    });
    start(MigrationLimits.DEFAULT);
    host.qemu().emit("STOP", Map.of());
    Answer.StaysHere end = (Answer.StaysHere) await();
    assertThat(end.problem().detail()).contains("has taken nothing").contains("for 8 s");
    assertThat(host.qemu().commands()).doesNotContain("migrate_cancel");
    assertThat(vm.condition()).isEqualTo(new VmCondition.Running());
  }

  /** A link that comes back there still carries the guest; a connection that is broken does not. */
  @Test
  void aGuestOnItsWayIntoPostcopyIsNotCutOff() throws Exception {
    List<String> broken = new CopyOnWriteArrayList<>();
    AtomicInteger looks = new AtomicInteger();
    host.answer(command -> {
      if (command.get(1).startsWith("-K")) {
        broken.add(command.toString());
      }
      looks.incrementAndGet();
      return new Commands.Outcome(0, "ESTAB 0 4096 10.0.0.1:5000 10.0.0.2:40000 bytes_acked:77\n");
    });
    start(MigrationLimits.DEFAULT);
    Thread asks =
        Thread.ofVirtual()
            .start(() -> {
              try {
                host.departures()
                    .startPostcopy(new Order.StartPostcopy(MIGRATION, HostFixture.VM, SECOND));
              } catch (InterruptedException | GodwitException over) {
                Thread.currentThread().interrupt();
              }
            });
    host.qemu().awaitCommand("migrate-start-postcopy");
    host.qemu().emit("STOP", Map.of());
    Thread.sleep(Duration.ofSeconds(11));
    assertThat(looks.get()).as("looks at the connection").isGreaterThan(20);
    assertThat(broken).isEmpty();
    host.qemu().completeMigration();
    assertThat(await()).isInstanceOf(Answer.HandedOver.class);
    asks.interrupt();
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
  void guestStaysThoughTheSessionBreaksWhenTheCopyIsGivenUp() throws InterruptedException {
    start(MigrationLimits.DEFAULT);
    host.qemu().hangUpAt("query-migrate");
    host.qemu().failMigration("Unable to write to socket: Broken pipe");
    assertThat(((Answer.StaysHere) await()).problem().detail()).contains("Broken pipe");
  }

  @Test
  void saysThatQemuEndedThoughItWasBeingAskedWhy() throws InterruptedException {
    start(MigrationLimits.DEFAULT);
    host.qemu().holdAnswers();
    host.qemu().failMigration("Unable to write to socket: Broken pipe");
    Thread.sleep(50); // it is asked why, and dies before it answers
    host.hypervisor().crash(HostFixture.VM);
    assertThat(((Answer.Unknown) await()).problem().code()).isEqualTo(ErrorCode.QEMU_DIED);
  }

  @Test
  void followsACopyWhoseBeginningWasNotAnswered() throws InterruptedException {
    host.qemu().hangUpAt("migrate");
    start(MigrationLimits.DEFAULT);
    assertThat(vm.await(c -> c instanceof VmCondition.Running, Duration.ofSeconds(20))).isTrue();
    host.qemu().completeMigration();
    assertThat(await()).isInstanceOf(Answer.HandedOver.class);
    assertThat(vm.condition()).isEqualTo(new VmCondition.HandedOver(MIGRATION));
  }

  @Test
  void theGuestStaysIfQemuNeverBeganTheCopyItWasTold() throws InterruptedException {
    host.qemu().refuse("migrate", "GenericError", "there is no such place");
    host.qemu().hangUpAt("migrate");
    start(MigrationLimits.DEFAULT);
    assertThat(((Answer.StaysHere) await()).problem().detail()).contains("did not begin the copy");
    assertThat(vm.condition()).isEqualTo(new VmCondition.Running());
    assertThat(vm.definition().passage()).isNull();
  }

  @Test
  void aConnectionThatBreaksBeforeTheCopyIsARefusal() throws InterruptedException {
    host.qemu().hangUpAt("migrate-set-parameters");
    assertThatThrownBy(() -> start(MigrationLimits.DEFAULT))
        .isInstanceOfSatisfying(
            GodwitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.QMP_SESSION_LOST));
    assertThat(vm.definition().passage()).isNull();
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

  /** The fake's QEMU can give aes and sse4.2; the guest has only the one. */
  @Test
  void saysWhatTheGuestsProcessorReallyHas() throws InterruptedException {
    Order.DescribeCpu order = new Order.DescribeCpu(HostFixture.VM, SECOND);
    assertThat(host.departures().describeCpu(order)).contains(List.of("sse4.2"));
    host.qemu().refuse("query-cpu-model-expansion", "GenericError", "not here");
    assertThat(host.departures().describeCpu(order)).as("one that cannot say").isEmpty();
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
                new Course(Transport.PLAIN, 0, false, limits.downtimeLimit()),
                null,
                List.of(),
                0));
  }

  private Answer.SourceEnd await() throws InterruptedException {
    return host.departures().await(new Order.AwaitSource(MIGRATION, HostFixture.VM, SECOND));
  }
}
