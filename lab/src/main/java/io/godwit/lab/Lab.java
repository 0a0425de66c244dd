package io.godwit.lab;

import io.godwit.lab.client.Client;
import io.godwit.lab.network.Topology;
import io.godwit.lab.process.Command;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.api.HostAdd;
import io.godwit.protocol.api.HostView;
import io.godwit.protocol.api.ManagerView;
import io.godwit.protocol.client.ApiClient;
import io.godwit.protocol.client.Credentials;
import io.godwit.protocol.trust.Fingerprint;
import io.godwit.protocol.trust.Identity;
import io.godwit.protocol.trust.PeerTrust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A running data center. One in a sandbox at a time: names of namespaces and addresses are fixed.
 *
 * <pre>{@code
 * try (Lab lab = Lab.start(LabOptions.ofHosts(2))) {
 *   Guest guest = lab.createGuest(GuestSpec.of("vm1", "h1", 10));
 *   try (Client client = lab.client(guest)) {
 *     lab.api().startVm("vm1");
 *     client.awaitServing(Duration.ofSeconds(60));
 *     client.begin();
 *     ...
 *   }
 * }
 * }</pre>
 */
public final class Lab implements AutoCloseable {
  private static final Duration CONNECT_DEADLINE = Duration.ofSeconds(30);
  private static final Duration GONE_DEADLINE = Duration.ofSeconds(10);
  static final String LAN = "lan";

  private final LabEnvironment environment;
  private final Topology topology;
  private final List<LabManager> managers = new ArrayList<>();
  private final Map<String, LabHost> hosts = new LinkedHashMap<>();
  private final LabOptions options;
  private final ConfigurationFiles files;
  private final LabAccess access;
  private final Optional<LabDatabase> database;
  private @Nullable ApiClient api;
  private Credentials credentials = new Credentials.None();
  private final List<Client> clients = new ArrayList<>();
  private final LabPower power;

  private Lab(LabOptions options, LabEnvironment environment)
      throws InterruptedException, IOException {
    this.options = options;
    this.environment = environment;
    List<String> names = options.hosts().stream().map(HostOptions::name).toList();
    this.topology = Topology.lay(names, options.managers(), options.link());
    this.access = LabAccess.create(environment.root().resolve("manager"));
    this.database =
        options.managers() > 1
            ? Optional.of(new LabDatabase(environment.root().resolve("database")))
            : Optional.empty();
    this.files = new ConfigurationFiles(environment, topology, access, database);
    this.power = LabPower.lay(files.powerFolder(), names, this::host);
    for (int i = 1; i <= options.managers(); i++) {
      Path file = files.writeManager(i);
      Path folder = environment.root().resolve(ConfigurationFiles.folder(i));
      managers.add(new LabManager(i, folder, command("io.godwit.manager.Main", file)));
    }
  }

  /** Lets the manager take the host in, and prepares its agent. */
  private LabHost enrolled(HostOptions host) throws IOException {
    String token = api().addHost(new HostAdd(host.name(), null, null)).token();
    Path file = files.writeAgent(host, options.accelerator(), token);
    return new LabHost(
        host.name(),
        environment.root().resolve(host.name()),
        command("io.godwit.agent.Main", file),
        topology);
  }

  /** Starts one where the environment says everything is. */
  public static Lab start(LabOptions options) throws InterruptedException {
    return start(options, LabEnvironment.fromEnvironment());
  }

  /**
   * Lays the wires, starts manager and agents and returns once every host is connected.
   *
   * @throws LabException if one of them does not come up; everything is stopped again
   */
  public static Lab start(LabOptions options, LabEnvironment environment)
      throws InterruptedException {
    Lab lab;
    try {
      lab = new Lab(options, environment);
    } catch (IOException unwritable) {
      throw new LabException(
          "Cannot write below " + environment.root() + ": " + unwritable.getMessage() + ".",
          unwritable);
    }
    boolean up = false;
    try {
      lab.launch();
      up = true;
      return lab;
    } catch (IOException unwritable) {
      throw new LabException(
          "Cannot write below " + environment.root() + ": " + unwritable.getMessage() + ".",
          unwritable);
    } finally {
      if (!up) {
        lab.close();
      }
    }
  }

  private void launch() throws InterruptedException, IOException {
    if (database.isPresent()) {
      database.get().start();
    }
    manager().start();
    logIn();
    for (LabManager manager : managers.subList(1, managers.size())) {
      join(manager);
    }
    for (HostOptions option : options.hosts()) {
      LabHost host = enrolled(option);
      hosts.put(host.name(), host);
      host.launchAgent();
    }
    for (LabHost host : hosts.values()) {
      host.awaitAgent();
    }
    awaitConnected();
  }

  /** Lets another manager take part, as an operator would. */
  private void join(LabManager manager) throws InterruptedException {
    List<String> command = new ArrayList<>(manager.command());
    int verb = command.indexOf("--config");
    command.add(verb, "join");
    Credentials.Token token = (Credentials.Token) credentials;
    command.addAll(
        List.of(
            "--server",
            manager().uri().toString(),
            "--authority",
            Fingerprint.of(manager().authority()).toString(),
            "--token-file",
            "-"));
    // Not in the command's words: everybody sees them, and so does whoever reads that it failed.
    Command.run(manager.inside(command), token.text() + "\n");
    manager.start();
  }

