package io.godwit.agent;

import io.godwit.agent.config.AgentConfig;
import io.godwit.agent.disk.DiskMoves;
import io.godwit.agent.migration.Privacy;
import io.godwit.agent.migration.destination.Arrivals;
import io.godwit.agent.migration.source.Departures;
import io.godwit.agent.platform.Commands;
import io.godwit.agent.platform.Connections;
import io.godwit.agent.platform.FakeCommands;
import io.godwit.agent.platform.SecretFolders;
import io.godwit.agent.platform.VmUser;
import io.godwit.agent.qemu.FakeHypervisor;
import io.godwit.agent.qemu.Hypervisor;
import io.godwit.agent.qemu.TransferKeys;
import io.godwit.agent.storage.Datastores;
import io.godwit.agent.storage.Images;
import io.godwit.agent.tunnel.Tunnels;
import io.godwit.agent.vm.Definitions;
import io.godwit.agent.vm.Vm;
import io.godwit.agent.vm.VmWatcher;
import io.godwit.agent.vm.Vms;
import io.godwit.model.host.Datastore;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.migration.MigrationPhase;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.AcceleratorChoice;
import io.godwit.model.vm.Boot;
import io.godwit.model.vm.DatastoreFile;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.MachineType;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.model.vm.VmObservation;
import io.godwit.model.vm.VmSpec;
import io.godwit.qmp.FakeQemu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** One host of an agent whose QEMUs are fakes. */
public final class HostFixture implements AutoCloseable {
  public static final VmId VM = new VmId(new UUID(0x1234567800000000L, 1));
  public static final VmSpec SPEC =
      new VmSpec(
          new VmName("web-1"),
          1,
          "max",
          DataSize.ofMebibytes(512),
          MachineType.Q35,
          AcceleratorChoice.TCG,
          new Boot.Kernel(file("vmlinuz"), file("initrd"), "quiet"),
          List.of(),
          List.of());

  private final List<MigrationPhase> phases = new CopyOnWriteArrayList<>();
  private final Path directory;
  private final FakeHypervisor hypervisor;
  private volatile Function<List<String>, Commands.Outcome> tools =
      command -> new Commands.Outcome(0, "");
  private final Datastores datastores;
  private final Path local;
  private final Path other;
  private Vms vms;
  private DiskMoves disks;
  private Departures departures;
  private Arrivals arrivals;
  private SecretFolders secrets;
  private Privacy privacy;

  public HostFixture(Path directory) {
    this.directory = directory;
    this.hypervisor = new FakeHypervisor(directory);
    this.local = directory.resolve("local");
    this.other = directory.resolve("other");
    this.datastores =
        new Datastores(
            new TreeMap<>(
                Map.of(
                    new DatastoreName("local"),
                    new AgentConfig.Mount(local, Datastore.Reach.LOCAL),
                    new DatastoreName("other"),
                    new AgentConfig.Mount(other, Datastore.Reach.LOCAL))),
            VmUser.choose("auto"));
    build();
  }

  private void build() {
    Hypervisor seen = hypervisor.seenBy(hypervisor.agent());
    this.vms =
        new Vms(seen, new Definitions(directory), InstantSource.system(), new SilentWatcher());
    Images images = new Images(datastores);
    this.disks = new DiskMoves(vms, datastores, images);
    VmUser user = new VmUser(VmUser.Mode.SAME, 0, "the test's");
    this.secrets = new SecretFolders(directory, directory, user);
    this.privacy = new Privacy(new TransferKeys(secrets), new Tunnels(secrets, user));
    this.departures =
        new Departures(
            vms,
            InstantSource.system(),
            (migration, told) -> phases.add(told.phase()),
            images,
            privacy,
            new Connections(new FakeCommands(command -> tools.apply(command))));
    this.arrivals =
        new Arrivals(
            vms,
            seen,
            InstantSource.system(),
            "127.0.0.1",
            images,
            privacy,
            () -> DataSize.ofGibibytes(64));
  }

  /** As if the agent had been killed and started again; QEMUs go on. */
  public void restartAgent() throws InterruptedException {
    hypervisor.killAgent();
    build();
    vms.adoptAll();
    privacy.eraseAllBut(vms::takePartIn);
    departures.attachAll();
    arrivals.attachAll();
    disks.attachAll();
  }

  /** A VM that runs here. */
  public Vm running() throws InterruptedException {
    Vm vm = vms.define(VM, Generation.FIRST, SPEC);
    vm.start();
    return vm;
  }

  /** What departures have told, in order. */
  public List<MigrationPhase> phases() {
    return List.copyOf(phases);
  }

  public FakeQemu qemu() {
    return hypervisor.qemu(VM);
  }

  /** The directory of the datastore {@code local}, made when first asked for. */
  public Path local() throws IOException {
    return Files.createDirectories(local);
  }

  /** The same of the datastore {@code other}. */
  public Path other() throws IOException {
    return Files.createDirectories(other);
  }

  /** Until what is returned is deleted, nothing about the VM can be written down. */
  public Path fillDisk() throws IOException {
    return Files.createDirectory(unfinished());
  }

  /** Where an agent writes before it is true. */
  public Path unfinished() {
    return record(".json.new");
  }

  /** What is written down about the VM. */
  public String written() throws IOException {
    return Files.readString(record(".json"));
  }

  private Path record(String ending) {
    return directory.resolve("vm").resolve(VM + ending);
  }

  /** What departures ask of this host's tools is answered so. */
  public void answer(Function<List<String>, Commands.Outcome> other) {
    tools = other;
  }

  public FakeHypervisor hypervisor() {
    return hypervisor;
  }

  public Vms vms() {
    return vms;
  }

  public DiskMoves disks() {
    return disks;
  }

  public Departures departures() {
    return departures;
  }

  public Arrivals arrivals() {
    return arrivals;
  }

  /** Names of the folders of keys and tunnels. */
  public List<String> secrets() {
    return secrets.names();
  }

  /** Whether the programs of tunnels are installed. */
  public boolean hasTunnels() {
    return Files.isExecutable(Path.of("/usr/bin/stunnel"))
        && Files.isExecutable(Path.of("/usr/bin/socat"));
  }

  @Override
  public void close() throws InterruptedException {
    privacy.eraseAllBut(none -> false);
    hypervisor.close();
    for (VmObservation each : vms.observations()) {
      vms.get(each.vm()).await(c -> !c.state().hasProcess(), Duration.ofSeconds(20));
    }
  }

  private static DatastoreFile file(String name) {
    return new DatastoreFile(new io.godwit.model.host.DatastoreName("shared"), name);
  }

  private static final class SilentWatcher implements VmWatcher {
    @Override
    public void changed(VmObservation now) {}

    @Override
    public void gone(VmId vm) {}
  }
}
