package io.godwit.manager.orchestration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.godwit.manager.agents.AgentDirectory;
import io.godwit.manager.agents.AgentServer;
import io.godwit.manager.agents.LinkListener;
import io.godwit.manager.agents.OrderPermit;
import io.godwit.manager.agents.Reception;
import io.godwit.manager.agents.Standing;
import io.godwit.manager.agents.TestHosts;
import io.godwit.manager.authority.TlsMaterial;
import io.godwit.manager.balancing.Balancer;
import io.godwit.manager.decision.Decisions;
import io.godwit.manager.decision.MemoryPlanLog;
import io.godwit.manager.enrolment.HostEnrolment;
import io.godwit.manager.evacuation.Evacuations;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.EnrolmentRecords;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.Migration;
import io.godwit.manager.inventory.MigrationState;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.manager.loop.MemoryStore;
import io.godwit.manager.metrics.Metrics;
import io.godwit.manager.planning.ClusterViews;
import io.godwit.manager.power.PowerSwitches;
import io.godwit.manager.saving.PowerSaver;
import io.godwit.manager.telemetry.Telemetry;
import io.godwit.manager.time.Time;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.host.HostDescription;
import io.godwit.model.host.HostId;
import io.godwit.model.host.NetworkName;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.migration.MigrationProgress;
import io.godwit.model.telemetry.HostSample;
import io.godwit.model.telemetry.VmSample;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.AcceleratorChoice;
import io.godwit.model.vm.Boot;
import io.godwit.model.vm.DatastoreFile;
import io.godwit.model.vm.DiskFormat;
import io.godwit.model.vm.DiskSpec;
import io.godwit.model.vm.MachineType;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.model.vm.VmObservation;
import io.godwit.trace.Tracing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** A manager without HTTP, and hosts h1, h2, ... that are fake agents. */
public final class Bench implements AutoCloseable {
  /** Long enough for a busy machine, short where a test waits for it to pass. */
  static final Deadlines SHORT =
      new Deadlines(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofMillis(300),
          Duration.ofMillis(300),
          Duration.ofMillis(300),
          Duration.ofSeconds(10),
          Duration.ofMillis(50));

  /** Managers that follow each other do not give the same ids. */
  private static final AtomicLong SEEDS = new AtomicLong(42);

  public final MemoryStore<DataCenter, StateRecord> store;
  public final Inventory inventory;
  public final Telemetry telemetry = new Telemetry(System::nanoTime);
  public final Orchestration orchestration;
  public final MemoryPlanLog plans = new MemoryPlanLog();
  private final Decisions decisions = new Decisions(plans, "test");
  public final HostEnrolment enrolment;
  public final AgentServer server;
  private final TlsMaterial tls = TestHosts.tls();
  private final AgentDirectory directory = new AgentDirectory(new OrderPermit(() -> true));
  private final List<FakeAgent> agents = new ArrayList<>();
  private @Nullable Evacuations evacuations;
  private @Nullable Balancer balancer;
  private @Nullable PowerSaver saver;

  public Bench() throws IOException, InterruptedException {
    this(SHORT);
  }

  Bench(Deadlines deadlines) throws IOException, InterruptedException {
    this(deadlines, new MemoryStore<>(DataCenter.EMPTY));
  }

  /** A manager whose doings are counted. */
  public Bench(Metrics metrics) throws IOException, InterruptedException {
    store = new MemoryStore<>(DataCenter.EMPTY);
    inventory = new Inventory(store, Time.REAL, metrics.loop());
    orchestration =
        new Orchestration(
            inventory, metrics.metered(directory), new SplittableRandom(42), Time.REAL, SHORT);
    enrolment = enrolment(inventory);
    server = server(metrics.metered(new ToInventory(inventory, telemetry)));
  }

  /** A manager whose migrations are traced. */
  public Bench(Tracing tracing) throws IOException, InterruptedException {
    store = new MemoryStore<>(DataCenter.EMPTY);
    inventory = new Inventory(store, Time.REAL);
    orchestration =
        new Orchestration(inventory, directory, new SplittableRandom(42), Time.REAL, tracing);
    enrolment = enrolment(inventory);
    server = server(new ToInventory(inventory, telemetry));
  }

  /** A manager that finds a state; what was in flight waits for {@code resumeAll}. */
  Bench(Deadlines deadlines, MemoryStore<DataCenter, StateRecord> store)
      throws IOException, InterruptedException {
    this.store = store;
    inventory = new Inventory(store, Time.REAL);
    orchestration =
        new Orchestration(
            inventory,
            directory,
            new SplittableRandom(SEEDS.incrementAndGet()),
            Time.REAL,
            deadlines);
    enrolment = enrolment(inventory);
    server = server(new ToInventory(inventory, telemetry));
  }

  private static HostEnrolment enrolment(Inventory inventory) {
    return new HostEnrolment(
        TestHosts.AUTHORITY,
        new EnrolmentRecords(inventory),
        Time.REAL::instant,
        new SecureRandom());
  }

  private AgentServer server(LinkListener listener) throws IOException {
    return new AgentServer(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        new Reception(tls, enrolment, "test", () -> new Standing.Leader(1, List.of())),
        directory,
        listener);
  }