  private void logIn() {
    try {
      Optional<PeerTrust> trust =
          Optional.of(
              PeerTrust.in(manager().authority(), Identity.Role.MANAGER, InstantSource.system()));
      credentials = access.logIn(manager().uri(), trust);
      api = new ApiClient(managers.stream().map(LabManager::uri).toList(), trust, credentials);
    } catch (IOException unwritable) {
      throw new LabException("Cannot keep the lab's token.", unwritable);
    }
  }

  /** The manager's API, as its administrator. */
  public ApiClient api() {
    if (api == null) {
      throw new LabException("The lab has not logged in yet.");
    }
    return api;
  }

  /** What {@link #api} calls with, for clients of one's own. */
  public Credentials credentials() {
    return credentials;
  }

  /** The first manager, the only one where there are not several. */
  public LabManager manager() {
    return managers.getFirst();
  }

  public List<LabManager> managers() {
    return List.copyOf(managers);
  }

  public boolean allManagersRun() {
    return managers.stream().allMatch(LabManager::runs);
  }

  /** The manager that leads. */
  public LabManager leader() {
    String name =
        api().managers().stream()
            .filter(manager -> manager.role() == ManagerView.Role.LEADER)
            .map(ManagerView::name)
            .findFirst()
            .orElseThrow(() -> new LabException("No manager leads."));
    return managers.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }

  public LabHost host(String name) {
    return Optional.ofNullable(hosts.get(name))
        .orElseThrow(() -> new LabException("This lab has no host " + name + "."));
  }

  public List<LabHost> hosts() {
    return List.copyOf(hosts.values());
  }

  /** The plugs of the hosts. */
  public LabPower power() {
    return power;
  }

  /** The wires. */
  public Topology topology() {
    return topology;
  }

  /** Returns once the manager sees the agents of all hosts whose agent runs. */
  public void awaitConnected() throws InterruptedException {
    await(
        CONNECT_DEADLINE,
        "Not every host was connected within " + CONNECT_DEADLINE.toSeconds() + " s.",
        () ->
            hosts.values().stream().filter(LabHost::agentRuns).map(LabHost::name).toList().stream()
                .allMatch(connectedHosts()::contains));
  }

  private List<String> connectedHosts() {
    return api().hosts().stream()
        .filter(host -> host.connection() == HostView.Connection.CONNECTED)
        .map(HostView::id)
        .toList();
  }

  /** Makes the guest's disk, puts its kernel into the datastore and defines the VM, stopped. */
  public Guest createGuest(GuestSpec spec) throws InterruptedException {
    Guest guest = prepareGuest(spec);
    api().createVm(guest.vm());
    return guest;
  }

  /** As {@link #createGuest}, but leaves it to the caller to ask the manager for the VM. */
  public Guest prepareGuest(GuestSpec spec) throws InterruptedException {
    return new GuestFiles(environment).prepare(spec);
  }

  /** Starts the client that watches {@code guest}. It ends with the lab, or when it is closed. */
  public Client client(Guest guest) {
    return client(guest, Topology.CLIENT);
  }

  /** As the other, from a namespace that has the client's address on the guest's network. */
  public Client client(Guest guest, String namespace) {
    List<String> command =
        new ArrayList<>(environment.javaCommand("io.godwit.lab.client.Main", "64m"));
    command.add(guest.spec().address());
    command.add(Integer.toString(guest.spec().heartbeatPort()));
    Client client =
        Client.start(
            guest.name(),
            Topology.enter(namespace, command),
            environment.root().resolve("client-" + guest.name() + ".log"));
    clients.add(client);
    return client;
  }

  /** Memory that VMs of this size need in this lab, everything of ours included. */
  public static DataSize memoryNeeded(int hosts, DataSize guest) {
    DataSize ours = DataSize.ofMebibytes(350 + 150L * hosts);
    return guest.plus(guest).plus(ours); // during a migration both ends hold the guest
  }

  /** Ends clients, agents, QEMU processes and the manager, and removes the wires. */
  @Override
  public void close() {
    try {
      clients.forEach(Client::close);
      power.close();
      for (LabHost host : hosts.values()) {
        if (host.agentRuns()) {
          host.killAgent();
        }
        host.killQemuProcesses();
        host.killTunnelProcesses();
      }
      for (LabManager manager : managers) {
        manager.killIfStarted();
      }
      if (database.isPresent()) {
        database.get().killIfStarted();
      }
      await(
          GONE_DEADLINE,
          "A QEMU outlives SIGKILL.",
          () -> hosts.values().stream().allMatch(host -> host.qemuProcesses().isEmpty()));
      topology.remove();
      GuestFiles.deleteTree(environment.root());
    } catch (InterruptedException cancelled) {
      Thread.currentThread().interrupt(); // the sandbox does the rest
    } catch (IOException | UncheckedIOException undeletable) {
      throw new LabException("Cannot clear " + environment.root() + ".", undeletable);
    } finally {
      if (api != null) {
        api.close();
      }
    }
  }

  private List<String> command(String mainClass, Path configuration) {
    List<String> command = new ArrayList<>(environment.javaCommand(mainClass, "192m"));
    command.add("--config");
    command.add(configuration.toString());
    return command;
  }

  private static void await(Duration deadline, String otherwise, BooleanSupplier condition)
      throws InterruptedException {
    long end = System.nanoTime() + deadline.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new LabException(otherwise);
      }
      Thread.sleep(10); // neither the manager nor /proc tells by itself
    }
  }
}
