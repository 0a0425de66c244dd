package io.godwit.manager.orchestration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.Migration;
import io.godwit.manager.inventory.MigrationState;
import io.godwit.manager.inventory.MigrationState.Cancelled;
import io.godwit.manager.inventory.MigrationState.Completed;
import io.godwit.manager.inventory.MigrationState.Failed;
import io.godwit.manager.loop.Outcome;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.migration.Blackout;
import io.godwit.model.migration.MigrationPhase;
import io.godwit.model.migration.MigrationProgress;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.RightToRun.Handover;
import io.godwit.model.vm.RightToRun.Owned;
import io.godwit.model.vm.VmState;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import io.godwit.protocol.agent.ToManager;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class MigrationsTest {
  private static final Problem WHY =
      new Problem(ErrorCode.MIGRATION_FAILED, "The link broke.", "Look at it.");

  private Bench bench;
  private FakeAgent h1;
  private FakeAgent h2;

  @BeforeEach
  void start() throws Exception {
    bench = new Bench();
    h1 = bench.host("h1").connect();
    h2 = bench.host("h2").connect();
    bench.running("web", h1);
  }

  @AfterEach
  void stop() throws Exception {
    bench.close();
  }

  /** Blocks an order until the latch opens, then goes on as usual. */
  private static CountDownLatch hold(FakeAgent agent, Class<? extends Order> order) {
    CountDownLatch latch = new CountDownLatch(1);
    agent.on(
        order,
        held -> {
          latch.await(30, TimeUnit.SECONDS);
          return agent.asUsual(held);
        });
    return latch;
  }

  private static void ends(FakeAgent agent, Answer.SourceEnd end) {
    agent.on(Order.AwaitSource.class, wait -> new Answer.SourceEnded(end));
  }

  private void ownedBy(FakeAgent host, long generation) {
    assertThat(bench.vm("web").right())
        .isEqualTo(new Owned(host.host(), new Generation(generation)));
  }

  @Test
  void movesAVmAndBack() throws Exception {
    Migration there = bench.ended(bench.begin("web", h2));
    Completed completed = (Completed) there.state();
    assertThat(completed.result().downtime()).isEqualTo(Duration.ofMillis(55));
    assertThat(completed.result().qemuDowntime()).isEqualTo(Duration.ofMillis(40));
    assertThat(completed.result().rounds()).isEqualTo(3);
    ownedBy(h2, 2);

    bench.ended(bench.begin("web", h1));
    ownedBy(h1, 3);
    await().until(() -> h2.vm(bench.vm("web").id()) == null);
    assertThat(h1.orders(Order.ReleaseSource.class)).hasSize(1);
    assertThat(h2.orders(Order.CommitDestination.class)).hasSize(1);
    assertThat(h2.orders(Order.AwaitDestination.class).getFirst().generation())
        .isEqualTo(new Generation(2));
  }

  @Test
  void aThirdHostOfTheNetworkMeasuresTheBlackout() throws Exception {
    FakeAgent h3 = bench.host("h3").connect();
    CountDownLatch copy = hold(h1, Order.AwaitSource.class);
    Migration begun = bench.begin("web", h2);
    await().until(() -> !h3.orders(Order.ProbeBlackout.class).isEmpty());
    copy.countDown();
    Completed completed = (Completed) bench.ended(begun).state();
    assertThat(completed.result().blackout())
        .isEqualTo(new Blackout.Measured(Duration.ofMillis(61), h3.host()));
    assertThat(h1.orders(Order.ProbeBlackout.class)).isEmpty();
    assertThat(h1.orders(Order.FindAddress.class)).hasSize(1);
  }

  @Test
  void theSourceMeasuresWhereNobodyElseIs() throws Exception {
    CountDownLatch copy = hold(h1, Order.AwaitSource.class);
    Migration begun = bench.begin("web", h2);
    await().until(() -> !h1.orders(Order.ProbeBlackout.class).isEmpty());
    copy.countDown();
    Completed completed = (Completed) bench.ended(begun).state();
    assertThat(completed.result().blackout())
        .isEqualTo(new Blackout.Measured(Duration.ofMillis(61), h1.host()));
  }

  @Test
  void aProberThatFailsFailsNoMigration() throws Exception {
    FakeAgent h3 = bench.host("h3").fails(Order.ProbeBlackout.class, ErrorCode.HOST_BUSY).connect();
    CountDownLatch copy = hold(h1, Order.AwaitSource.class);
    Migration begun = bench.begin("web", h2);
    await().until(() -> !h3.orders(Order.ProbeBlackout.class).isEmpty());
    copy.countDown();
    Completed completed = (Completed) bench.ended(begun).state();
    assertThat(completed.result().blackout()).isInstanceOf(Blackout.NotMeasured.class);
    assertThat(h3.orders(Order.EndProbe.class)).isEmpty();
  }

  @Test
  void aVmWhoseAddressNobodyKnowsIsNotMeasured() throws Exception {
    h1.on(Order.FindAddress.class, find -> new Answer.AddressFound(null));
    CountDownLatch copy = hold(h1, Order.AwaitSource.class);
    Migration begun = bench.begin("web", h2);
    await().until(() -> !h1.orders(Order.FindAddress.class).isEmpty());
    copy.countDown();
    Completed completed = (Completed) bench.ended(begun).state();
    assertThat(completed.result().blackout()).isInstanceOf(Blackout.NotMeasured.class);
    assertThat(h1.orders(Order.ProbeBlackout.class)).isEmpty();
  }

  @Test
  void isQuick() throws Exception {
    for (int i = 0; i < 20; i++) {
      bench.ended(bench.begin("web", i % 2 == 0 ? h2 : h1));
    }
    long begun = System.nanoTime();
    Migration last = bench.begin("web", h2);
    long accepted = System.nanoTime() - begun;
    Completed completed = (Completed) bench.ended(last).state();
    System.out.printf(
        "accepted after %.1f ms, total %.1f ms%n",
        accepted / 1e6, completed.result().total().toNanos() / 1e6);
    assertThat(completed.result().total()).isLessThan(Duration.ofMillis(500));
  }

  @Test
  void aRefusalOfEitherAgentRecordsNothing() throws Exception {
    h2.fails(Order.CheckDestination.class, ErrorCode.DISK_MISSING);
    Bench.refuses(ErrorCode.DISK_MISSING, () -> bench.begin("web", h2));
    h1.fails(Order.CheckSource.class, ErrorCode.QMP_SESSION_LOST);
    Bench.refuses(ErrorCode.QMP_SESSION_LOST, () -> bench.begin("web", h2));
    assertThat(bench.inventory.now().hard().migrations().size()).isZero();
    ownedBy(h1, 1);
  }

  @Test
  void undoesAFailedPrepare() throws Exception {
    h2.fails(Order.PrepareDestination.class, ErrorCode.QEMU_START_FAILED);
    Failed failed = (Failed) bench.ended(bench.begin("web", h2)).state();
    assertThat(failed.problem().code()).isEqualTo(ErrorCode.QEMU_START_FAILED);
    assertThat(h2.orders(Order.AbortDestination.class)).hasSize(1);
    assertThat(h1.orders(Order.StartSource.class)).isEmpty();
    ownedBy(h1, 3);
  }

  @Test
  void doesNotSayThatAGuestGoesOnWhichHasDied() throws Exception {
    hold(h2, Order.AwaitDestination.class);
    h1.fails(Order.StartSource.class, ErrorCode.VM_NOT_RUNNING);
    Failed failed = (Failed) bench.ended(bench.begin("web", h2)).state();
    assertThat(failed.problem().detail()).doesNotContain("goes on");
    assertThat(h2.orders(Order.AbortDestination.class)).hasSize(1);
  }

  @Test
  void aGuestThatLeftBeforeItsSourceWasAskedAgainHasArrived() throws Exception {
    h1.fails(Order.StartSource.class, ErrorCode.VM_NOT_RUNNING);
    assertThat(bench.ended(bench.begin("web", h2)).state()).isInstanceOf(Completed.class);
    ownedBy(h2, 2);
  }

  @Test
  void leavesTheGuestWhereTheSourceKeepsIt() throws Exception {
    hold(h2, Order.AwaitDestination.class);
    ends(h1, new Answer.StaysHere(WHY));
    Failed failed = (Failed) bench.ended(bench.begin("web", h2)).state();
    assertThat(failed.problem().detail()).contains("stays on h1").contains("The link broke.");
    assertThat(h2.orders(Order.AbortDestination.class)).hasSize(1);
    ownedBy(h1, 3);
  }

  @Test
  void tellsTheSourceWhenTheDestinationDiesInTheCopy() throws Exception {
    CountDownLatch cancelled = new CountDownLatch(1);
    h2.fails(Order.AwaitDestination.class, ErrorCode.QEMU_DIED);
    h1.on(
        Order.CancelSource.class,
        cancel -> {
          cancelled.countDown();
          return new Answer.Done();
        });
    h1.on(
        Order.AwaitSource.class,
        wait -> {
          cancelled.await(30, TimeUnit.SECONDS);
          return new Answer.SourceEnded(new Answer.StaysHere(WHY));
        });
    Failed failed = (Failed) bench.ended(bench.begin("web", h2)).state();
    assertThat(failed.problem().code()).isEqualTo(ErrorCode.MIGRATION_FAILED);
    assertThat(failed.problem().detail()).contains("h2 says QEMU_DIED.");
    ownedBy(h1, 3);
  }

  @Test
  void takesTheGuestBackOnlyOnEvidence() throws Exception {
    h2.on(
        Order.AwaitDestination.class,
        wait -> {
          await().until(() -> !h1.orders(Order.AwaitSource.class).isEmpty());
          throw WHY.asException();
        });
    Migration migration = bench.ended(bench.begin("web", h2));
    assertThat(((Failed) migration.state()).problem().detail()).contains("taken back");
    assertThat(h2.orders(Order.AbortDestination.class)).hasSize(1);
    assertThat(h1.orders(Order.TakeBack.class).getFirst().generation())
        .isEqualTo(new Generation(3));
    ownedBy(h1, 3);
  }

  @Test
  void takesTheGuestBackAlthoughItsQemuWasSilentAtFirst() throws Exception {
    h2.fails(Order.AwaitDestination.class, ErrorCode.QMP_SESSION_LOST);
    AtomicInteger times = new AtomicInteger();
    h1.on(
        Order.TakeBack.class,
        back -> {
          if (times.getAndIncrement() == 0) {
            throw new GodwitException(ErrorCode.OUTCOME_UNKNOWN, "QEMU is silent.", "Look.");
          }
          return h1.asUsual(back);
        });
    // On the same link: nothing was wrong with it.
    assertThat(bench.ended(bench.begin("web", h2)).state()).isInstanceOf(Failed.class);
    assertThat(h1.orders(Order.TakeBack.class)).hasSize(2);
    ownedBy(h1, 3);
  }

  @Test
  void refusesAMigrationThatAnotherOneOvertook() throws Exception {
    h2.fails(Order.PrepareDestination.class, ErrorCode.QEMU_START_FAILED);
    AtomicInteger checks = new AtomicInteger();
    h1.on(
        Order.CheckSource.class,
        check -> {
          if (checks.getAndIncrement() == 0) {
            bench.ended(bench.begin("web", h2)); // and the VM is back, under a newer generation
          }
          return h1.asUsual(check);
        });
    Bench.refuses(ErrorCode.VM_WRONG_STATE, () -> bench.begin("web", h2));
    ownedBy(h1, 3);
    assertThat(bench.inventory.now().hard().inFlight().size()).isZero();
  }

  @Test
  void believesADestinationThatRunsTheGuestAfterAll() throws Exception {
    h2.fails(Order.AwaitDestination.class, ErrorCode.QMP_SESSION_LOST);
    hold(h1, Order.CancelSource.class).countDown();
    h2.on(
        Order.AbortDestination.class,
        abort -> new Answer.DestinationRuns(FakeAgent.STOPPED_AT.plusMillis(10)));
    Completed completed = (Completed) bench.ended(bench.begin("web", h2)).state();
    // Clocks that differ: QEMU's own figure is the better one.
    assertThat(completed.result().downtime()).isEqualTo(Duration.ofMillis(40));
    ownedBy(h2, 2);
  }

  @Test
  void isIndeterminateWhileTheDestinationCannotBeAskedAndDecidesLater() throws Exception {
    h2.on(
        Order.AwaitDestination.class,
        wait -> {
          Thread.ofVirtual().start(this::cutSecond);
          new CountDownLatch(1).await();
          return new Answer.Done();
        });
    Migration migration = bench.begin("web", h2);
    bench.reaches(migration, MigrationState.Uncertain.class);
    assertThat(bench.vm("web").right()).isInstanceOf(Handover.class);
    Bench.refuses(
        ErrorCode.VM_MIGRATING, () -> bench.orchestration.vms().start(bench.vm("web").name()));
    assertThat(h1.orders(Order.TakeBack.class)).isEmpty();

    h2.fails(Order.AwaitDestination.class, ErrorCode.QEMU_DIED);
    h2.connect();
    Failed failed = (Failed) bench.ended(migration).state();
    assertThat(failed.problem().detail()).contains("taken back");
    ownedBy(h1, 3);
  }

  private void cutSecond() {
    try {
      h2.cut();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aSourceWhoseQemuDiedInTheCopyIsACrash() throws Exception {
    ends(h1, new Answer.Unknown(new Problem(ErrorCode.QEMU_DIED, "QEMU ended.", "Start it.")));
    h1.on(
        Order.StartSource.class,
        start -> {
          Order.OfVm of = (Order.OfVm) start;
          var vm = h1.vm(of.vm());
          h1.tell(vm.vm(), vm.spec(), VmState.CRASHED, of.generation());
          return new Answer.Done();
        });
    h2.on(
        Order.AwaitDestination.class,
        wait -> {
          await().until(() -> !h1.orders(Order.AwaitSource.class).isEmpty());
          throw WHY.asException();
        });
    Failed failed = (Failed) bench.ended(bench.begin("web", h2)).state();
    assertThat(failed.problem().code()).isEqualTo(ErrorCode.QEMU_DIED);
    ownedBy(h1, 3);
  }

  @Test
  void goesOnWhenTheSourcesLinkIsLostAndComesBack() throws Exception {
    CountDownLatch copying = new CountDownLatch(1);
    CountDownLatch copied = new CountDownLatch(1);
    h1.on(
        Order.AwaitSource.class,
        wait -> {
          copying.countDown();
          copied.await(30, TimeUnit.SECONDS);
          return h1.asUsual(wait);
        });
    CountDownLatch arrived = hold(h2, Order.AwaitDestination.class);
    Migration migration = bench.begin("web", h2);
    copying.await();
    h1.cut();
    h1.connect();
    await().until(() -> h1.orders(Order.AwaitSource.class).size() == 2);
    copied.countDown();
    arrived.countDown();
    assertThat(bench.ended(migration).state()).isInstanceOf(Completed.class);
    ownedBy(h2, 2);
  }

  @Test
  void isIndeterminateWhileTheSourceStaysAway() throws Exception {
    CountDownLatch copying = new CountDownLatch(1);
    h1.on(
        Order.AwaitSource.class,
        wait -> {
          copying.countDown();
          new CountDownLatch(1).await();
          return new Answer.Done();
        });
    CountDownLatch arrived = hold(h2, Order.AwaitDestination.class);
    Migration migration = bench.begin("web", h2);
    copying.await();
    h1.cut();
    bench.reaches(migration, MigrationState.Uncertain.class);
    h1.on(Order.AwaitSource.class, h1::asUsual);
    h1.connect();
    arrived.countDown();
    assertThat(bench.ended(migration).state()).isInstanceOf(Completed.class);
    ownedBy(h2, 2);
    await().until(() -> h1.orders(Order.ReleaseSource.class).size() == 1);
  }

  @Test
  void releasesASourceThatComesBackLater() throws Exception {
    h1.on(
        Order.ReleaseSource.class,
        release -> {
          Thread.ofVirtual()
              .start(() -> {
                try {
                  h1.cut();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
          new CountDownLatch(1).await();
          return new Answer.Done();
        });
    Migration migration = bench.ended(bench.begin("web", h2));
    assertThat(migration.state()).isInstanceOf(Completed.class);
    await().until(() -> !bench.inventory.now().requireHost(h1.host()).isConnected());
    h1.on(Order.ReleaseSource.class, h1::asUsual);
    h1.connect();
    await().until(() -> h1.vm(bench.vm("web").id()) == null);
    ownedBy(h2, 2);
  }

  @Test
  void cancelsACopy() throws Exception {
    hold(h2, Order.AwaitDestination.class);
    CountDownLatch cancelled = new CountDownLatch(1);
    h1.on(
        Order.CancelSource.class,
        cancel -> {
          cancelled.countDown();
          return new Answer.Done();
        });
    h1.on(
        Order.AwaitSource.class,
        wait -> {
          cancelled.await(30, TimeUnit.SECONDS);
          return new Answer.SourceEnded(new Answer.StaysHere(WHY));
        });
    Migration migration = bench.begin("web", h2);
    bench.reaches(migration, MigrationState.Copying.class);
    Migration ended = bench.orchestration.migrations().cancel(migration.id());
    assertThat(ended.state()).isInstanceOf(Cancelled.class);
    assertThat(h2.vm(bench.vm("web").id())).isNull();
    ownedBy(h1, 3);
    Bench.refuses(
        ErrorCode.MIGRATION_ENDED, () -> bench.orchestration.migrations().cancel(migration.id()));
  }

  @Test
  void cancelsBeforeTheCopy() throws Exception {
    CountDownLatch prepared = hold(h2, Order.PrepareDestination.class);
    Migration migration = bench.begin("web", h2);
    bench.reaches(migration, MigrationState.Preparing.class);
    CountDownLatch done = new CountDownLatch(1);
    Thread.ofVirtual()
        .start(() -> {
          try {
            bench.orchestration.migrations().cancel(migration.id());
            done.countDown();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    await().until(() -> bench.orchestration.migrations().isCancelAsked(migration.id()));
    prepared.countDown();
    done.await();
    assertThat(bench.now(migration).state()).isInstanceOf(Cancelled.class);
    assertThat(h1.orders(Order.StartSource.class)).isEmpty();
  }

  @Test
  void saysWhenItIsTooLateToCancel() throws Exception {
    CountDownLatch arrived = hold(h2, Order.AwaitDestination.class);
    CountDownLatch left = hold(h1, Order.AwaitSource.class);
    h2.on(
        Order.AbortDestination.class,
        abort -> new Answer.DestinationRuns(FakeAgent.STOPPED_AT.plusMillis(10)));
    Migration migration = bench.begin("web", h2);
    bench.reaches(migration, MigrationState.Copying.class);
    Bench.refuses(
        ErrorCode.MIGRATION_TOO_LATE,
        () -> bench.orchestration.migrations().cancel(migration.id()));
    left.countDown();
    arrived.countDown();
    assertThat(bench.ended(migration).state()).isInstanceOf(Completed.class);
  }

  @Test
  void refusesASecondMigrationAndOtherOrdersMeanwhile() throws Exception {
    FakeAgent h3 = bench.host("h3").connect();
    CountDownLatch arrived = hold(h2, Order.AwaitDestination.class);
    Migration migration = bench.begin("web", h2);
    Bench.refuses(ErrorCode.VM_MIGRATING, () -> bench.begin("web", h3));
    var vms = bench.orchestration.vms();
    var web = bench.vm("web").name();
    Bench.refuses(ErrorCode.VM_MIGRATING, () -> vms.stop(web, Duration.ofSeconds(1)));
    Bench.refuses(ErrorCode.VM_MIGRATING, () -> vms.kill(web));
    Bench.refuses(ErrorCode.VM_MIGRATING, () -> vms.pause(web));
    Bench.refuses(ErrorCode.VM_MIGRATING, () -> vms.delete(web));
    assertThat(vms.consoleLog(web)).isEqualTo("login: ");
    arrived.countDown();
    bench.ended(migration);
  }

  @Test
  void movesTwoInOppositeDirectionsAtOnce() throws Exception {
    bench.running("db", h2);
    // Both ends are held: once one has spoken, the other has only a moment.
    List<CountDownLatch> held =
        List.of(
            hold(h1, Order.AwaitSource.class),
            hold(h1, Order.AwaitDestination.class),
            hold(h2, Order.AwaitSource.class),
            hold(h2, Order.AwaitDestination.class));
    Migration web = bench.begin("web", h2);
    Migration db = bench.begin("db", h1);
    bench.reaches(web, MigrationState.Copying.class);
    bench.reaches(db, MigrationState.Copying.class);
    held.forEach(CountDownLatch::countDown);
    assertThat(bench.ended(web).state()).isInstanceOf(Completed.class);
    assertThat(bench.ended(db).state()).isInstanceOf(Completed.class);
    ownedBy(h2, 2);
  }

  @Test
  void aSourceThatIsSilentDoesNotHoldUpAGuestThatHasArrived() throws Exception {
    CountDownLatch never = hold(h1, Order.AwaitSource.class);
    Migration migration = bench.begin("web", h2);
    Completed completed = (Completed) bench.ended(migration).state();
    assertThat(completed.result().rounds()).isZero();
    ownedBy(h2, 2);
    await().until(() -> h1.orders(Order.ReleaseSource.class).size() == 1);
    never.countDown();
  }

  @Test
  void aContradictionIsLeftAlone() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    h2.on(
        Order.AwaitDestination.class,
        wait -> {
          running.countDown();
          return new Answer.DestinationRuns(FakeAgent.STOPPED_AT);
        });
    // Whichever of the two is heard first, evidence included, they contradict each other.
    h2.on(Order.AbortDestination.class, abort -> new Answer.DestinationRuns(FakeAgent.STOPPED_AT));
    h1.on(
        Order.AwaitSource.class,
        wait -> {
          running.await(30, TimeUnit.SECONDS);
          return new Answer.SourceEnded(new Answer.StaysHere(WHY));
        });
    Migration migration = bench.begin("web", h2);
    MigrationState.Uncertain uncertain = bench.reaches(migration, MigrationState.Uncertain.class);
    assertThat(uncertain.problem().detail()).contains("Both h1 and h2").contains("nothing");
    await().until(() -> !bench.orchestration.migrations().isUnderWay(migration.id()));
    assertThat(bench.now(migration).state()).isEqualTo(uncertain);
    assertThat(bench.vm("web").right()).isInstanceOf(Handover.class);
    assertThat(h1.orders(Order.TakeBack.class)).isEmpty();
    assertThat(h1.orders(Order.ReleaseSource.class)).isEmpty();
    assertThat(h1.orders(Order.CancelSource.class)).isEmpty();
    assertThat(h2.orders(Order.CommitDestination.class)).isEmpty();
  }

  @Test
  void progressOfTheSourceAloneIsShown() throws Exception {
    CountDownLatch arrived = hold(h2, Order.AwaitDestination.class);
    CountDownLatch left = hold(h1, Order.AwaitSource.class);
    Migration migration = bench.begin("web", h2);
    bench.reaches(migration, MigrationState.Copying.class);
    h2.send(new ToManager.Progress(migration.id(), progress(9)));
    h2.tell(bench.vm("web").id(), bench.vm("web").spec(), VmState.INCOMING, new Generation(2));
    h1.send(new ToManager.Progress(migration.id(), progress(2)));
    await().until(() -> bench.inventory.now().soft().progress().get(migration.id()).isPresent());
    DataCenter now = bench.inventory.now();
    assertThat(now.soft().progress().get(migration.id()).orElseThrow().round()).isEqualTo(2);
    assertThat(Inventory.phase(bench.now(migration), now)).isEqualTo(MigrationPhase.SWITCHOVER);
    left.countDown();
    arrived.countDown();
    Migration ended = bench.ended(migration);
    h1.send(new ToManager.Progress(migration.id(), progress(7)));
    bench.inventory.decide(state -> Outcome.of(true));
    assertThat(Inventory.phase(ended, bench.inventory.now())).isEqualTo(MigrationPhase.HANDOVER);
  }

  private static MigrationProgress progress(long round) {
    return new MigrationProgress(
        MigrationPhase.SWITCHOVER,
        Duration.ofSeconds(1),
        round,
        DataSize.ofGibibytes(1),
        DataSize.ofMebibytes(400),
        DataSize.ofMebibytes(2),
        DataRate.ZERO,
        DataRate.ZERO,
        Duration.ofMillis(80));
  }

  @Test
  void aSecondLinkOfAHostTakesThePlaceOfTheFirst() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    h1.on(
        Order.Pause.class,
        pause -> {
          asked.countDown();
          new CountDownLatch(1).await();
          return new Answer.Done();
        });
    var web = bench.vm("web");
    CountDownLatch lost = new CountDownLatch(1);
    Thread.ofVirtual()
        .start(() -> {
          Bench.refuses(
              ErrorCode.OUTCOME_UNKNOWN, () -> bench.orchestration.vms().pause(web.name()));
          lost.countDown();
        });
    asked.await();
    FakeAgent twin = bench.host("h1");
    twin.has(web.id(), web.spec(), VmState.RUNNING, new Generation(1));
    twin.connect();
    lost.await();
    bench.orchestration.vms().pause(web.name());
    assertThat(twin.orders(Order.Pause.class)).hasSize(1);
    assertThat(bench.inventory.now().requireHost(h1.host()).isConnected()).isTrue();
  }
}
