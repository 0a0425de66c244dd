package io.godwit.manager.orchestration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.godwit.manager.inventory.Migration;
import io.godwit.manager.inventory.MigrationState.Cancelled;
import io.godwit.manager.inventory.MigrationState.Completed;
import io.godwit.manager.inventory.MigrationState.Copying;
import io.godwit.manager.inventory.MigrationState.Failed;
import io.godwit.manager.inventory.MigrationState.Queued;
import io.godwit.manager.inventory.MigrationViews;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.migration.CheckItem;
import io.godwit.model.migration.DiskWish;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.unit.DataRate;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.RightToRun.Owned;
import io.godwit.model.vm.VmName;
import io.godwit.model.vm.VmState;
import io.godwit.protocol.agent.Order;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.TaskView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** More VMs leave h1 than it sends at once. */
@Timeout(60)
final class QueueTest {
  private final CountDownLatch copied = new CountDownLatch(1);
  private final List<Bench> benches = new ArrayList<>();
  private Bench bench;
  private FakeAgent h1;
  private FakeAgent h2;
  private FakeAgent h3;

  @BeforeEach
  void start() throws Exception {
    bench = new Bench();
    benches.add(bench);
    h1 = copying("h1", Order.AwaitSource.class);
    h2 = copying("h2", Order.AwaitDestination.class);
    h3 = copying("h3", Order.AwaitDestination.class);
    for (int i = 1; i <= 4; i++) {
      bench.running("vm" + i, h1);
    }
  }

  /** A host that says how a copy ended once it was copied. */
  private FakeAgent copying(String name, Class<? extends Order> end) throws Exception {
    FakeAgent host = bench.host(name);
    host.on(
        end,
        held -> {
          copied.await(30, TimeUnit.SECONDS);
          return host.asUsual(held);
        });
    return host.connect();
  }

  @AfterEach
  void stop() {
    copied.countDown();
    benches.forEach(Bench::close);
  }

  /** Two that copy. */
  private List<Migration> two() throws InterruptedException {
    List<Migration> two = List.of(bench.begin("vm1", h2), bench.begin("vm2", h3));
    for (Migration each : two) {
      bench.reaches(each, Copying.class);
    }
    return two;
  }

  private MigrationView view(Migration migration) {
    return MigrationViews.of(bench.inventory.now(), bench.now(migration));
  }

  @Test
  void theThirdWaitsVisiblyAndGoesWhenOneHasEnded() throws Exception {
    List<Migration> two = two();
    Migration third = bench.begin("vm3", h2);
    Migration fourth = bench.begin("vm4", h3);
    assertThat(third.state()).isInstanceOf(Queued.class);
    assertThat(view(third).state()).isEqualTo(MigrationView.State.QUEUED);
    assertThat(view(third).begunAt()).isNull();
    assertThat(view(third).queue())
        .isEqualTo(
            new MigrationView.Queue(
                1,
                "host h1 sends %s, %s already: 2 of 2 places taken, this one needs 1"
                    .formatted(two.stream().map(m -> m.id().value()).sorted().toArray())));
    assertThat(view(fourth).queue()).extracting(MigrationView.Queue::position).isEqualTo(2);
    TaskView task = MigrationViews.task(bench.inventory.now(), third);
    assertThat(task.state()).isEqualTo(TaskView.State.RUNNING);
    assertThat(task.step()).isEqualTo("queued");
    assertThat(h2.orders(Order.PrepareDestination.class)).hasSize(1);
    assertThat(bench.vm("vm3").right()).isEqualTo(new Owned(h1.host(), Generation.FIRST));

    copied.countDown();
    assertThat(bench.ended(third).state()).isInstanceOf(Completed.class);
    assertThat(bench.ended(fourth).state()).isInstanceOf(Completed.class);
    Migration begun = bench.now(third);
    assertThat(begun.begunAt()).isAfter(begun.acceptedAt());
    assertThat(((Completed) begun.state()).result().total())
        .as("counts from its begin")
        .isLessThan(Duration.between(begun.acceptedAt(), ((Completed) begun.state()).at()));
    assertThat(view(third).queue()).isNull();
    assertThat(bench.vm("vm3").right().home()).isEqualTo(h2.host());
    assertThat(bench.vm("vm4").right().home()).isEqualTo(h3.host());
  }

  @Test
  void oneThatSharesNoHostDoesNotWait() throws Exception {
    bench.running("other", h2);
    two();
    bench.begin("vm3", h2);
    bench.reaches(bench.begin("other", h3), Copying.class);
  }

