package io.godwit.manager.evacuation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.godwit.manager.decision.Decisions;
import io.godwit.manager.decision.Matter;
import io.godwit.manager.decision.Replay;
import io.godwit.manager.history.FiledPlan;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.loop.Outcome;
import io.godwit.manager.maintenance.Maintenance;
import io.godwit.manager.maintenance.MaintenanceChange;
import io.godwit.manager.orchestration.Bench;
import io.godwit.manager.orchestration.FakeAgent;
import io.godwit.manager.telemetry.Samples;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class EvacuationsTest {
  private static final Maintenance.Terms WHOLLY = new Maintenance.Terms(false, false);
  private static final Maintenance.Terms PARTLY = new Maintenance.Terms(false, true);

  private Bench bench;
  private FakeAgent h1;
  private FakeAgent h2;

  @BeforeEach
  void start() throws Exception {
    bench = new Bench();
    h1 = bench.host("h1").connect();
    h2 = bench.host("h2").connect();
    heard(h1);
    heard(h2);
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  private void heard(FakeAgent agent) {
    bench.telemetry.add(agent.host(), Samples.host(Samples.NOON, 1), List.of());
  }

  private void awaitEmpty() {
    await().until(() -> bench.evacuations().status(h1.host()).isEmpty());
  }

  private static void refuses(ErrorCode code, ThrowingCallable call) {
    GodwitException refused = catchThrowableOfType(GodwitException.class, call);
    assertThat(refused).isNotNull();
    assertThat(refused.code()).as(refused.getMessage()).isEqualTo(code);
  }

  @Test
  void aHostIsEmptiedAndTheOthersGetItsVms() throws Exception {
    bench.running("web", h1);
    bench.running("db", h1);
    Standing checked = bench.evacuations().check(h1.host(), WHOLLY);
    assertThat(checked.contract().next()).extracting(Contract.Next::to).containsOnly(h2.host());
    assertThat(checked.maintenance()).as("a check changes nothing").isEmpty();

    bench.evacuations().begin(h1.host(), WHOLLY);
    awaitEmpty();
    assertThat(bench.vm("web").right().home()).isEqualTo(h2.host());
    assertThat(bench.vm("db").right().home()).isEqualTo(h2.host());
    await().until(() -> bench.evacuations().status(h1.host()).gone() == 2);
  }

  @Test
  void whatIsPlannedToEmptyAHostIsKeptAndMadeAgain() throws Exception {
    bench.running("web", h1);
    bench.running("db", h1);
    bench.evacuations().check(h1.host(), WHOLLY);
    assertThat(bench.plans.kept()).as("asking decides nothing").isEmpty();
    bench.evacuations().begin(h1.host(), WHOLLY);
    awaitEmpty();
    Decisions decisions = bench.balancer().decisions();
    FiledPlan first = bench.plans.kept().getFirst();
    assertThat(first.moves()).isEqualTo(2);
    Replay replay = decisions.replay(ClusterName.DEFAULT, first.number());
    assertThat(replay.decision().matter()).isEqualTo(new Matter.Maintenance(h1.host()));
    assertThat(replay.isSame()).isTrue();
  }

  @Test
  void nothingMovesIfAGuestCannotLeave() throws Exception {
    bench.running("web", h1);
    h2.cut();
    await().until(() -> !bench.inventory.now().requireHost(h2.host()).isConnected());
    refuses(ErrorCode.EVACUATION_BLOCKED, () -> bench.evacuations().begin(h1.host(), WHOLLY));
    assertThat(bench.inventory.now().hard().maintenances().has(h1.host())).isFalse();
    Standing standing = bench.evacuations().check(h1.host(), WHOLLY);
    assertThat(standing.contract().blockers())
        .singleElement()
        .satisfies(blocker -> {
          assertThat(blocker.name()).isEqualTo(new VmName("web"));
          assertThat(blocker.problem()).isNotNull();
        });
  }

  @Test
  void thoseThatCannotMayStay() throws Exception {
    bench.running("web", h1);
    bench.running("paused", h1);
    bench.orchestration.vms().pause(new VmName("paused"));
    refuses(ErrorCode.EVACUATION_BLOCKED, () -> bench.evacuations().begin(h1.host(), WHOLLY));
    bench.evacuations().begin(h1.host(), PARTLY);
    await().until(() -> bench.vm("web").right().home().equals(h2.host()));
    await().until(() -> !bench.evacuations().status(h1.host()).contract().isUnderWay());
    Standing standing = bench.evacuations().status(h1.host());
    assertThat(standing.isEmpty()).isFalse();
    assertThat(standing.contract().blockers())
        .extracting(Contract.Staying::name)
        .containsExactly(new VmName("paused"));
    assertThat(bench.vm("paused").right().home()).as("nobody stopped it").isEqualTo(h1.host());
  }

  @Test
  void aHostInMaintenanceTakesNoVm() throws Exception {
    bench.running("web", h2);
    bench.orchestration.vms().create(Bench.draft("idle"), h1.host());
    bench.evacuations().begin(h1.host(), WHOLLY);
    assertThat(bench.evacuations().status(h1.host()).isEmpty())
        .as("a VM that does not run is in nobody's way")
        .isTrue();
    refuses(
        ErrorCode.HOST_IN_MAINTENANCE,
        () -> bench.orchestration.vms().create(Bench.draft("new"), h1.host()));
    refuses(
        ErrorCode.HOST_IN_MAINTENANCE, () -> bench.orchestration.vms().start(new VmName("idle")));
    refuses(
        ErrorCode.HOST_IN_MAINTENANCE,
        () ->
            bench
                .orchestration
                .migrations()
                .begin(new VmName("web"), h1.host(), MigrationLimits.DEFAULT));

    bench.evacuations().end(h1.host(), false);
    bench.migrate("web", h1);
    assertThat(bench.vm("web").right().home()).isEqualTo(h1.host());
    refuses(ErrorCode.HOST_IN_SERVICE, () -> bench.evacuations().end(h1.host(), false));
  }

  @Test
  void thoseThatLeftComeHome() throws Exception {
    bench.running("web", h1, 4);
    bench.running("db", h1, 4);
    bench.evacuations().begin(h1.host(), WHOLLY);
    awaitEmpty();
    await().until(() -> bench.evacuations().status(h1.host()).gone() == 2);
    VmId web = bench.vm("web").id();
    VmId db = bench.vm("db").id();
    for (int i = 0; i < 60; i++) {
      Instant at = Samples.NOON.plusSeconds(10L * i);
      bench.telemetry.add(
          h2.host(), Samples.host(at, 4), List.of(Samples.vm(web, 3.5), Samples.vm(db, 3.5)));
    }
    bench.evacuations().end(h1.host(), true);
    await()
        .untilAsserted(() ->
            assertThat(List.of(bench.vm("web").right().home(), bench.vm("db").right().home()))
                .as("four cores cannot give seven")
                .containsExactlyInAnyOrder(h1.host(), h2.host()));
    FiledPlan last = bench.plans.kept().getLast();
    assertThat(last.purpose()).isEqualTo("HOMECOMING");
    assertThat(bench.balancer().decisions().replay(ClusterName.DEFAULT, last.number()).isSame())
        .isTrue();
  }

  @Test
  void aHostThatComesAndGoesIsEmptiedEachTime() throws Exception {
    bench.running("web", h1);
    for (int i = 0; i < 3; i++) {
      bench.evacuations().begin(h1.host(), WHOLLY);
      bench.evacuations().end(h1.host(), false);
      bench.evacuations().begin(h1.host(), WHOLLY);
      await().until(() -> bench.vm("web").right().home().equals(h2.host()));
      awaitEmpty();
      bench.evacuations().end(h1.host(), false);
      bench.migrate("web", h1);
      assertThat(bench.vm("web").right().home()).isEqualTo(h1.host());
    }
  }

  @Test
  void theNextLeaderGoesOn() throws Exception {
    bench.running("web", h1);
    bench.inventory.decide(state ->
        Outcome.recorded(
            List.of(
                new StateRecord.OfMaintenance(
                    new MaintenanceChange.Begun(
                        new Maintenance(h1.host(), Samples.NOON, "ann", WHOLLY, List.of())))),
            true));
    assertThat(bench.vm("web").right().home()).as("nobody leads yet").isEqualTo(h1.host());
    bench.evacuations();
    await().until(() -> bench.vm("web").right().home().equals(h2.host()));
  }

  @Test
  void nobodyIsToMakeRoomWhereItDoesNotFit() throws Exception {
    bench.running("web", h1);
    bench.orchestration.vms().create(Bench.sized("big", "lan", 3500), h2.host());
    bench.orchestration.vms().start(new VmName("big"));
    heard(bench.host("h3").withoutNetworks().connect());
    Contract contract = bench.evacuations().check(h1.host(), WHOLLY).contract();
    assertThat(contract.next()).isEmpty();
    assertThat(contract.blockers())
        .extracting(Contract.Staying::name)
        .containsExactly(new VmName("web"));
  }

  @Test
  void aHostWithLittleRoomLeftIsNotFilledUp() throws Exception {
    bench.running("web", h1);
    FakeAgent h3 = bench.host("h3").withMemory(DataSize.ofMebibytes(512)).connect();
    heard(h3);
    assertThat(bench.evacuations().check(h1.host(), WHOLLY).contract().next())
        .extracting(Contract.Next::to)
        .containsExactly(h2.host());
  }
}
