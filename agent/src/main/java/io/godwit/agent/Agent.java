package io.godwit.agent;

import io.godwit.agent.config.AgentConfig;
import io.godwit.agent.identity.HostIdentity;
import io.godwit.agent.link.ManagerLink;
import io.godwit.agent.link.OrderDesk;
import io.godwit.agent.link.Renewal;
import io.godwit.agent.migration.destination.Arrivals;
import io.godwit.agent.migration.source.Departures;
import io.godwit.agent.network.Taps;
import io.godwit.agent.platform.Commands;
import io.godwit.agent.platform.HostCommands;
import io.godwit.agent.platform.HostMemory;
import io.godwit.agent.platform.PacketSocket;
import io.godwit.agent.platform.VmUser;
import io.godwit.agent.probe.Probes;
import io.godwit.agent.qemu.QemuHypervisor;
import io.godwit.agent.qemu.QemuProbe;
import io.godwit.agent.storage.Datastores;
import io.godwit.agent.storage.Images;
import io.godwit.agent.telemetry.Telemetry;
import io.godwit.agent.telemetry.VmProcess;
import io.godwit.agent.vm.Definitions;
import io.godwit.agent.vm.VmWatcher;
import io.godwit.agent.vm.Vms;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.host.HostDescription;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One host's agent, put together. */
final class Agent {
  private static final String VERSION = "0.1.0";
  private static final Duration TRIM_INTERVAL = Duration.ofSeconds(10);

  private final AgentConfig config;
  private final ManagerLink link;
  private final Renewal renewal;
  private final OrderDesk desk;
  private final Probes probes;
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
    Taps taps = new Taps(commands, config.networks(), user);
    QemuHypervisor hypervisor =
        new QemuHypervisor(binary, config.runDirectory(), datastores, taps, user);
    LateWatcher watcher = new LateWatcher();
    this.vms = new Vms(hypervisor, definitions, InstantSource.system(), watcher);
    vms.adoptAll();
    this.link =
        new ManagerLink(
            admission.identity(),
            config.managers(),
            admission.token(),
            () ->
                new ToManager.Hello(describe(config, binary, user, datastores), vms.observations()),
            new SplittableRandom());
    this.renewal = new Renewal(admission.identity(), link);
    watcher.target.set(link);
    Images images = new Images(datastores);
    Departures departures = new Departures(vms, InstantSource.system(), link, images);
    departures.attachAll();
    Arrivals arrivals =
        new Arrivals(
            vms,
            hypervisor,
            InstantSource.system(),
            config.migrationAddress(),
            images,
            HostMemory::available);
    arrivals.attachAll();
    this.probes = new Probes(config.host(), taps::bridge, PacketSocket::open);
    this.desk = new OrderDesk(vms, departures, arrivals, probes, tracing);
  }

  /** Serves until interrupted. VMs go on without the agent. */
  void serve() throws InterruptedException {
    Thread trimmer = Thread.ofVirtual().name("trim-logs").start(this::trimLogs);
    Thread renewing = Thread.ofVirtual().name("renew-certificate").start(this::renew);
    probes.start();
    try (Telemetry _ = measure()) {
      link.run(desk);
    } finally {
      trimmer.interrupt();
      renewing.interrupt();
      probes.close();
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
    return vms.observations().stream()
        .filter(vm -> vm.pid() != 0)
        .map(vm ->
            new VmProcess(
                vm.vm(),
                vm.pid(),
                IntStream.range(0, vm.spec().nics().size())
                    .mapToObj(card -> Taps.name(vm.vm(), card))
                    .toList()))
        .toList();
  }

  private void trimLogs() {
    try {
      while (true) {
        Thread.sleep(TRIM_INTERVAL);
        vms.trimLogs();
      }
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }

  private static HostDescription describe(
      AgentConfig config, QemuHypervisor.Binary binary, VmUser user, Datastores datastores) {
    DataSize total = HostMemory.total();
    return new HostDescription(
        config.host(),
        VERSION,
        System.getProperty("os.version"),
        config.cpus() == null ? Runtime.getRuntime().availableProcessors() : config.cpus(),
        config.memory() == null ? new DataSize(total.bytes() - total.bytes() / 8) : config.memory(),
        binary.verdict(),
        binary.facts().version(),
        binary.facts().machineTypes(),
        user.toString(),
        config.migrationAddress(),
        datastores.mounted(),
        new ArrayList<>(config.networks().keySet()));
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