  @Test
  void aCancelOfOneThatWaitsTouchesNothing() throws Exception {
    two();
    Migration third = bench.begin("vm3", h2);
    int orders = h2.orders(Order.PrepareDestination.class).size();
    Migration ended = bench.orchestration.migrations().cancel(third.id());
    assertThat(ended.state()).isInstanceOf(Cancelled.class);
    assertThat(bench.vm("vm3").right()).isEqualTo(new Owned(h1.host(), Generation.FIRST));
    copied.countDown();
    await().until(() -> bench.inventory.now().hard().inFlight().size() == 0);
    assertThat(h2.orders(Order.PrepareDestination.class)).hasSize(orders);
    Bench.refuses(
        ErrorCode.MIGRATION_ENDED, () -> bench.orchestration.migrations().cancel(third.id()));
  }

  @Test
  void oneThatWaitsIsNotSteeredAndNothingElseHappensToItsVm() throws Exception {
    two();
    Migration third = bench.begin("vm3", h2);
    Bench.refuses(
        ErrorCode.MIGRATION_TOO_EARLY, () -> bench.orchestration.migrations().force(third.id()));
    Bench.refuses(
        ErrorCode.MIGRATION_TOO_EARLY,
        () -> bench.orchestration.migrations().limit(third.id(), DataRate.ZERO));
    Bench.refuses(ErrorCode.VM_MIGRATING, () -> bench.begin("vm3", h3));
    Bench.refuses(
        ErrorCode.VM_MIGRATING, () -> bench.orchestration.vms().delete(new VmName("vm3")));
  }

  @Test
  void isCheckedAgainWhenItsTurnComes() throws Exception {
    two();
    Migration third = bench.begin("vm3", h2);
    h2.fails(Order.CheckDestination.class, ErrorCode.DISK_MISSING);
    copied.countDown();
    Failed failed = (Failed) bench.ended(third).state();
    assertThat(failed.problem().code()).isEqualTo(ErrorCode.DISK_MISSING);
    assertThat(failed.problem().detail())
        .startsWith("When the turn of the migration came it was refused; VM vm3 goes on on h1.");
    assertThat(bench.vm("vm3").right()).isEqualTo(new Owned(h1.host(), Generation.FIRST));
    assertThat(h2.orders(Order.PrepareDestination.class)).hasSize(1);
  }

  @Test
  void aLaterManagerGoesOnWithTheLine() throws Exception {
    two();
    Migration third = bench.begin("vm3", h2);
    bench.close();
    Bench next = new Bench(Bench.SHORT, bench.store);
    benches.add(next);
    next.orchestration.resumeAll();
    assertThat(next.now(third).state()).isInstanceOf(Queued.class);
    FakeAgent source = next.host("h1");
    FakeAgent left = next.host("h2");
    FakeAgent right = next.host("h3");
    Generation handover = Generation.FIRST.next();
    for (String name : List.of("vm1", "vm2")) {
      VmEntry vm = next.vm(name);
      FakeAgent to = name.equals("vm1") ? left : right;
      source.has(vm.id(), vm.spec(), VmState.HANDED_OVER, handover);
      to.has(vm.id(), vm.spec(), VmState.INCOMING, handover);
    }
    VmEntry waits = next.vm("vm3");
    source.has(waits.id(), waits.spec(), VmState.RUNNING, Generation.FIRST);
    source.connect();
    left.connect();
    right.connect();
    assertThat(next.ended(third).state()).isInstanceOf(Completed.class);
    assertThat(next.vm("vm3").right().home()).isEqualTo(h2.host());
  }

  @Test
  void theCheckSaysThatItWouldWait() throws Exception {
    two();
    var check =
        bench
            .orchestration
            .migrations()
            .check(new VmName("vm3"), h2.host(), MigrationLimits.DEFAULT, DiskWish.SHARED_ONLY);
    assertThat(check.report().refusal()).isEmpty();
    assertThat(check.report().items())
        .anySatisfy(item ->
            assertThat(item.finding())
                .isInstanceOfSatisfying(
                    CheckItem.Warning.class,
                    warning ->
                        assertThat(warning.detail())
                            .startsWith("It would wait for its turn: host h1 sends ")));
  }

  @Test
  void theTrailHasTheWaitAndTheBegin() throws Exception {
    two();
    Migration third = bench.begin("vm3", h2);
    copied.countDown();
    bench.ended(third);
    List<String> told =
        bench.inventory.now().hard().outbox().waiting().values().stream()
            .filter(filed -> filed.body().contains("vm3"))
            .map(filed -> filed.body())
            .toList();
    assertThat(told).anyMatch(body -> body.contains("migration.queue"));
    assertThat(told).anyMatch(body -> body.contains("waited for its turn since"));
  }
}
