package io.godwit.manager.orchestration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.godwit.manager.inventory.Claim;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.Problem;
import io.godwit.model.migration.Check;
import io.godwit.model.migration.CheckItem;
import io.godwit.model.migration.CheckReport;
import io.godwit.model.migration.CheckVerdict;
import io.godwit.model.migration.DiskWish;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.migration.SecrecyPolicy;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.model.vm.VmState;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A rehearsal, and what others may do meanwhile. */
@Timeout(60)
final class DestinationRehearsalTest {
  private static final VmName WEB = new VmName("web");

  private Bench bench;
  private FakeAgent h1;
  private FakeAgent h2;
  private VmId vm;

  @BeforeEach
  void start() throws Exception {
    bench = new Bench();
    h1 = bench.host("h1").connect();
    h2 = bench.host("h2").connect();
    vm = bench.running("web", h1).id();
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  private CheckReport rehearse() throws InterruptedException {
    return bench
        .orchestration
        .migrations()
        .rehearse(WEB, h2.host(), MigrationLimits.DEFAULT, DiskWish.SHARED_ONLY)
        .report();
  }

  private static CheckItem rehearsed(CheckReport report) {
    List<CheckItem> found =
        report.items().stream().filter(item -> item.check() == Check.REHEARSAL).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private void assertNothingChanged() {
    assertThat(bench.inventory.now().hard().migrations().size()).isZero();
    assertThat(bench.vm("web").right().home()).isEqualTo(h1.host());
    assertThat(bench.vm("web").right().generation()).isEqualTo(Generation.FIRST);
    await().until(() -> bench.inventory.now().soft().claims().size() == 0);
    await().until(() -> bench.inventory.now().soft().observation(h2.host(), vm).isEmpty());
    assertThat(h1.orders(Order.StartSource.class)).isEmpty();
    assertThat(h1.vm(vm).state()).isEqualTo(VmState.RUNNING);
  }

  @Test
  void startsTheDestinationAsAMigrationWouldAndTakesItDown() throws Exception {
    CheckItem item = rehearsed(rehearse());
    assertThat(item.verdict()).isEqualTo(CheckVerdict.PASS);
    assertThat(item.found()).matches("listened on 10.0.0.2:4000 after .*, gone after .*");
    assertNothingChanged();
    Order.PrepareDestination rehearsal = h2.orders(Order.PrepareDestination.class).getFirst();
    assertThat(h2.orders(Order.AbortDestination.class))
        .containsExactly(new Order.AbortDestination(rehearsal.migration(), vm, Generation.FIRST));
    bench.migrate("web", h2);
    Order.PrepareDestination real = h2.orders(Order.PrepareDestination.class).getLast();
    assertThat(rehearsal.spec()).isEqualTo(real.spec());
    assertThat(rehearsal.accelerator()).isEqualTo(real.accelerator());
    assertThat(rehearsal.transport()).isEqualTo(real.transport());
    assertThat(rehearsal.generation()).isEqualTo(Generation.FIRST);
    assertThat(rehearsal.patience()).isEqualTo(DestinationRehearsal.PATIENCE);
    assertThat(rehearsal.key()).isNotNull().isNotEqualTo(real.key());
  }

  @Test
  void whatIsRefusedBeforeIsNotRehearsed() throws Exception {
    h2.fails(Order.CheckDestination.class, ErrorCode.DISK_MISSING);
    CheckReport report = rehearse();
    assertThat(report.items()).extracting(CheckItem::check).doesNotContain(Check.REHEARSAL);
    assertThat(h2.orders(Order.PrepareDestination.class)).isEmpty();
  }

  @Test
  void aDestinationThatDoesNotStartIsARefusalAndIsTidiedUp() throws Exception {
    h2.fails(Order.PrepareDestination.class, ErrorCode.QEMU_START_FAILED);
    assertThat(rehearse().refusals())
        .extracting(Problem::code)
        .containsExactly(ErrorCode.QEMU_START_FAILED);
    await().until(() -> h2.orders(Order.AbortDestination.class).size() == 1);
    assertNothingChanged();
  }

  @Test
  void nobodyChangesTheVmMeanwhile() throws Exception {
    CountDownLatch hold = new CountDownLatch(1);
    h2.on(
        Order.PrepareDestination.class,
        order -> {
          hold.await();
          return h2.asUsual(order);
        });
    DataSize before = bench.inventory.now().reservedOn(h2.host());
    try (ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<CheckReport> report = other.submit(this::rehearse);
      await().until(() -> !h2.orders(Order.PrepareDestination.class).isEmpty());
      assertThat(bench.inventory.now().reservedOn(h2.host()))
          .as("its memory counts there")
          .isEqualTo(before.plus(bench.vm("web").spec().memory()));
      Bench.refuses(ErrorCode.VM_WRONG_STATE, () -> bench.begin("web", h2));
      Bench.refuses(ErrorCode.VM_WRONG_STATE, () -> bench.orchestration.vms().pause(WEB));
      Bench.refuses(ErrorCode.VM_WRONG_STATE, () -> bench.orchestration.vms().kill(WEB));
      assertThat(rehearse().refusals())
          .as("a second rehearsal")
          .extracting(Problem::code)
          .containsExactly(ErrorCode.VM_WRONG_STATE);
      hold.countDown();
      assertThat(report.get().verdict()).isEqualTo(CheckVerdict.PASS);
    }
    assertNothingChanged();
    bench.orchestration.vms().pause(WEB);
  }

  @Test
  void aDestinationThatCannotBeToldToTidyUpIsAWarning() throws Exception {
    h2.on(
        Order.AbortDestination.class,
        order -> new Answer.Observed(h2.vm(((Order.OfVm) order).vm())));
    CheckItem item = rehearsed(rehearse());
    assertThat(item.verdict()).isEqualTo(CheckVerdict.WARNING);
    assertThat(item.found()).contains("still there");
  }

  @Test
  void aCallThatIsInterruptedLeavesNothing() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch hold = new CountDownLatch(1);
    h2.on(
        Order.PrepareDestination.class,
        order -> {
          asked.countDown();
          hold.await();
          return h2.asUsual(order);
        });
    Thread caller =
        Thread.ofVirtual()
            .start(() -> {
              try {
                rehearse();
              } catch (InterruptedException gone) {
                Thread.currentThread().interrupt();
              }
            });
    asked.await();
    caller.interrupt();
    caller.join();
    hold.countDown();
    await().until(() -> !h2.orders(Order.AbortDestination.class).isEmpty());
    await().until(() -> bench.inventory.now().soft().claims().size() == 0);
  }

  @Test
  void aTaskThatEndsMeanwhileDoesNotEndTheClaim() throws Exception {
    CountDownLatch stopping = new CountDownLatch(1);
    h1.on(
        Order.Pause.class,
        order -> {
          stopping.await();
          return new Answer.Observed(h1.vm(((Order.OfVm) order).vm()));
        });
    CountDownLatch hold = new CountDownLatch(1);
    h2.on(
        Order.PrepareDestination.class,
        order -> {
          hold.await();
          return h2.asUsual(order);
        });
    try (ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> pause =
          other.submit(() -> {
            bench.orchestration.vms().pause(WEB);
            return true;
          });
      await().until(() -> !h1.orders(Order.Pause.class).isEmpty());
      Future<CheckReport> report = other.submit(this::rehearse);
      await().until(() -> !h2.orders(Order.PrepareDestination.class).isEmpty());
      stopping.countDown();
      pause.get();
      assertThat(bench.inventory.now().soft().claims().get(vm).map(Claim::kind))
          .contains(Claim.Kind.REHEARSE);
      hold.countDown();
      report.get();
    }
    assertNothingChanged();
  }

  @Test
  void aDestinationThatIsLostWithItsManagerIsNeverTheVms() throws Exception {
    h2.has(vm, bench.vm("web").spec(), VmState.CRASHED, Generation.FIRST);
    h2.tell(vm, bench.vm("web").spec(), VmState.CRASHED, Generation.FIRST);
    await().until(() -> bench.inventory.now().soft().observation(h2.host(), vm).isPresent());
    assertThat(bench.vm("web").right().home()).isEqualTo(h1.host());
  }

  @Test
  void aRehearsalInTheClearHasNoKey() throws Exception {
    bench
        .orchestration
        .migrations()
        .rehearse(
            WEB,
            h2.host(),
            MigrationLimits.DEFAULT.withSecrecy(SecrecyPolicy.OFF),
            DiskWish.SHARED_ONLY);
    assertThat(h2.orders(Order.PrepareDestination.class).getFirst().key()).isNull();
  }
}
