package io.godwit.lab;

import io.godwit.lab.network.Topology;
import io.godwit.lab.process.Command;
import io.godwit.lab.process.Server;
import io.godwit.protocol.trust.Pem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The manager process, in a namespace of its own. */
public final class LabManager {
  static final int REST_PORT = 8080;
  static final int AGENT_PORT = 7443;

  private static final Duration READY_DEADLINE = Duration.ofSeconds(40);
  private static final Duration STOP_GRACE = Duration.ofSeconds(10);

  static final int PEER_PORT = 7450;

  private final int number;
  private final Path folder;
  private final List<String> command;
  private @Nullable Server server;

  LabManager(int number, Path folder, List<String> command) {
    this.number = number;
    this.folder = folder;
    this.command = command;
  }

  public String name() {
    return "m" + number;
  }

  /** What its program is started with. */
  List<String> command() {
    return command;
  }

  List<String> inside(List<String> other) {
    return Topology.enter(Topology.manager(number), other);
  }

  public URI uri() {
    return URI.create("https://" + Topology.managerAddress(number) + ":" + REST_PORT);
  }

  /** The certificate of the authority that everybody here trusts; there once the manager serves. */
  public X509Certificate authority() {
    Path file = folder.resolve("data/authority/ca.pem");
    try {
      return Pem.certificates(Files.readString(file)).getFirst();
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new LabException("The manager has made no authority: " + file + ".", unreadable);
    }
  }

  public Path log() {
    return folder.resolve("manager.log");
  }

  void launch() {
    server = Server.start("manager " + name(), inside(command), log(), "godwit-manager ready");
  }

  void awaitReady() throws InterruptedException {
    running().awaitReady(READY_DEADLINE);
  }

  /** Starts it and returns once it is ready. */
  public void start() throws InterruptedException {
    launch();
    awaitReady();
  }

  public void stop() throws InterruptedException {
    running().stop(STOP_GRACE);
  }

  public void kill() throws InterruptedException {
    running().kill();
  }

  /** It stands still as on a machine that swaps; its connections stay. */
  public void freeze() throws InterruptedException {
    Command.run("kill", "-STOP", Long.toString(running().pid()));
  }

  /** It goes on where it stood still. */
  public void thaw() throws InterruptedException {
    Command.run("kill", "-CONT", Long.toString(running().pid()));
  }

  void killIfStarted() throws InterruptedException {
    if (server != null) {
      server.kill();
    }
  }

  public boolean runs() {
    return server != null && server.isAlive();
  }

  /** The last lines of its log. */
  public String logEnd() {
    return running().logEnd();
  }

  private Server running() {
    if (server == null) {
      throw new LabException("The manager was never started.");
    }
    return server;
  }
}
