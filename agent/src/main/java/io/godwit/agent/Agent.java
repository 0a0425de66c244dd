package io.godwit.agent;

import io.godwit.agent.config.AgentConfig;
import io.godwit.agent.disk.DiskMoves;
import io.godwit.agent.identity.HostIdentity;
import io.godwit.agent.link.ManagerLink;
import io.godwit.agent.link.OrderDesk;
import io.godwit.agent.link.Renewal;
import io.godwit.agent.memory.MemoryWatch;
import io.godwit.agent.migration.Privacy;
import io.godwit.agent.migration.destination.Arrivals;
import io.godwit.agent.migration.source.Departures;
import io.godwit.agent.network.OverlayAddress;
import io.godwit.agent.network.Overlays;
import io.godwit.agent.network.Taps;
import io.godwit.agent.path.Paths;
import io.godwit.agent.platform.Commands;
import io.godwit.agent.platform.Connections;
import io.godwit.agent.platform.HostCommands;
import io.godwit.agent.platform.HostMemory;
import io.godwit.agent.platform.PacketSocket;
import io.godwit.agent.platform.SecretFolders;
import io.godwit.agent.platform.UserFaults;
import io.godwit.agent.platform.VmUser;
import io.godwit.agent.portion.Portions;
import io.godwit.agent.probe.Probes;
import io.godwit.agent.qemu.QemuHypervisor;
import io.godwit.agent.qemu.QemuProbe;
import io.godwit.agent.qemu.TransferKeys;
import io.godwit.agent.storage.Datastores;
import io.godwit.agent.storage.Images;
import io.godwit.agent.storage.Marks;
import io.godwit.agent.telemetry.Telemetry;
import io.godwit.agent.telemetry.VmProcess;
import io.godwit.agent.tunnel.Tunnels;
import io.godwit.agent.vm.Definitions;
import io.godwit.agent.vm.VmWatcher;
import io.godwit.agent.vm.Vms;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.host.HostDescription;
import io.godwit.model.host.NetworkName;
import io.godwit.model.host.TransportSupport;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmObservation;
import io.godwit.protocol.agent.ToManager;
import io.godwit.protocol.trust.EnrolmentToken;
import io.godwit.trace.Tracing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One host's agent, put together. */
final class Agent {
  private static final String VERSION = "0.1.0";

  /** Where Linux keeps files in memory. */
  private static final Path MEMORY = Path.of("/dev/shm");

  /** A forecast rests on what a guest did so long ago at most, while it runs. */
  private static final Duration MEMORY_INTERVAL = Duration.ofSeconds(10);

  /** Of a host without overlays, which needs no address for them. */
  private static final String LOOPBACK = "127.0.0.1";

  private static final Duration TIDY_INTERVAL = Duration.ofSeconds(10);

  private final AgentConfig config;
  private final ManagerLink link;
  private final Renewal renewal;
  private final OrderDesk desk;
  private final Probes probes;
  private final Paths paths;
  private final MemoryWatch memory;
  private final Portions portions;
  private final Privacy privacy;
  private final Tracing tracing;
  private final Vms vms;

  /**
   * Adopts what an earlier agent left and gets ready to serve.
   *
   * @param token lets the host enrol, if it has not been used
   * @throws io.godwit.model.error.GodwitException if this host cannot run VMs as configured
   * @throws IOException if the host's identity cannot be read
   */
  static Agent start(AgentConfig config, Optional<EnrolmentToken> token)
      throws InterruptedException, IOException {
    HostIdentity identity =
        new HostIdentity(config.host(), config.stateDirectory(), InstantSource.system());
    Commands commands = new HostCommands();
    VmUser user = VmUser.choose(config.vmUser());
    Definitions definitions = new Definitions(config.stateDirectory());
    QemuHypervisor.Binary binary =
        new QemuProbe(commands, config.qemu(), config.stateDirectory()).probe(config.accelerator());
    return new Agent(config, new Admission(identity, token), commands, user, definitions, binary);
  }

  /** How this host gets a link. */
  private record Admission(HostIdentity identity, Optional<EnrolmentToken> token) {}

