package io.godwit.manager.orchestration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.loop.Outcome;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.migration.DiskWish;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.RightToRun.Owned;
import io.godwit.model.vm.VmObservation;
import io.godwit.model.vm.VmState;
import io.godwit.protocol.agent.Order;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a manager that has forgotten everything makes of its agents. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class AdoptionTest {
  private Bench old;
  private Bench bench;
  private VmObservation web;

  @BeforeEach
  void start() throws Exception {
    old = new Bench();
    FakeAgent before = old.host("h1").connect();
    web = before.vm(old.running("web", before).id());
    bench = new Bench();
  }

  @AfterEach
  void stop() {
    old.close();
    bench.close();
  }

  private FakeAgent host(String name, VmState state, long generation) throws Exception {
    FakeAgent agent = bench.host(name);
    agent.has(web.vm(), web.spec(), state, new Generation(generation));
    return agent.connect();
  }

  private void ownedBy(FakeAgent host, long generation) {
    assertThat(bench.vm("web").right())
        .isEqualTo(new Owned(host.host(), new Generation(generation)));
  }

  @Test
  void adoptsWhatAnAgentHasAndMovesIt() throws Exception {
    FakeAgent h1 = host("h1", VmState.RUNNING, 7);
    ownedBy(h1, 7);
    FakeAgent h2 = bench.host("h2").connect();
    bench.ended(bench.begin("web", h2));
    ownedBy(h2, 8);
  }

  /** It was asked about a VM that somebody deleted before its answer was looked at. */
  @Test
  void anAnswerIsNoReasonToAdopt() throws Exception {
    FakeAgent h1 = host("h1", VmState.RUNNING, 1);
    FakeAgent h2 = bench.host("h2").connect();
    CountDownLatch deleted = new CountDownLatch(1);
    h2.on(
        Order.CheckDestination.class,
        order -> {
          deleted.await();
          return h2.asUsual(order);
        });
    Thread asking =
        Thread.ofVirtual()
            .start(() -> {
              try {
                bench
                    .orchestration
                    .migrations()
                    .check(
                        web.spec().name(),
                        h2.host(),
                        MigrationLimits.DEFAULT,
                        DiskWish.SHARED_ONLY);
              } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
              }
            });
    await().until(() -> !h1.orders(Order.CheckSource.class).isEmpty());
    bench.orchestration.vms().kill(web.spec().name());
    bench.orchestration.vms().delete(web.spec().name());
    deleted.countDown();
    asking.join();
    DataCenter now = bench.inventory.decide(Outcome::of);
    assertThat(now.hard().vms().size()).isZero();
  }

  @Test
  void theNewerGenerationWins() throws Exception {
    FakeAgent h1 = host("h1", VmState.STOPPED, 2);
    FakeAgent h2 = host("h2", VmState.RUNNING, 3);
    ownedBy(h2, 3);
    h1.tell(web.vm(), web.spec(), VmState.STOPPED, new Generation(2));
    FakeAgent h3 = host("h3", VmState.STOPPED, 1);
    assertThat(h3.host()).isNotNull();
    ownedBy(h2, 3);
  }

  @Test
  void aGuestOnItsWayIsFoundWhereItArrives() throws Exception {
    FakeAgent h2 = host("h2", VmState.INCOMING, 2);
    Bench.refuses(ErrorCode.VM_UNKNOWN, () -> bench.vm("web"));
    FakeAgent h1 = host("h1", VmState.RUNNING, 2);
    ownedBy(h1, 2);
    h1.tell(web.vm(), web.spec(), VmState.HANDED_OVER, new Generation(2));
    await()
        .until(() ->
            bench.inventory.now().observation(bench.vm("web")).orElseThrow().state()
                == VmState.HANDED_OVER);
    h2.tell(web.vm(), web.spec(), VmState.RUNNING, new Generation(2));
    await().untilAsserted(() -> ownedBy(h2, 2));
  }

  @Test
  void aDeletedVmDoesNotComeBackWithAHostThatWasAway() throws Exception {
    FakeAgent h1 = host("h1", VmState.RUNNING, 1);
    FakeAgent h2 = bench.host("h2").connect();
    bench.ended(bench.begin("web", h2));
    bench.orchestration.vms().kill(web.spec().name());
    bench.orchestration.vms().delete(web.spec().name());
    h1.tell(web.vm(), web.spec(), VmState.CRASHED, new Generation(2));
    await().until(() -> bench.inventory.now().soft().observation(h1.host(), web.vm()).isPresent());
    Bench.refuses(ErrorCode.VM_UNKNOWN, () -> bench.vm("web"));
  }
}