  public FakeAgent host(String name) {
    FakeAgent agent = new FakeAgent(name, server.address(), TestHosts.enrol(enrolment, name));
    agents.add(agent);
    return agent;
  }

  public static VmDraft draft(String name) {
    return new VmDraft(
        new VmName(name),
        1,
        "max",
        DataSize.ofGibibytes(1),
        MachineType.Q35,
        AcceleratorChoice.AUTO,
        new Boot.Firmware(),
        List.of(
            new DiskSpec(
                new DatastoreFile(new DatastoreName("shared"), name + ".qcow2"), DiskFormat.QCOW2)),
        List.of(new VmDraft.Nic(new NetworkName("lan"), null)));
  }

  /** One with a processor and a card. */
  public static VmDraft sized(String name, String network, long mebibytes) {
    VmDraft one = draft(name);
    return new VmDraft(
        one.name(),
        1,
        one.cpuModel(),
        DataSize.ofMebibytes(mebibytes),
        one.machine(),
        one.accelerator(),
        one.boot(),
        one.disks(),
        List.of(new VmDraft.Nic(new NetworkName(network), null)));
  }

  /** A running VM on a host. */
  public VmEntry running(String name, FakeAgent on) throws InterruptedException {
    orchestration.vms().create(draft(name), on.host());
    orchestration.vms().start(new VmName(name));
    return vm(name);
  }

  /** A manager that takes over: it knows of plans what the log has. */
  public Decisions nextDecisions() {
    return new Decisions(plans, "test");
  }

  /** Started with the first call. */
  public synchronized Evacuations evacuations() {
    if (evacuations == null) {
      evacuations =
          Evacuations.start(
              inventory,
              orchestration,
              ClusterViews.of(telemetry, orchestration, Time.REAL),
              decisions,
              Time.REAL);
    }
    return evacuations;
  }

  /** Started with the first call. */
  public synchronized Balancer balancer() {
    if (balancer == null) {
      balancer =
          Balancer.start(
              inventory,
              orchestration,
              ClusterViews.of(telemetry, orchestration, Time.REAL),
              decisions,
              Time.REAL);
    }
    return balancer;
  }

  /** Started with the first call; switches no host. */
  public synchronized PowerSaver saver() {
    return saver(new PowerSwitches(Optional.empty()));
  }

  /** Started with the first call. */
  public synchronized PowerSaver saver(PowerSwitches switches) {
    if (saver == null) {
      saver =
          PowerSaver.start(inventory, orchestration, balancer(), telemetry, switches, Time.REAL);
    }
    return saver;
  }

  /** A running VM of so many processors on a host. */
  public VmEntry running(String name, FakeAgent on, int cpus) throws InterruptedException {
    VmDraft one = draft(name);
    orchestration
        .vms()
        .create(
            new VmDraft(
                one.name(),
                cpus,
                one.cpuModel(),
                one.memory(),
                one.machine(),
                one.accelerator(),
                one.boot(),
                one.disks(),
                one.nics()),
            on.host());
    orchestration.vms().start(new VmName(name));
    return vm(name);
  }

  public VmEntry vm(String name) {
    return inventory.now().requireVm(new VmName(name));
  }

  /** Moves a VM and waits for the end of it, whatever it is. */
  public void migrate(String vm, FakeAgent to) throws InterruptedException {
    ended(begin(vm, to));
  }

  Migration begin(String vm, FakeAgent to) throws InterruptedException {
    return orchestration.migrations().begin(new VmName(vm), to.host(), MigrationLimits.DEFAULT);
  }

  Migration ended(Migration migration) {
    await().until(() -> now(migration).hasEnded());
    return now(migration);
  }

  Migration now(Migration migration) {
    return inventory.now().requireMigration(migration.id());
  }

  <T extends MigrationState> T reaches(Migration migration, Class<T> state) {
    await().until(() -> state.isInstance(now(migration).state()));
    return state.cast(now(migration).state());
  }

  static void refuses(ErrorCode code, ThrowingCallable call) {
    GodwitException refused = catchThrowableOfType(GodwitException.class, call);
    assertThat(refused).isNotNull();
    assertThat(refused.code()).as(refused.getMessage()).isEqualTo(code);
  }

  @Override
  public void close() {
    for (FakeAgent agent : agents) {
      agent.close();
    }
    if (evacuations != null) {
      evacuations.close();
    }
    if (saver != null) {
      saver.close();
    }
    if (balancer != null) {
      balancer.close();
    }
    orchestration.close();
    inventory.close();
    server.close();
    tls.close();
  }

  private record ToInventory(Inventory inventory, Telemetry telemetry) implements LinkListener {
    @Override
    public void connected(HostDescription host, long link, List<VmObservation> vms) {
      inventory.connected(host, link, vms);
    }

    @Override
    public void disconnected(HostId host, long link) {
      inventory.disconnected(host, link);
    }

    @Override
    public void seen(HostId host, VmObservation observation) {
      inventory.seen(host, observation);
    }

    @Override
    public void gone(HostId host, VmId vm) {
      inventory.gone(host, vm);
    }

    @Override
    public void progressed(HostId host, MigrationId migration, MigrationProgress progress) {
      inventory.progressed(host, migration, progress);
    }

    @Override
    public void measured(HostId host, HostSample sample, List<VmSample> vms) {
      telemetry.add(host, sample, vms);
    }
  }
}