  private Agent(
      AgentConfig config,
      Admission admission,
      Commands commands,
      VmUser user,
      Definitions definitions,
      QemuHypervisor.Binary binary)
      throws InterruptedException {
    this.config = config;
    this.tracing = Tracing.of(System.getenv(), "godwit-agent", config.host().value());
    Datastores datastores = new Datastores(config.datastores(), user);
    OverlayAddress overlayAddress =
        OverlayAddress.of(
            config.overlay().networks().isEmpty() ? LOOPBACK : config.overlay().address());
    Overlays overlays =
        new Overlays(config.overlay().networks(), overlayAddress.numbers(), commands);
    Taps taps = new Taps(commands, config.networks(), overlays, user);
    this.portions = Portions.of(config.stateDirectory(), config.host().value(), cpus(config));
    QemuHypervisor hypervisor =
        new QemuHypervisor(binary, config.runDirectory(), datastores, taps, portions, user);
    SecretFolders secrets = new SecretFolders(MEMORY, config.runDirectory(), user);
    TransferKeys keys = new TransferKeys(secrets);
    Tunnels tunnels = new Tunnels(secrets, user);
    LateWatcher watcher = new LateWatcher();
    this.vms = new Vms(hypervisor, definitions, InstantSource.system(), watcher);
    vms.adoptAll();
    this.link =
        new ManagerLink(
            admission.identity(),
            config.managers(),
            admission.token(),
            () ->
                new ToManager.Hello(
                    describe(config, binary, user, datastores, keys, tunnels)
                        .withOverlays(overlayAddress.ends(config.overlay().networks()))
                        .withShares(portions.support()),
                    vms.observations()),
            new SplittableRandom());
    this.renewal = new Renewal(admission.identity(), link);
    watcher.target.set(link);
    Images images = new Images(datastores);
    this.privacy = new Privacy(keys, tunnels);
    privacy.eraseAllBut(vms::takePartIn);
    Departures departures =
        new Departures(
            vms, InstantSource.system(), link, images, privacy, new Connections(commands));
    departures.attachAll();
    Arrivals arrivals =
        new Arrivals(
            vms,
            hypervisor,
            InstantSource.system(),
            config.migrationAddress(),
            images,
            privacy,
            HostMemory::available);
    arrivals.attachAll();
    DiskMoves disks = new DiskMoves(vms, datastores, images);
    disks.attachAll();
    this.probes = new Probes(config.host(), taps::bridge, PacketSocket::open);
    this.memory =
        new MemoryWatch(vms, MEMORY_INTERVAL, InstantSource.system(), new SplittableRandom());
    this.paths = new Paths(config.host(), config.migrationAddress());
    Marks marks = new Marks(datastores, InstantSource.system());
    datastores.mounted().forEach(store -> marks.sweep(store.name()));
    this.desk =
        new OrderDesk(
            vms,
            disks,
            departures,
            arrivals,
            probes,
            paths,
            marks,
            memory,
            overlays,
            portions,
            tracing);
  }

  /** Serves until interrupted. VMs go on without the agent. */
  void serve() throws InterruptedException {
    Thread tidying = Thread.ofVirtual().name("tidy").start(this::tidy);
    Thread renewing = Thread.ofVirtual().name("renew-certificate").start(this::renew);
    probes.start();
    memory.start();
    try (Telemetry _ = measure()) {
      link.run(desk);
    } finally {
      tidying.interrupt();
      renewing.interrupt();
      probes.close();
      paths.close();
      memory.close();
      portions.close();
      tracing.close();
    }
  }

  private void renew() {
    try {
      renewal.run();
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }

  private Telemetry measure() {
    var datastores = new TreeMap<DatastoreName, Path>();
    config.datastores().forEach((name, mount) -> datastores.put(name, mount.path()));
    return Telemetry.start(
        config.telemetryInterval(), InstantSource.system(), this::processes, datastores, link);
  }

  private List<VmProcess> processes() {
    return measured(vms.observations());
  }

  /** Those whose guests are here: what a QEMU does to receive one is not what that one wants. */
  static List<VmProcess> measured(List<VmObservation> vms) {
    return vms.stream()
        .filter(vm -> vm.pid() != 0 && vm.state().hasGuest())
        .map(vm ->
            new VmProcess(
                vm.vm(),
                vm.pid(),
                IntStream.range(0, vm.spec().nics().size())
                    .mapToObj(card -> Taps.name(vm.vm(), card))
                    .toList()))
        .toList();
  }

  /** Logs grow, and what carried a copy may be left by a VM that died. */
  private void tidy() {
    try {
      while (true) {
        Thread.sleep(TIDY_INTERVAL);
        vms.trimLogs();
        privacy.eraseAllBut(vms::takePartIn);
      }
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }

  private static HostDescription describe(
      AgentConfig config,
      QemuHypervisor.Binary binary,
      VmUser user,
      Datastores datastores,
      TransferKeys keys,
      Tunnels tunnels) {
    DataSize total = HostMemory.total();
    return new HostDescription(
        config.host(),
        VERSION,
        System.getProperty("os.version"),
        cpus(config),
        config.memory() == null ? new DataSize(total.bytes() - total.bytes() / 8) : config.memory(),
        binary.verdict(),
        binary.facts().version(),
        binary.facts().machineTypes(),
        user.toString(),
        config.migrationAddress(),
        datastores.mounted(),
        networks(config),
        binary
            .facts()
            .transport()
            .and(
                new TransportSupport(
                    keys.arePossible(), true, true, true, true, UserFaults.areAllowed(user), true))
            .withTunnel(tunnels.arePossible()),
        binary.processors());
  }

  private static int cpus(AgentConfig config) {
    return config.cpus() == null ? Runtime.getRuntime().availableProcessors() : config.cpus();
  }

  private static List<NetworkName> networks(AgentConfig config) {
    var networks = new TreeSet<>(config.networks().keySet());
    networks.addAll(config.overlay().networks());
    return List.copyOf(networks);
  }

  /** VMs are adopted before there is a link to tell of them; the first Hello tells all. */
  private static final class LateWatcher implements VmWatcher {
    final AtomicReference<@Nullable VmWatcher> target = new AtomicReference<>();

    @Override
    public void changed(VmObservation now) {
      VmWatcher link = target.get();
      if (link != null) {
        link.changed(now);
      }
    }

    @Override
    public void gone(VmId vm) {
      VmWatcher link = target.get();
      if (link != null) {
        link.gone(vm);
      }
    }
  }
}
