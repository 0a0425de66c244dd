package io.godwit.manager;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.godwit.manager.authority.Authority;
import io.godwit.manager.balancing.Balancer;
import io.godwit.manager.chronicle.Archive;
import io.godwit.manager.chronicle.Chronicle;
import io.godwit.manager.decision.Decisions;
import io.godwit.manager.enrolment.HostEnrolment;
import io.godwit.manager.evacuation.Evacuations;
import io.godwit.manager.history.PlanLog;
import io.godwit.manager.identity.Principal;
import io.godwit.manager.identity.Sight;
import io.godwit.manager.identity.gate.Accounts;
import io.godwit.manager.identity.gate.Caller;
import io.godwit.manager.identity.gate.Entrance;
import io.godwit.manager.identity.gate.Need;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.EnrolmentRecords;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.loop.MemoryStore;
import io.godwit.manager.orchestration.Orchestration;
import io.godwit.manager.planning.ClusterViews;
import io.godwit.manager.power.PowerSwitches;
import io.godwit.manager.rest.Managers;
import io.godwit.manager.rest.RestAddress;
import io.godwit.manager.rest.RestServer;
import io.godwit.manager.rest.Sites;
import io.godwit.manager.saving.PowerSaver;
import io.godwit.manager.telemetry.Telemetry;
import io.godwit.manager.time.Time;
import io.godwit.model.identity.Privilege;
import io.godwit.model.identity.UserName;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.MigrateRequest;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.VmCreate;
import io.godwit.protocol.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.slf4j.LoggerFactory;

/**
 * Moves a VM that does not exist between hosts that do not exist, through everything but gRPC, and
 * forgets it all. Without it the first migration after a start waits half a second for classes to
 * be loaded and JSON mappers to be built, at the moment a person looks. Runs before anything real
 * does, on the main thread; what goes wrong here delays nothing and stops nothing.
 */
final class Rehearsal {
  /** The first loads the classes; from the fourth on little is gained. */
  private static final int MIGRATIONS = 4;

  /** Everything answers at once, unless the machine is very busy: then it is better to serve. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final String VM = "rehearsal";

  private final InetAddress loopback = InetAddress.getLoopbackAddress();
  private final int port;

  private Rehearsal(int port) {
    this.port = port;
  }

  static void run() {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Level level = root.getLevel();
    // A log that told of these migrations would be read as if they had happened.
    root.setLevel(Level.OFF);
    String trouble = null;
    try {
      play();
    } catch (IOException | RuntimeException broken) {
      trouble = broken.toString();
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    } finally {
      root.setLevel(level);
    }
    if (trouble != null) {
      LoggerFactory.getLogger(Rehearsal.class)
          .warn("the first migration will be slow, the rehearsal broke off: {}", trouble);
    }
  }

  /** The rehearsal itself; {@link #run} is what nothing comes of. */
  static void play() throws IOException, InterruptedException {
    Inventory inventory = new Inventory(new MemoryStore<>(DataCenter.EMPTY), Time.REAL);
    RehearsalAgents agents = new RehearsalAgents(inventory);
    Orchestration orchestration =
        new Orchestration(inventory, agents, new SplittableRandom(), Time.REAL);
    ClusterViews views = ClusterViews.of(new Telemetry(System::nanoTime), orchestration, Time.REAL);
    Decisions decisions = new Decisions(PlanLog.NONE, Manager.VERSION);
    try (Evacuations evacuations =
            Evacuations.start(inventory, orchestration, views, decisions, Time.REAL);
        Balancer balancer = Balancer.start(inventory, orchestration, views, decisions, Time.REAL);
        PowerSaver saver =
            PowerSaver.start(
                inventory,
                orchestration,
                balancer,
                new Telemetry(System::nanoTime),
                new PowerSwitches(Optional.empty()),
                Time.REAL)) {
      agents.connect();
      String address = InetAddress.getLoopbackAddress().getHostAddress();
      try (RestServer server =
          new RestServer(
              RestAddress.plain(address, 0),
              site(inventory, orchestration, evacuations, balancer, saver))) {
        new Rehearsal(server.port()).play(RehearsalAgents.HOSTS);
      }
    } finally {
      orchestration.close();
      inventory.close();
    }
  }

  private static Sites site(
      Inventory inventory,
      Orchestration orchestration,
      Evacuations evacuations,
      Balancer balancer,
      PowerSaver saver) {
    InventoryBook book = new InventoryBook(inventory);
    Accounts accounts = new Accounts(book, new SplittableRandom(), Time.REAL, note -> {});
    HostEnrolment enrolment = enrolment(inventory);
    return Sites.of(
        new Sites.Site(
            inventory,
            orchestration,
            enrolment,
            accounts,
            new OpenDoor(),
            Managers.alone(),
            Optional.empty(),
            new Chronicle(inventory, Archive.NONE),
            evacuations,
            balancer,
            saver));
  }

  /** Nobody but the rehearsal knows its port, and all there is to see is made up. */
  private static final class OpenDoor implements Entrance {
    @Override
    public Principal identify(Caller caller) {
      return Principal.byPassword(new UserName(VM), caller.address());
    }

    @Override
    public void require(Principal who, Need need) {
      // Whatever it is.
    }

    @Override
    public Sight visible(Principal who, Privilege privilege) {
      return lineage -> true;
    }
  }

  private static HostEnrolment enrolment(Inventory inventory) {
    SecureRandom random = new SecureRandom();
    return new HostEnrolment(
        Authority.inMemory(Time.REAL::instant, random),
        new EnrolmentRecords(inventory),
        Time.REAL::instant,
        random);
  }

  private void play(List<String> hosts) throws IOException {
    VmCreate.Disk disk = new VmCreate.Disk("shared", "rehearsal.qcow2", "QCOW2");
    VmCreate vm =
        new VmCreate(
            VM, hosts.getFirst(), 1, null, 1L << 30, null, null, null, List.of(disk), List.of());
    send("POST", ApiPaths.VMS, Json.LENIENT.writeValueAsString(vm));
    send("POST", ApiPaths.vmVerb(VM, "start"), "");
    for (int i = 1; i <= MIGRATIONS; i++) {
      move(hosts.get(i % hosts.size()));
    }
    send("GET", ApiPaths.HOSTS, "");
    send("GET", ApiPaths.VMS, "");
    send("GET", ApiPaths.vm("nobody"), "");
  }

  private void move(String to) throws IOException {
    String wish = Json.LENIENT.writeValueAsString(MigrateRequest.to(to));
    String answer = send("POST", ApiPaths.migrationsOf(VM), wish);
    int body = answer.indexOf("\r\n\r\n");
    if (!answer.startsWith("HTTP/1.1 202") || body < 0) {
      throw new IOException(answer);
    }
    MigrationView begun = Json.LENIENT.readValue(answer.substring(body), MigrationView.class);
    send("GET", ApiPaths.migrationEvents(begun.id()), "");
    send("GET", ApiPaths.migration(begun.id()), "");
  }

  /** A client of its own would be more to load than what it asks. */
  private String send(String method, String path, String body) throws IOException {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    String head =
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: rehearsal\r\nConnection: close\r\nContent-Length: "
            + content.length
            + "\r\n\r\n";
    try (Socket socket = new Socket(loopback, port)) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.getOutputStream().write((head + body).getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
