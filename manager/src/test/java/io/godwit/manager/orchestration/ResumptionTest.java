package io.godwit.manager.orchestration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.Migration;
import io.godwit.manager.inventory.MigrationEvent;
import io.godwit.manager.inventory.MigrationState;
import io.godwit.manager.inventory.MigrationState.Completed;
import io.godwit.manager.inventory.MigrationState.Failed;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.manager.loop.MemoryStore;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.Problem;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.RightToRun.Owned;
import io.godwit.model.vm.VmState;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A manager that is killed in each state of a migration, and what the next one makes of its records
 * and of the agents: every migration ends exactly once, and a third manager has nothing to do.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class ResumptionTest {
  private static final Problem WHY =
      new Problem(ErrorCode.MIGRATION_FAILED, "The link broke.", "Look at it.");

  /** Where the first manager was killed: how many of a migration's records it left. */
  enum Killed {
    ACCEPTED(1),
    RESERVED(2),
    PREPARING(3),
    COPYING(4),
    UNCERTAIN(4),
    TAKING_BACK(4),
    COMPLETED(5);

    private final int records;

    Killed(int records) {
      this.records = records;
    }

    boolean isBeforeCopy() {
      return compareTo(COPYING) < 0;
    }
  }

  private final List<Bench> benches = new ArrayList<>();
  private List<StateRecord> whole;
  private VmEntry web;
  private MigrationId id;
  private MemoryStore<DataCenter, StateRecord> store;
  private Bench bench;
  private FakeAgent h1;
  private FakeAgent h2;

  /** The records of a migration that went well. */
  @BeforeEach
  void migrate() throws Exception {
    try (Bench first = new Bench()) {
      FakeAgent from = first.host("h1").connect();
      FakeAgent to = first.host("h2").connect();
      web = first.running("web", from);
      id = first.ended(first.begin("web", to)).id();
      whole =
          first.store.records().stream()
              .filter(record -> !(record instanceof StateRecord.OfEnrolment))
              .toList();
    }
  }

  @AfterEach
  void stop() {
    benches.forEach(Bench::close);
  }

  /** The next manager, which has not resumed, and agents that are not linked. */
  private void killedIn(Killed killed) throws Exception {
    List<StateRecord> left = new ArrayList<>(whole.subList(0, 1 + killed.records));
    switch (killed) {
      case UNCERTAIN -> left.add(new MigrationEvent.HandoverUncertain(id, WHY));
      case TAKING_BACK -> left.add(new MigrationEvent.TakeBackDecided(id, WHY));
      case ACCEPTED, RESERVED, PREPARING, COPYING, COMPLETED -> {}
    }
    DataCenter found = DataCenter.EMPTY;
    for (StateRecord record : left) {
      found = found.apply(record);
    }
    store = new MemoryStore<>(found);
    next();
    boolean copying = !killed.isBeforeCopy();
    h1.has(web.id(), web.spec(), copying ? VmState.HANDED_OVER : VmState.RUNNING, generation(1));
    if (copying || killed == Killed.PREPARING) {
      h2.has(web.id(), web.spec(), VmState.INCOMING, generation(2));
    }
  }

  private void next() throws Exception {
    bench = new Bench(Bench.SHORT, store);
    benches.add(bench);
    h1 = bench.host("h1");
    h2 = bench.host("h2");
  }

  private static Generation generation(long value) {
    return new Generation(value);
  }

  private Migration resume() throws Exception {
    bench.orchestration.migrations().resumeAll();
    h1.connect();
    h2.connect();
    return bench.ended(bench.inventory.now().requireMigration(id));
  }

  private void ownedBy(FakeAgent host, long generation) {
    assertThat(bench.vm("web").right()).isEqualTo(new Owned(host.host(), generation(generation)));
  }

  private int ofMigrations() {
    return (int)
        store.records().stream()
            .filter(record -> !(record instanceof StateRecord.OfEnrolment))
            .count();
  }

  /** A third manager finds nothing in flight, records nothing and moves nothing. */
  private void isOver() throws Exception {
    Migration ended = bench.inventory.now().requireMigration(id);
    int left = ofMigrations();
    bench.close();
    next();
    bench.orchestration.migrations().resumeAll();
    assertThat(bench.inventory.now().requireMigration(id)).isEqualTo(ended);
    assertThat(bench.orchestration.migrations().isUnderWay(id)).isFalse();
    assertThat(ofMigrations()).isEqualTo(left);
  }

  @ParameterizedTest
  @EnumSource(names = {"ACCEPTED", "RESERVED", "PREPARING"})
  void undoesWhatHadNotBegunToCopy(Killed killed) throws Exception {
    killedIn(killed);
    Failed failed = (Failed) resume().state();
    assertThat(failed.problem().detail()).contains("restarted").contains("stays on h1");
    ownedBy(h1, killed == Killed.ACCEPTED ? 1 : 3);
    if (killed == Killed.PREPARING) {
      await().until(() -> h2.vm(web.id()) == null);
    }
    assertThat(h2.orders(Order.PrepareDestination.class)).isEmpty();
    assertThat(h1.orders(Order.StartSource.class)).isEmpty();
    isOver();
  }

  @ParameterizedTest
  @EnumSource(names = {"COPYING", "UNCERTAIN"})
  void finishesACopyThatArrives(Killed killed) throws Exception {
    killedIn(killed);
    assertThat(resume().state()).isInstanceOf(Completed.class);
    ownedBy(h2, 2);
    await().until(() -> h1.vm(web.id()) == null);
    await().until(() -> !h2.orders(Order.CommitDestination.class).isEmpty());
    assertThat(h1.orders(Order.StartSource.class)).isEmpty();
    assertThat(h1.orders(Order.TakeBack.class)).isEmpty();
    assertThat(h1.orders(Order.ReleaseSource.class)).hasSize(1);
    isOver();
  }

  @ParameterizedTest
  @EnumSource(names = {"COPYING", "UNCERTAIN"})
  void leavesACopyThatFailsOnItsSource(Killed killed) throws Exception {
    killedIn(killed);
    h1.has(web.id(), web.spec(), VmState.RUNNING, generation(2));
    h1.on(Order.AwaitSource.class, wait -> new Answer.SourceEnded(new Answer.StaysHere(WHY)));
    h2.fails(Order.AwaitDestination.class, ErrorCode.QEMU_DIED);
    Failed failed = (Failed) resume().state();
    assertThat(failed.problem().detail()).contains("stays on h1");
    ownedBy(h1, 3);
    await().until(() -> h2.vm(web.id()) == null);
    assertThat(h1.orders(Order.TakeBack.class)).isEmpty();
    isOver();
  }

  @ParameterizedTest
  @EnumSource(names = {"COPYING", "UNCERTAIN"})
  void takesBackAGuestThatTheDestinationLost(Killed killed) throws Exception {
    killedIn(killed);
    h2.fails(Order.AwaitDestination.class, ErrorCode.QEMU_DIED);
    Failed failed = (Failed) resume().state();
    assertThat(failed.problem().detail()).contains("taken back");
    ownedBy(h1, 3);
    assertThat(h1.orders(Order.TakeBack.class)).hasSize(1);
    isOver();
  }

  @ParameterizedTest
  @EnumSource(names = {"COPYING", "UNCERTAIN"})
  void waitsForASourceThatStaysAway(Killed killed) throws Exception {
    killedIn(killed);
    h2.fails(Order.AwaitDestination.class, ErrorCode.QEMU_DIED);
    bench.orchestration.migrations().resumeAll();
    h2.connect();
    bench.reaches(bench.inventory.now().requireMigration(id), MigrationState.Uncertain.class);
    await().until(() -> !h2.orders(Order.AwaitDestination.class).isEmpty());
    h1.connect();
    assertThat(bench.ended(bench.inventory.now().requireMigration(id)).state())
        .isInstanceOf(Failed.class);
    ownedBy(h1, 3);
    assertThat(h1.orders(Order.TakeBack.class)).hasSize(1);
    isOver();
  }

  @Test
  void ordersATakeBackThatWasDecided() throws Exception {
    killedIn(Killed.TAKING_BACK);
    Failed failed = (Failed) resume().state();
    assertThat(failed.problem()).isEqualTo(WHY);
    ownedBy(h1, 3);
    assertThat(h1.orders(Order.TakeBack.class)).hasSize(1);
    assertThat(h1.orders(Order.TakeBack.class).getFirst().generation()).isEqualTo(generation(3));
    assertThat(h1.vm(web.id()).state()).isEqualTo(VmState.RUNNING);
    isOver();
  }

  @Test
  void saysWhenATakeBackFails() throws Exception {
    killedIn(Killed.TAKING_BACK);
    h1.fails(Order.TakeBack.class, ErrorCode.QEMU_DIED);
    Failed failed = (Failed) resume().state();
    assertThat(failed.problem().code()).isEqualTo(ErrorCode.QEMU_DIED);
    assertThat(failed.problem().detail()).contains("neither on h2 nor again on h1");
    isOver();
  }

  @Test
  void tellsBothEndsOfACompletedMigrationAgain() throws Exception {
    killedIn(Killed.COMPLETED);
    h2.has(web.id(), web.spec(), VmState.RUNNING, generation(2));
    resume();
    await().until(() -> h1.vm(web.id()) == null);
    await().until(() -> !h2.orders(Order.CommitDestination.class).isEmpty());
    assertThat(h1.orders(Order.ReleaseSource.class).getFirst().generation())
        .isEqualTo(generation(2));
    ownedBy(h2, 2);
    isOver();
  }
}
