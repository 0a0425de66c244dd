package io.godwit.agent.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.agent.HostFixture;
import io.godwit.agent.vm.Vm;
import io.godwit.agent.vm.VmCondition;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.Accelerator;
import io.godwit.model.migration.MigrationId;
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
final class ArrivalTest {
  private static final MigrationId MIGRATION = new MigrationId("m1");
  private static final Generation SECOND = Generation.FIRST.next();

  @TempDir private Path directory;
  private HostFixture host;

  @BeforeEach
  void open() {
    host = new HostFixture(directory);
  }

  @AfterEach
  void close() throws InterruptedException {
    host.close();
  }

  @Test
  void listensAndTellsWhenTheGuestRuns() throws InterruptedException {
    assertThat(prepare(Duration.ofMinutes(1)).port()).isEqualTo(40000);
    host.qemu().completeMigration();
    Answer.DestinationRuns runs =
        host.arrivals().await(new Order.AwaitDestination(MIGRATION, HostFixture.VM, SECOND));
    assertThat(runs.resumedAt()).isNotNull();
    host.arrivals().commit(new Order.CommitDestination(MIGRATION, HostFixture.VM, SECOND));
    assertThat(host.vms().get(HostFixture.VM).definition().passage()).isNull();
    assertThat(host.vms().get(HostFixture.VM).condition()).isEqualTo(new VmCondition.Running());
  }

  @Test
  void prepareMayBeRepeated() throws InterruptedException {
    assertThat(prepare(Duration.ofMinutes(1))).isEqualTo(prepare(Duration.ofMinutes(1)));
  }

  @Test
  void abortTakesTheRightToStartAwayFirst() throws InterruptedException {
    prepare(Duration.ofMinutes(1));
    assertThat(abort()).isInstanceOf(Answer.Removed.class);
    assertThat(host.qemu().commands()).contains("stop");
    assertThat(host.vms().has(HostFixture.VM)).isFalse();
  }

  @Test
  void abortLeavesAGuestThatRunsAlone() throws InterruptedException {
    prepare(Duration.ofMinutes(1));
    host.qemu().completeMigration();
    host.arrivals().await(new Order.AwaitDestination(MIGRATION, HostFixture.VM, SECOND));
    assertThat(abort()).isInstanceOf(Answer.DestinationRuns.class);
    assertThat(host.vms().get(HostFixture.VM).condition()).isEqualTo(new VmCondition.Running());
  }

  @Test
  void abortOfAGuestThatRanAndDiedSaysThatItRan() throws InterruptedException {
    prepare(Duration.ofMinutes(1));
    host.qemu().completeMigration();
    host.arrivals().await(new Order.AwaitDestination(MIGRATION, HostFixture.VM, SECOND));
    host.hypervisor().crash(HostFixture.VM);
    host.vms()
        .get(HostFixture.VM)
        .await(c -> c instanceof VmCondition.Crashed, Duration.ofSeconds(20));
    assertThat(abort()).isInstanceOf(Answer.DestinationRuns.class);
  }

  @Test
  void awaitSaysWhenQemuEndsFirst() throws InterruptedException {
    prepare(Duration.ofMinutes(1));
    host.hypervisor().crash(HostFixture.VM);
    assertThatThrownBy(() ->
            host.arrivals().await(new Order.AwaitDestination(MIGRATION, HostFixture.VM, SECOND)))
        .isInstanceOfSatisfying(
            GodwitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MIGRATION_FAILED));
    assertThat(abort()).isInstanceOf(Answer.Removed.class);
  }

  @Test
  void aLatePrepareFindsTheDoorShut() throws InterruptedException {
    abort();
    assertThatThrownBy(() -> prepare(Duration.ofMinutes(1)))
        .isInstanceOfSatisfying(
            GodwitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MIGRATION_ENDED));
  }

  @Test
  void givesUpByItselfWhenNoGuestComes() throws InterruptedException {
    prepare(Duration.ofMillis(50));
    host.qemu().awaitCommand("stop");
    assertThatThrownBy(() ->
            host.arrivals().await(new Order.AwaitDestination(MIGRATION, HostFixture.VM, SECOND)))
        .isInstanceOf(GodwitException.class);
  }

  @Test
  void aGuestThatCameWhileNoAgentRanIsFound() throws InterruptedException {
    prepare(Duration.ofMinutes(1));
    host.hypervisor().killAgent();
    host.qemu().completeMigration();
    host.restartAgent();
    assertThat(host.arrivals().await(new Order.AwaitDestination(MIGRATION, HostFixture.VM, SECOND)))
        .isInstanceOf(Answer.DestinationRuns.class);
    assertThat(abort()).isInstanceOf(Answer.DestinationRuns.class);
    assertThat(host.vms().get(HostFixture.VM).condition()).isEqualTo(new VmCondition.Running());
  }

  @Test
  void aGuestThatMayHaveRunIsNotRemoved() throws InterruptedException {
    prepare(Duration.ofMinutes(1));
    host.hypervisor().killAgent();
    host.qemu().completeMigration();
    host.qemu().pauseGuest();
    host.restartAgent();
    assertThatThrownBy(this::abort)
        .isInstanceOfSatisfying(
            GodwitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN));
    assertThat(host.qemu().isDead()).isFalse();
  }

  @Test
  void aRestartedAgentStillGivesUpInTime() throws InterruptedException {
    prepare(Duration.ofSeconds(3));
    host.restartAgent();
    host.qemu().awaitCommand("stop");
  }

  @Test
  void anUnseenEndIsNotTakenForEvidence() throws InterruptedException {
    prepare(Duration.ofMinutes(1));
    host.hypervisor().killAgent();
    host.hypervisor().crash(HostFixture.VM);
    host.restartAgent();
    assertThatThrownBy(this::abort)
        .isInstanceOfSatisfying(
            GodwitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN));
  }

  @Test
  void anEndThatOneAgentDidNotSeeIsNoEvidenceForTheNextEither() throws InterruptedException {
    prepare(Duration.ofMinutes(1));
    host.hypervisor().crashWhenAdopted();
    host.restartAgent();
    Vm vm = host.vms().get(HostFixture.VM);
    assertThat(vm.await(c -> c instanceof VmCondition.Crashed, Duration.ofSeconds(20))).isTrue();
    host.restartAgent();
    assertThatThrownBy(this::abort)
        .isInstanceOfSatisfying(
            GodwitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN));
  }

  @Test
  void anEndLongAfterTheLastAttemptToReachItsQemuIsNoticed() throws InterruptedException {
    prepare(Duration.ofMinutes(1));
    host.hypervisor().refuseAdoption();
    host.restartAgent();
    Vm vm = host.vms().get(HostFixture.VM);
    assertThat(vm.condition()).isInstanceOf(VmCondition.Unresponsive.class);
    host.hypervisor().crash(HostFixture.VM);
    assertThat(vm.await(c -> c instanceof VmCondition.Crashed, Duration.ofSeconds(20))).isTrue();
  }

  private Answer.Listening prepare(Duration patience) throws InterruptedException {
    return host.arrivals()
        .prepare(
            new Order.PrepareDestination(
                MIGRATION,
                HostFixture.VM,
                SECOND,
                HostFixture.SPEC,
                Accelerator.TCG,
                patience,
                Transport.PLAIN,
                null,
                List.of()));
  }

  private Answer abort() throws InterruptedException {
    return host.arrivals().abort(new Order.AbortDestination(MIGRATION, HostFixture.VM, SECOND));
  }
}
