package io.godwit.manager.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.Problem;
import io.godwit.model.host.QemuVersion;
import io.godwit.model.migration.Check;
import io.godwit.model.migration.CheckItem;
import io.godwit.model.migration.CheckReport;
import io.godwit.model.migration.CheckVerdict;
import io.godwit.model.migration.DiskWish;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.MachineType;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.model.vm.VmObservation;
import io.godwit.model.vm.VmSpec;
import io.godwit.model.vm.VmState;
import io.godwit.protocol.agent.Order;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a report says beyond the refusals, and that a migration goes by the same. */
@Timeout(60)
final class PreflightReportTest {
  private static final Set<Check> OF_AGENTS =
      EnumSet.of(
          Check.SOURCE_ANSWER,
          Check.DESTINATION_ANSWER,
          Check.CPU,
          Check.SAME_DATASTORE,
          Check.SEGMENT,
          Check.NETWORK_MTU,
          Check.PATH,
          Check.ROUND_TRIP,
          Check.BANDWIDTH,
          Check.MTU,
          Check.BUDGET,
          Check.SECRECY,
          Check.REHEARSAL);

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
  void stop() {
    bench.close();
  }

  private CheckReport report(DataCenter state) {
    return Preflight.report(
        state, state.requireVm(new VmName("web")), h2.host(), DiskWish.SHARED_ONLY);
  }

  private CheckReport checked(FakeAgent to) throws InterruptedException {
    return bench
        .orchestration
        .migrations()
        .check(new VmName("web"), to.host(), MigrationLimits.DEFAULT, DiskWish.SHARED_ONLY)
        .report();
  }

