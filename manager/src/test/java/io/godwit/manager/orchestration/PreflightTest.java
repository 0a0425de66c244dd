package io.godwit.manager.orchestration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.godwit.manager.catalog.CatalogChange;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.loop.Outcome;
import io.godwit.model.catalog.Balancing;
import io.godwit.model.catalog.Cluster;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.NetworkSpec;
import io.godwit.model.catalog.PowerSaving;
import io.godwit.model.catalog.Resources;
import io.godwit.model.catalog.Share;
import io.godwit.model.catalog.VmAttributes;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.Problem;
import io.godwit.model.host.Accelerator;
import io.godwit.model.host.AcceleratorVerdict;
import io.godwit.model.host.Datastore;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.host.HostDescription;
import io.godwit.model.host.NetworkName;
import io.godwit.model.host.OverlayEnd;
import io.godwit.model.host.QemuVersion;
import io.godwit.model.migration.DiskWish;
import io.godwit.model.migration.LimitsWish;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.Boot;
import io.godwit.model.vm.DatastoreFile;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.protocol.agent.Order;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class PreflightTest {
  private Bench bench;
  private FakeAgent h1;

  @BeforeEach
  void start() throws Exception {
    bench = new Bench();
  }

  @AfterEach
  void stop() throws Exception {
    bench.close();
  }

  private void source(UnaryOperator<HostDescription> change) throws Exception {
    h1 = bench.host("h1").describe(change).connect();
    bench.running("web", h1);
  }

  private FakeAgent destination(UnaryOperator<HostDescription> change) throws Exception {
    return bench.host("h2").describe(change).connect();
  }

  /** Refused with this code alone, by the whole CHECK and before an agent is asked. */
  private void refused(ErrorCode code, FakeAgent to) {
    List<Problem> refusals = refusals(to);
    assertThat(refusals).extracting(Problem::code).containsOnly(code);
    Bench.refuses(code, () -> bench.begin("web", to));
    assertThat(h1.orders()).noneMatch(order -> order.toString().startsWith("Check"));
    assertThat(bench.inventory.now().hard().migrations().size()).isZero();
  }

  private List<Problem> refusals(FakeAgent to) {
    return Preflight.report(bench.inventory.now(), bench.vm("web"), to.host(), DiskWish.SHARED_ONLY)
        .refusals();
  }

  private static HostDescription with(
      HostDescription host,
      DataSize memory,
      AcceleratorVerdict accelerator,
      QemuVersion version,
      List<Datastore> datastores,
      List<NetworkName> networks) {
    return new HostDescription(
        host.id(),
        host.agentVersion(),
        host.kernel(),
        host.cpus(),
        memory,
        accelerator,
        version,
        host.machineTypes(),
        host.vmUser(),
        host.migrationAddress(),
        datastores,
        networks,
        host.transport(),
        host.processors());
  }

  private static HostDescription qemu(HostDescription h, QemuVersion version) {
    return with(h, h.memory(), h.accelerator(), version, h.datastores(), h.networks());
  }

  private static HostDescription stores(HostDescription h, List<Datastore> datastores) {
    return with(h, h.memory(), h.accelerator(), h.qemuVersion(), datastores, h.networks());
  }

  private static HostDescription accelerator(HostDescription h, Accelerator chosen) {
    AcceleratorVerdict verdict = new AcceleratorVerdict(chosen, "a test says so");
    return with(h, h.memory(), verdict, h.qemuVersion(), h.datastores(), h.networks());
  }

  @Test
  void findsNothingWrong() throws Exception {
    source(h -> h);
    FakeAgent h2 = destination(h -> h);
    assertThat(refusals(h2)).isEmpty();
  }

  @Test
  void refusesTheSameHost() throws Exception {
    source(h -> h);
    refused(ErrorCode.SAME_HOST, h1);
  }

  @Test
  void refusesAnUnknownVmAndAnUnknownHost() throws Exception {
    source(h -> h);
    FakeAgent never = bench.host("h9");
    refused(ErrorCode.HOST_UNKNOWN, never);
    Bench.refuses(ErrorCode.VM_UNKNOWN, () -> bench.begin("nobody", h1));
  }

  @Test
  void refusesAnUnreachableDestinationOrSource() throws Exception {
    source(h -> h);
    FakeAgent h2 = destination(h -> h);
    h2.cut();
    await().until(() -> !bench.inventory.now().requireHost(h2.host()).isConnected());
    refused(ErrorCode.AGENT_UNREACHABLE, h2);
    h2.connect();
    h1.cut();
    await().until(() -> !bench.inventory.now().requireHost(h1.host()).isConnected());
    refused(ErrorCode.AGENT_UNREACHABLE, h2);
  }

  @Test
  void refusesAVmThatDoesNotRun() throws Exception {
    source(h -> h);
    FakeAgent h2 = destination(h -> h);
    bench.orchestration.vms().pause(new VmName("web"));
    refused(ErrorCode.VM_NOT_RUNNING, h2);
  }

  @Test
  void refusesWithoutTheDatastore() throws Exception {
    source(h -> h);
    refused(ErrorCode.DATASTORE_UNKNOWN, destination(h -> stores(h, List.of())));
  }

  /** A VM that boots a kernel and has no disk. */
  private void diskless(DatastoreName images) throws Exception {
    Datastore store = new Datastore(images, Datastore.Reach.SHARED);
    h1 = bench.host("h1").describe(h -> stores(h, List.of(store))).connect();
    VmDraft plain = Bench.draft("web");
    Boot boot = new Boot.Kernel(file(images, "vmlinuz"), file(images, "initrd"), "");
    VmDraft draft =
        new VmDraft(
            plain.name(),
            1,
            "max",
            plain.memory(),
            plain.machine(),
            plain.accelerator(),
            boot,
            List.of(),
            List.of());
    bench.orchestration.vms().create(draft, h1.host());
    bench.orchestration.vms().start(plain.name());
  }

  private static DatastoreFile file(DatastoreName store, String path) {
    return new DatastoreFile(store, path);
  }

  @Test
  void refusesWithoutTheDatastoreOfTheKernel() throws Exception {
    diskless(new DatastoreName("images"));
    refused(ErrorCode.DATASTORE_UNKNOWN, destination(h -> h));
  }

  @Test
  void refusesAKernelThatIsNotShared() throws Exception {
    DatastoreName images = new DatastoreName("images");
    diskless(images);
    List<Datastore> local = List.of(new Datastore(images, Datastore.Reach.LOCAL));
    refused(ErrorCode.DISK_NOT_SHARED, destination(h -> stores(h, local)));
  }

  @Test
  void letsAKernelOnASharedDatastoreMove() throws Exception {
    DatastoreName images = new DatastoreName("images");
    diskless(images);
    List<Datastore> shared = List.of(new Datastore(images, Datastore.Reach.SHARED));
    FakeAgent h2 = destination(h -> stores(h, shared));
    assertThat(refusals(h2)).isEmpty();
  }

  @Test
  void refusesADiskThatIsNotShared() throws Exception {
    source(h -> h);
    Datastore local = new Datastore(new DatastoreName("shared"), Datastore.Reach.LOCAL);
    refused(ErrorCode.DISK_NOT_SHARED, destination(h -> stores(h, List.of(local))));
  }

  @Test
  void refusesWithoutTheNetwork() throws Exception {
    source(h -> h);
    refused(
        ErrorCode.NETWORK_UNKNOWN,
        destination(
            h -> with(h, h.memory(), h.accelerator(), h.qemuVersion(), h.datastores(), List.of())));
  }

  private void overlay() {
    NetworkSpec spec =
        new NetworkSpec(
            new NetworkName("lan"), NetworkSpec.Kind.OVERLAY, null, 7, 1500, "", List.of());
    bench.inventory.decide(state ->
        Outcome.recorded(List.of(new StateRecord.OfCatalog(new CatalogChange.Put(spec))), true));
  }

  private static HostDescription member(HostDescription host, String address, int mtu) {
    return host.withOverlays(List.of(new OverlayEnd(new NetworkName("lan"), address, mtu)));
  }

  @Test
  void letsAVmGoToAnotherMemberOfItsOverlay() throws Exception {
    overlay();
    source(h -> member(h, "10.0.0.1", 1500));
    assertThat(refusals(destination(h -> member(h, "10.0.0.2", 9000)))).isEmpty();
  }

  @Test
  void refusesABridgeWhereTheVmIsOnAnOverlay() throws Exception {
    overlay();
    source(h -> member(h, "10.0.0.1", 1500));
    refused(ErrorCode.NETWORK_UNFIT, destination(h -> h));
  }

  @Test
  void refusesAnOverlayWhereTheVmIsOnABridge() throws Exception {
    source(h -> h);
    refused(ErrorCode.NETWORK_UNFIT, destination(h -> member(h, "10.0.0.2", 1500)));
  }

  @Test
  void refusesAnOverlayWhosePacketsDoNotFit() throws Exception {
    overlay();
    source(h -> member(h, "10.0.0.1", 1500));
    FakeAgent h2 = destination(h -> member(h, "10.0.0.2", 1400));
    refused(ErrorCode.NETWORK_UNFIT, h2);
    assertThat(refusals(h2).getFirst().detail()).contains("1400", "1500");
  }

  @Test
  void refusesAnOverlayOfTheOtherFamily() throws Exception {
    overlay();
    source(h -> member(h, "10.0.0.1", 1500));
    refused(ErrorCode.NETWORK_UNFIT, destination(h -> member(h, "fd00::2", 1500)));
  }

  @Test
  void refusesWithoutTheMachineType() throws Exception {
    source(h -> h);
    refused(
        ErrorCode.MACHINE_UNSUPPORTED,
        destination(h ->
            new HostDescription(
                h.id(),
                h.agentVersion(),
                h.kernel(),
                h.cpus(),
                h.memory(),
                h.accelerator(),
                h.qemuVersion(),
                List.of("pc-q35-9.9"),
                h.vmUser(),
                h.migrationAddress(),
                h.datastores(),
                h.networks(),
                h.transport(),
                h.processors())));
  }

  @Test
  void refusesKvmToAHostWithoutIt() throws Exception {
    source(h -> accelerator(h, Accelerator.KVM));
    refused(ErrorCode.ACCELERATOR_UNSUPPORTED, destination(h -> h));
  }

  @Test
  void refusesAnEmulatorThatLosesPagesOnEitherEnd() throws Exception {
    source(h -> h);
    refused(ErrorCode.QEMU_LOSES_PAGES, destination(h -> qemu(h, new QemuVersion(7, 2, 22))));
  }

  @Test
  void refusesToLeaveAnEmulatorThatLosesPages() throws Exception {
    source(h -> qemu(h, new QemuVersion(8, 2, 0)));
    refused(ErrorCode.QEMU_LOSES_PAGES, destination(h -> h));
  }

  @Test
  void letsKvmLeaveAnOldQemu() throws Exception {
    source(h -> accelerator(qemu(h, new QemuVersion(7, 2, 0)), Accelerator.KVM));
    FakeAgent h2 = destination(h -> accelerator(h, Accelerator.KVM));
    assertThat(refusals(h2)).isEmpty();
  }

  @Test
  void countsTheMemoryOfVmsOnTheirWay() throws Exception {
    source(h -> h);
    FakeAgent h2 =
        destination(h ->
            with(
                h,
                DataSize.ofMebibytes(1536),
                h.accelerator(),
                h.qemuVersion(),
                h.datastores(),
                h.networks()));
    bench.running("db", h1);
    CountDownLatch hold = new CountDownLatch(1);
    h2.on(
        Order.PrepareDestination.class,
        order -> {
          hold.await();
          return h2.asUsual(order);
        });
    bench.begin("db", h2);
    List<Problem> refusals = refusals(h2);
    assertThat(refusals).hasSize(1);
    assertThat(refusals.getFirst().code()).isEqualTo(ErrorCode.MEMORY_SHORT);
    assertThat(refusals.getFirst().detail()).contains("1 GiB").contains("512 MiB");
    promise(2);
    assertThat(refusals(h2)).as("each of them counts half").isEmpty();
    hold.countDown();
  }

  @Test
  void whatIsReservedOfMemoryIsPromisedOnce() throws Exception {
    source(h -> h);
    FakeAgent h2 =
        destination(h ->
            with(
                h,
                DataSize.ofMebibytes(768),
                h.accelerator(),
                h.qemuVersion(),
                h.datastores(),
                h.networks()));
    promise(2);
    assertThat(refusals(h2)).isEmpty();
    VmId web = bench.vm("web").id();
    Resources reserving =
        new Resources(Share.DEFAULT, new Share(DataSize.ofMebibytes(600).bytes(), null, 4000));
    say(
        new CatalogChange.VmDescribed(
            new VmAttributes(
                web, null, null, List.of(), "", LimitsWish.NONE, null, List.of(), reserving)));
    assertThat(refusals(h2))
        .singleElement()
        .extracting(Problem::detail)
        .asString()
        .contains("812 MiB (for 1 GiB)");
  }

  private void promise(double times) {
    say(
        new CatalogChange.Put(
            new Cluster(
                ClusterName.DEFAULT,
                "",
                List.of(),
                LimitsWish.NONE,
                Balancing.DEFAULT,
                PowerSaving.DEFAULT,
                Cluster.CPU_OVERCOMMIT,
                times)));
  }

  private void say(CatalogChange change) {
    bench.inventory.decide(
        state -> Outcome.recorded(List.of(new StateRecord.OfCatalog(change)), true));
  }
}
