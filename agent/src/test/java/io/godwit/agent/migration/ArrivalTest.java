package io.godwit.agent.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.godwit.agent.HostFixture;
import io.godwit.agent.vm.Vm;
import io.godwit.agent.vm.VmCondition;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.Accelerator;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.Transport;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.VmObservation;
import io.godwit.model.vm.VmState;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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

  /** That it ran is so, whether or not it can be written down. */
  @Test
  void aGuestThatRanIsNotGivenUpOnAFullDisk() throws Exception {
    prepare(Duration.ofMinutes(1));
    Path blocked = host.fillDisk();
    host.qemu().completeMigration();
    host.arrivals().await(new Order.AwaitDestination(MIGRATION, HostFixture.VM, SECOND));
    assertThat(abort()).isInstanceOf(Answer.DestinationRuns.class);
    Files.delete(blocked);
    Order.CommitDestination commit = new Order.CommitDestination(MIGRATION, HostFixture.VM, SECOND);
    assertThat(host.arrivals().commit(commit).state()).isEqualTo(VmState.RUNNING);
  }

  @Test
  void whatHappenedOnAFullDiskIsWrittenOnceThereIsRoom() throws Exception {
    prepare(Duration.ofMinutes(1));
    String before = host.written();
    Path blocked = host.fillDisk();
    host.qemu().completeMigration();
    host.arrivals().await(new Order.AwaitDestination(MIGRATION, HostFixture.VM, SECOND));
    assertThat(host.written()).isEqualTo(before);
    Files.delete(blocked);
    await().atMost(Duration.ofSeconds(20)).until(() -> !host.written().equals(before));
  }

  @Test
  void aGuestThatRanAndDiedOnAFullDiskIsNoEvidenceForTheNextAgent() throws Exception {
    prepare(Duration.ofMinutes(1));
    Path blocked = host.fillDisk();
    host.qemu().completeMigration();
    host.arrivals().await(new Order.AwaitDestination(MIGRATION, HostFixture.VM, SECOND));
    host.hypervisor().crash(HostFixture.VM);
    host.vms()
        .get(HostFixture.VM)
        .await(c -> c instanceof VmCondition.Crashed, Duration.ofSeconds(20));
    assertThat(abort()).isInstanceOf(Answer.DestinationRuns.class);
    host.restartAgent(); // which takes away what blocked
    assertThat(blocked).doesNotExist();
    assertThatThrownBy(this::abort)
        .isInstanceOfSatisfying(
            GodwitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN));
  }

  @Test
  void aLateAbortRemovesNoVmThatBelongsHereNow() throws InterruptedException {
    prepare(Duration.ofMinutes(1));
    host.qemu().completeMigration();
    host.arrivals().await(new Order.AwaitDestination(MIGRATION, HostFixture.VM, SECOND));
    host.arrivals().commit(new Order.CommitDestination(MIGRATION, HostFixture.VM, SECOND));
    host.vms().get(HostFixture.VM).kill();
    assertThatThrownBy(this::abort)
        .isInstanceOfSatisfying(
            GodwitException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.MIGRATION_UNKNOWN));
    assertThat(host.vms().has(HostFixture.VM)).isTrue();
  }

  /** The guest ran before QEMU was told to stop, and the destination had said so. */
  @Test
  void aCommitWaitsForAnAbortThatStillLooks() throws Exception {
    prepare(Duration.ofMinutes(1));
    host.qemu().holdAnswers();
    try (ExecutorService orders = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Answer> abort = orders.submit(this::abort);
      host.qemu().awaitCommand("stop");
      host.qemu().emit("RESUME", Map.of());
      Order.CommitDestination order =
          new Order.CommitDestination(MIGRATION, HostFixture.VM, SECOND);
      Future<VmObservation> commit = orders.submit(() -> host.arrivals().commit(order));
      Thread.sleep(50);
      assertThat(commit.isDone()).isFalse();
      host.qemu().releaseAnswers();
      assertThat(abort.get()).isInstanceOf(Answer.DestinationRuns.class);
      commit.get();
    }
    assertThat(host.vms().get(HostFixture.VM).condition().state().hasProcess()).isTrue();
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
  void whatAnAgentHadNotWrittenToTheEndIsRemovedByTheNext() throws Exception {
    prepare(Duration.ofMinutes(1));
    Path unfinished = Files.writeString(host.unfinished(), "{");
    host.restartAgent();
    assertThat(unfinished).doesNotExist();
    assertThat(host.vms().has(HostFixture.VM)).isTrue();
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
