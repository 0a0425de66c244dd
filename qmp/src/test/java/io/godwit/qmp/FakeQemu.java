package io.godwit.qmp;

import io.godwit.model.host.QemuVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A QEMU made of one thread and a small state machine, behind a real unix socket. One client at a
 * time, any number after each other, as with QEMU. A test scripts it while it runs: each method
 * takes effect before it returns, and what it causes is on the wire in that order.
 */
public final class FakeQemu implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** How this QEMU was started. */
  public enum Start {
    RUNNING,
    /** With {@code -S}. */
    STOPPED,
    /** With {@code -incoming defer}. */
    INCOMING
  }

  /** What this QEMU does with a command. */
  private enum Manner {
    ANSWERS,
    /** Reads and carries out, but keeps the answers until released. */
    HOLDS_ANSWERS,
    /** Reads, and that is all. */
    SILENT,
    /** Does not even read. */
    DEAF
  }

  private record Refused(String errorClass, String description) {}

  private final Path socket;
  private final QemuVersion version;
  private final ServerSocketChannel server;
  private final FakeGuest guest;
  private final Thread thread;

  // All below is guarded by this.
  private @Nullable SocketChannel client;
  private @Nullable String hangUpAt;
  private Manner manner = Manner.ANSWERS;
  private byte @Nullable [] greetingInstead;
  private List<String> offered = List.of("oob");
  private final Deque<String> held = new ArrayDeque<>();
  private final Map<String, Refused> refusals = new HashMap<>();
  private final List<String> commands = new ArrayList<>();
  private boolean exiting;
  private boolean dead;

  private FakeQemu(Path socket, QemuVersion version, Start start) throws IOException {
    this.socket = socket;
    this.version = version;
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    this.guest = new FakeGuest(version, state(start), new Wire());
    server.bind(UnixDomainSocketAddress.of(socket));
    this.thread = Thread.ofVirtual().name("fake-qemu").unstarted(this::serve);
  }

  /** Starts one that listens at {@code socket} when this returns. */
  public static FakeQemu start(Path socket, QemuVersion version, Start start) {
    try {
      FakeQemu fake = new FakeQemu(socket, version, start);
      fake.thread.start();
      return fake;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** QEMU 10.0.2, its guest running. */
  public static FakeQemu start(Path socket) {
    return start(socket, new QemuVersion(10, 0, 2), Start.RUNNING);
  }

  public Path socket() {
    return socket;
  }

  public synchronized RunState runState() {
    return guest.state();
  }

  public synchronized MigrationStatus migration() {
    return guest.migration();
  }

  /** What migrate or migrate-incoming named; null before. */
  public synchronized @Nullable String migrationUri() {
    return guest.migrationUri();
  }

  public synchronized Map<String, Boolean> migrationCapabilities() {
    return guest.capabilities();
  }

  /** In QEMU's names and units. */
  public synchronized Map<String, JsonNode> migrationParameters() {
    return guest.parameters();
  }

  /** Source: STOP, MIGRATION completed, postmigrate. Destination: completed, RESUME, running. */
  public synchronized void completeMigration() {
    guest.completeMigration();
  }

  /** Source: MIGRATION failed, the guest goes on. Destination: failed, and QEMU exits. */
  public synchronized void failMigration(String reason) {
    guest.failMigration(reason);
    exitIfAsked();
  }

  /** As if another client had said {@code stop}. */
  public synchronized void pauseGuest() {
    guest.pause();
  }

  /** Source with pause-before-switchover: STOP, MIGRATION pre-switchover; waits to continue. */
  public synchronized void reachSwitchover() {
    guest.reachSwitchover();
  }

  /** All copies of disks have caught up. */
  public synchronized void mirrorsReady() {
    guest.disks().ready();
  }

  /** All copies of disks fail. */
  public synchronized void mirrorsFail(String error) {
    guest.disks().fail(error);
  }

  /** The node that the guest's first disk works on. */
  public synchronized String diskNode() {
    return guest.disks().node();
  }

  /** Nodes that were opened beside the guest's disks and not closed. */
  public synchronized Set<String> openedNodes() {
    return guest.disks().opened();
  }

  /** Disks that are served. */
  public synchronized Set<String> exports() {
    return guest.disks().exports();
  }

  /** Begins a round of precopy. */
  public synchronized void passMigration(long number) {
    guest.pass(number);
  }

  /** Sets members of query-migrate's {@code ram}, in QEMU's names and units. */
  public synchronized void ramStats(Map<String, ?> members) {
    guest.ramStats(members);
  }

  public synchronized void ignorePowerButton() {
    guest.answerPowerButtonWith(FakeGuest.PowerButton.IGNORED);
  }

  /** The guest shuts itself down: SHUTDOWN, then QEMU exits. */
  public synchronized void shutDownFromInside() {
    guest.shutDown("guest-shutdown");
    exitIfAsked();
  }

  public synchronized void emit(String event, Map<String, ?> data) {
    sendEvent(event, QmpCodec.tree(data));
  }

  /** What the next greetings offer; {@code oob} if never called. */
  public synchronized void offer(List<String> capabilities) {
    offered = List.copyOf(capabilities);
  }

  /** Every next client gets these bytes and no greeting. */
  public synchronized void greetWith(String bytes) {
    greetingInstead = bytes.getBytes(StandardCharsets.UTF_8);
  }

  /** The command is answered with an error from now on. */
  public synchronized void refuse(String command, String errorClass, String description) {
    refusals.put(command, new Refused(errorClass, description));
  }

  /** Commands are read and forgotten from now on; events still come. */
  public synchronized void fallSilent() {
    manner = Manner.SILENT;
  }

  /** After the next command nothing is read any more, until answers are released. */
  public synchronized void stopReading() {
    manner = Manner.DEAF;
  }

  /** Commands are carried out, but answered only at {@link #releaseAnswers}. */
  public synchronized void holdAnswers() {
    manner = Manner.HOLDS_ANSWERS;
  }

  public synchronized void releaseAnswers() {
    manner = Manner.ANSWERS;
    notifyAll();
    while (!held.isEmpty()) {
      send(held.removeFirst());
    }
  }

  /** As {@link #releaseAnswers}, last answer first. */
  public synchronized void releaseAnswersInReverse() {
    manner = Manner.ANSWERS;
    while (!held.isEmpty()) {
      send(held.removeLast());
    }
  }

  /** Sends bytes as they are; nothing is added. */
  public synchronized void sendRaw(String bytes) {
    send(bytes);
  }

  /** Hangs up on the present client and goes on listening. */
  public synchronized void hangUp() {
    closeQuietly(client);
    client = null;
  }

  /** As SIGKILL: the connection breaks and nobody listens any more. The socket's file stays. */
  public synchronized void die() {
    dead = true;
    closeQuietly(client);
    closeQuietly(server);
    notifyAll();
  }

  public synchronized boolean isDead() {
    return dead;
  }

  /** The names of all commands read so far, negotiation included. */
  public synchronized List<String> commands() {
    return List.copyOf(commands);
  }

  /** The next command of this name is carried out, and the client hears a broken connection. */
  public synchronized void hangUpAt(String command) {
    hangUpAt = command;
  }

  /** Waits until a command of this name was read. */
  public void awaitCommand(String name) throws InterruptedException {
    awaitThat("command " + name, () -> commands.contains(name));
  }

  /** Waits until so many commands were read, negotiation included. */
  public void awaitCommands(int count) throws InterruptedException {
    awaitThat(count + " commands", () -> commands.size() >= count);
  }

  public void awaitDeath() throws InterruptedException {
    awaitThat("its end", () -> dead);
  }

  private synchronized void awaitThat(String what, BooleanSupplier condition)
      throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        throw new AssertionError("FakeQemu waited in vain for " + what + "; it read " + commands);
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  @Override
  public void close() {
    die();
    try {
      Files.deleteIfExists(socket);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void serve() {
    while (!isDead()) {
      try {
        SocketChannel accepted = server.accept();
        welcome(accepted);
        LineReader lines = new LineReader(accepted, QmpLimits.DEFAULT.maxLineBytes());
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
          receive(QmpCodec.parse(line));
        }
        closeQuietly(accepted);
      } catch (IOException gone) {
        // The client or the server side was closed; the loop's condition tells which.
      } catch (InterruptedException over) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private synchronized void welcome(SocketChannel accepted) throws IOException {
    client = accepted;
    if (greetingInstead != null) {
      accepted.write(ByteBuffer.wrap(greetingInstead));
      return;
    }
    ObjectNode greeting = QmpCodec.object();
    ObjectNode body = greeting.putObject("QMP");
    body.set("version", versionNode(version));
    body.set("capabilities", QmpCodec.tree(offered));
    send(greeting + "\r\n");
  }

  private synchronized void receive(JsonNode message) throws InterruptedException {
    boolean inBand = message.has("execute");
    String name = message.path(inBand ? "execute" : "exec-oob").asString();
    commands.add(inBand ? name : "oob:" + name);
    notifyAll();
    while (manner == Manner.DEAF && !dead) {
      wait();
    }
    if (manner == Manner.SILENT) {
      return;
    }
    String answer = answer(name, message) + "\r\n";
    if (name.equals(hangUpAt)) {
      hangUpAt = null;
      hangUp();
      return;
    }
    if (manner == Manner.HOLDS_ANSWERS && inBand) {
      held.add(answer);
    } else {
      send(answer);
    }
    exitIfAsked();
  }

  private ObjectNode answer(String name, JsonNode message) {
    ObjectNode answer = QmpCodec.object();
    try {
      Refused refused = refusals.get(name);
      if (refused != null) {
        throw new FakeGuest.Refusal(refused.errorClass, refused.description);
      }
      answer.set(
          "return",
          name.equals("qmp_capabilities")
              ? QmpCodec.object()
              : guest.execute(name, message.path("arguments")));
    } catch (FakeGuest.Refusal refusal) {
      answer
          .putObject("error")
          .put("class", refusal.errorClass())
          .put("desc", refusal.getMessage());
    }
    answer.set("id", message.path("id"));
    return answer;
  }

  private void exitIfAsked() {
    if (exiting) {
      die();
    }
  }

  private void sendEvent(String name, JsonNode data) {
    Instant now = Instant.now();
    ObjectNode event = QmpCodec.object();
    event
        .putObject("timestamp")
        .put("seconds", now.getEpochSecond())
        .put("microseconds", now.getNano() / 1_000);
    event.put("event", name);
    if (!data.isEmpty()) {
      event.set("data", data);
    }
    send(event + "\r\n");
  }

  private void send(String text) {
    if (client == null) {
      return;
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        client.write(bytes);
      }
    } catch (IOException gone) {
      client = null; // As QEMU: what nobody reads is lost.
    }
  }

  static ObjectNode versionNode(QemuVersion version) {
    ObjectNode node = QmpCodec.object();
    node.putObject("qemu")
        .put("major", version.major())
        .put("minor", version.minor())
        .put("micro", version.micro());
    return node.put("package", "");
  }

  private static RunState state(Start start) {
    return switch (start) {
      case RUNNING -> RunState.RUNNING;
      case STOPPED -> RunState.PRELAUNCH;
      case INCOMING -> RunState.INMIGRATE;
    };
  }

  private static void closeQuietly(@Nullable AutoCloseable channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (Exception ignored) {
      // It is gone either way.
    }
  }

  /** Takes what the guest does to the wire; called under this QEMU's lock. */
  private final class Wire implements FakeGuest.Sink {
    @Override
    public void event(String name, JsonNode data) {
      sendEvent(name, data);
    }

    @Override
    public void exit() {
      exiting = true;
    }
  }
}