  private static CheckItem only(CheckReport report, CheckVerdict verdict) {
    List<CheckItem> found =
        report.items().stream().filter(item -> item.verdict() == verdict).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private static Set<Check> checks(CheckReport report) {
    return report.items().stream().map(CheckItem::check).collect(Collectors.toSet());
  }

  /** What is seen of a VM, in other circumstances. */
  private static VmObservation seen(VmObservation like, VmId id, VmSpec spec, QemuVersion version) {
    return new VmObservation(
        id,
        like.generation(),
        spec,
        VmState.RUNNING,
        like.since(),
        7,
        like.accelerator(),
        version,
        null);
  }

  @Test
  void makesEveryCheckAndSaysWhatItCompared() {
    CheckReport report = report(bench.inventory.now());
    assertThat(checks(report)).isEqualTo(EnumSet.complementOf(EnumSet.copyOf(OF_AGENTS)));
    assertThat(report.verdict()).isEqualTo(CheckVerdict.PASS);
    assertThat(report.items())
        .allSatisfy(item -> {
          assertThat(item.needed()).isNotBlank();
          assertThat(item.found()).isNotBlank();
        });
  }

  @Test
  void noTwoChecksHaveOneId() {
    assertThat(
            Arrays.stream(Check.values())
                .map(check -> new CheckItem(check, "", "", "", new CheckItem.Pass()).id()))
        .doesNotHaveDuplicates()
        .contains("source.vm-state", "networks.mac-free");
  }

  @Test
  void warnsOfAnOlderQemuAtTheDestination() {
    DataCenter state = bench.inventory.now();
    VmObservation seen = state.observation(bench.vm("web")).orElseThrow();
    VmObservation newer = seen(seen, seen.vm(), seen.spec(), new QemuVersion(99, 1, 0));
    CheckReport report = report(state.soften(soft -> soft.seen(h1.host(), newer, seen.since())));
    CheckItem item = only(report, CheckVerdict.WARNING);
    assertThat(item.id()).isEqualTo("destination.qemu-version");
    assertThat(item.needed()).isEqualTo("99.1.0 or newer");
    assertThat(item.found())
        .isEqualTo(state.requireHost(h2.host()).description().qemuVersion().toString());
    assertThat(report.refusals()).isEmpty();
  }

  @Test
  void warnsOfMigrationsThatShareALink() throws Exception {
    bench.running("db", h1);
    CountDownLatch hold = new CountDownLatch(1);
    h2.on(
        Order.PrepareDestination.class,
        order -> {
          hold.await();
          return h2.asUsual(order);
        });
    bench.begin("db", h2);
    CheckReport report = report(bench.inventory.now());
    hold.countDown();
    assertThat(report.verdict()).isEqualTo(CheckVerdict.WARNING);
    assertThat(report.items())
        .filteredOn(item -> item.verdict() == CheckVerdict.WARNING)
        .extracting(CheckItem::check)
        .containsExactly(Check.SOURCE_MIGRATIONS, Check.DESTINATION_MIGRATIONS);
  }

  /** Definitions cannot clash, but what agents bring along can. */
  @Test
  void refusesACardWhoseAddressIsTakenThere() {
    VmSpec web = bench.vm("web").spec();
    VmSpec twin =
        new VmSpec(
            new VmName("twin"),
            1,
            web.cpuModel(),
            web.memory(),
            web.machine(),
            web.accelerator(),
            web.boot(),
            web.disks(),
            web.nics());
    DataCenter now = bench.inventory.now();
    VmObservation seen = now.observation(bench.vm("web")).orElseThrow();
    VmId id = new VmId(new UUID(7, 7));
    DataCenter stopped =
        now.apply(new StateRecord.VmAdopted(id, twin, h2.host(), new Generation(1)));
    assertThat(report(stopped).refusals()).as("it does not run").isEmpty();
    VmObservation runs = seen(seen, id, twin, new QemuVersion(10, 0, 0));
    DataCenter clash = stopped.soften(soft -> soft.seen(h2.host(), runs, seen.since()));
    CheckItem item = only(report(clash), CheckVerdict.REFUSAL);
    assertThat(item.check()).isEqualTo(Check.MAC);
    assertThat(item.found()).isEqualTo("twin");
    assertThat(report(clash).refusals())
        .extracting(Problem::code)
        .containsExactly(ErrorCode.MAC_TAKEN);
  }

  @Test
  void refusesAMachineThatIsNotPinned() {
    DataCenter state = bench.inventory.now();
    VmEntry web = bench.vm("web");
    VmEntry floating = new VmEntry(web.id(), web.spec().withMachine(MachineType.Q35), web.right());
    assertThat(Preflight.report(state, floating, h2.host(), DiskWish.SHARED_ONLY).refusals())
        .extracting(Problem::code)
        .containsOnly(ErrorCode.MACHINE_UNSUPPORTED);
  }

  @Test
  void theCheckAsksBothAgentsAndChangesNothing() throws Exception {
    CheckReport report = checked(h2);
    assertThat(checks(report)).isEqualTo(EnumSet.complementOf(EnumSet.of(Check.REHEARSAL)));
    assertThat(report.verdict()).isEqualTo(CheckVerdict.PASS);
    assertThat(h1.orders(Order.CheckSource.class)).hasSize(1);
    assertThat(h2.orders(Order.CheckDestination.class)).hasSize(1);
    assertThat(h2.orders(Order.PrepareDestination.class)).isEmpty();
    assertThat(bench.inventory.now().hard().migrations().size()).isZero();
  }

  @Test
  void theCheckTellsBothAgentsRefusalsAndTheMigrationTheFirst() throws Exception {
    h1.fails(Order.CheckSource.class, ErrorCode.QMP_SESSION_LOST);
    h2.fails(Order.CheckDestination.class, ErrorCode.DISK_MISSING);
    assertThat(checked(h2).refusals())
        .extracting(Problem::code)
        .containsExactly(ErrorCode.QMP_SESSION_LOST, ErrorCode.DISK_MISSING);
    Bench.refuses(ErrorCode.QMP_SESSION_LOST, () -> bench.begin("web", h2));
  }

  @Test
  void agentsAreNotAskedOfWhatDoesNotRun() throws Exception {
    bench.orchestration.vms().pause(new VmName("web"));
    CheckReport report = checked(h2);
    assertThat(checks(report)).doesNotContainAnyElementsOf(OF_AGENTS);
    assertThat(report.refusals())
        .extracting(Problem::code)
        .containsExactly(ErrorCode.VM_NOT_RUNNING);
    assertThat(h2.orders(Order.CheckDestination.class)).isEmpty();
  }

  @Test
  void aCheckOfAHostNobodyKnowsStillLooksAtTheSource() throws Exception {
    CheckReport report = checked(bench.host("h9"));
    assertThat(report.refusal().orElseThrow().code()).isEqualTo(ErrorCode.HOST_UNKNOWN);
    assertThat(checks(report)).contains(Check.VM_STATE).doesNotContain(Check.MEMORY);
  }
}
