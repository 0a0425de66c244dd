package io.godwit.testbed.bench.manager;

import io.godwit.protocol.client.ApiClient;
import io.godwit.protocol.client.Credentials;
import io.godwit.protocol.trust.Identity;
import io.godwit.protocol.trust.PeerTrust;
import io.godwit.protocol.trust.Pem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A manager as it is started in production, in a folder and on ports of its own. */
final class ManagerProcess implements AutoCloseable {
  private static final String PASSWORD = "a password for a benchmark";
  private static final Duration READY = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(20);

  /** As {@code jcmd PID GC.heap_info} says it, whichever collector it is. */
  private static final Pattern USED = Pattern.compile("used (\\d+)K");

  private final Path folder;
  private final String heap;
  private final int rest;
  private final int agents;
  private @Nullable Process process;

  ManagerProcess(Path folder, String heap) throws IOException {
    this.folder = folder;
    this.heap = heap;
    List<Integer> ports = freePorts();
    this.rest = ports.get(0);
    this.agents = ports.get(1);
    Path password = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
    Files.writeString(
        folder.resolve("manager.yaml"),
        """
        data: %s
        rest: 127.0.0.1:%d
        agents: 127.0.0.1:%d
        peer: 127.0.0.1:%d
        initialAdminPasswordFile: %s
        """
            .formatted(folder.resolve("data"), rest, agents, ports.get(2), password));
  }

  /** Starts it; returns how long it took until it served. */
  Duration start() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx" + heap,
            "-XX:+UseG1GC",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            "io.godwit.manager.Main",
            "--config",
            folder.resolve("manager.yaml").toString()));
    long begun = System.nanoTime();
    Path log = folder.resolve("log-" + begun);
    // Straight to a file: a busy reader of ours would hold the manager up.
    process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    while (!Files.readString(log).contains("\ngodwit-manager ready")) {
      if (!process.isAlive() || System.nanoTime() - begun > READY.toNanos()) {
        throw new IOException("the manager does not serve: " + Files.readString(log));
      }
      Thread.sleep(POLL);
    }
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  void kill() throws InterruptedException {
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
  }

  String agents() {
    return "127.0.0.1:" + agents;
  }

  URI uri() {
    return URI.create("https://localhost:" + rest);
  }

  /**
   * Its API as its administrator, who logs in once: a password costs a deliberate fraction of a
   * second.
   */
  ApiClient api() throws IOException {
    Path authority = folder.resolve("data/authority/ca.pem");
    Optional<PeerTrust> trust =
        Optional.of(
            PeerTrust.in(
                Pem.certificates(Files.readString(authority)).getFirst(),
                Identity.Role.MANAGER,
                InstantSource.system()));
    String token;
    try (ApiClient once =
        new ApiClient(List.of(uri()), trust, new Credentials.Password("admin", PASSWORD))) {
      token = once.identities().login("admin", PASSWORD).token();
    }
    return new ApiClient(List.of(uri()), trust, new Credentials.Token(token));
  }

  /** Bytes of the heap that are in use once what nobody needs is gone. */
  long liveHeap() throws IOException, InterruptedException {
    jcmd("GC.run");
    Matcher used = USED.matcher(jcmd("GC.heap_info"));
    if (!used.find()) {
      throw new IOException("jcmd did not say how much of the heap is used");
    }
    return Long.parseLong(used.group(1)) * 1024;
  }

  private String jcmd(String command) throws IOException, InterruptedException {
    Process asking =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid()),
                command)
            .redirectErrorStream(true)
            .start();
    String said = new String(asking.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (asking.waitFor() != 0) {
      throw new IOException("jcmd: " + said);
    }
    return said;
  }

  long pid() {
    if (process == null) {
      throw new IllegalStateException("the manager was never started");
    }
    return process.pid();
  }

  /** One for people, one for agents, and the first of three for other managers. */
  private static List<Integer> freePorts() throws IOException {
    List<ServerSocket> taken = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        taken.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return taken.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : taken) {
        socket.close();
      }
    }
  }

  @Override
  public void close() {
    try {
      kill();
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }
}
