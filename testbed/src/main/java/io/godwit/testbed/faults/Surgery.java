package io.godwit.testbed.faults;

import io.godwit.lab.Lab;
import io.godwit.lab.LabException;
import io.godwit.lab.LabHost;
import io.godwit.lab.LabManager;
import io.godwit.lab.network.Topology;
import io.godwit.lab.network.Wire;
import io.godwit.lab.process.Command;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Strikes a lab, and puts right what it did. */
final class Surgery {
  /** Keepalive of two seconds with a deadline of four, and a little. */
  private static final Duration UNTIL_LINKS_END = Duration.ofSeconds(8);

  private static final Duration BRIEFLY = Duration.ofSeconds(2);
  private static final Duration QEMU_DEADLINE = Duration.ofSeconds(10);
  private static final String EMPTY = "tmpfs";
  private static final long MANY = 1000;
  private static final int ATTEMPTS = 20;
  private static final Path MEMORY = Path.of("/dev/shm");
  private static final int KEY_DIGITS = 64;

  private final Lab lab;
  private final LabHost source;
  private final LabHost destination;
  private final Path datastore;
  private final Deque<Remedy> remedies = new ArrayDeque<>();

  /** Undoes one thing. */
  private interface Remedy {
    void apply() throws InterruptedException, IOException;
  }

  /**
   * Prepares a lab.
   *
   * @param datastore the folder of the shared one
   */
  Surgery(Lab lab, LabHost source, LabHost destination, Path datastore)
      throws InterruptedException, IOException {
    this.lab = lab;
    this.source = source;
    this.destination = destination;
    this.datastore = datastore;
    Files.createDirectories(vms());
    Command.run("mount", "-t", EMPTY, "-o", "mode=0700,nr_inodes=" + MANY, EMPTY, vms().toString());
  }

  /** Where the destination's agent keeps its VMs: a disk of its own, so that it can be full. */
  private Path vms() {
    return destination.folder().resolve("state/vm");
  }

  void strike(Fault fault) throws InterruptedException, IOException {
    switch (fault) {
      case SOURCE_QEMU_KILLED -> kill(source);
      case DESTINATION_QEMU_KILLED -> kill(destination);
      case SOURCE_AGENT_KILLED -> killAgent(source);
      case DESTINATION_AGENT_KILLED -> killAgent(destination);
      case MANAGER_KILLED -> {
        LabManager leader = lab.leader();
        leader.kill();
        remedies.push(leader::start);
        heal();
      }
      case LINK_CUT_BRIEFLY -> {
        destination.cut(Wire.MANAGEMENT);
        remedies.push(() -> destination.restore(Wire.MANAGEMENT));
        Thread.sleep(BRIEFLY);
        heal();
      }
      case LINK_CUT -> {
        lose(source, destination);
        lose(destination, source);
      }
      case LINK_CUT_ONE_WAY -> lose(source, destination);
      case DESTINATION_DISK_FULL -> fill();
      case DATASTORE_GONE -> hide();
      case DESTINATION_OUT_OF_MEMORY -> shrink();
      case KEY_REFUSED -> changeKey(destination);
      case REPLY_LOST -> {
        lab.topology().cut(Topology.manager(1), Wire.MANAGEMENT);
        remedies.push(() -> lab.topology().restore(Topology.manager(1), Wire.MANAGEMENT));
        Thread.sleep(UNTIL_LINKS_END);
        heal();
      }
    }
  }

  /** Undoes everything that can be undone. */
  void heal() throws InterruptedException, IOException {
    for (Remedy remedy = remedies.poll(); remedy != null; remedy = remedies.poll()) {
      remedy.apply();
    }
  }

  /** Leaves nothing mounted. */
  void end() throws InterruptedException, IOException {
    heal();
    Command.run("umount", "--lazy", vms().toString());
  }

  private static void kill(LabHost host) throws InterruptedException {
    boolean there =
        Waiting.until(QEMU_DEADLINE, host::qemuProcesses, pids -> !pids.isEmpty()).isPresent();
    if (!there) {
      throw new LabException("No QEMU came to " + host.name() + " that could be killed.");
    }
    host.killQemuProcesses();
  }

  private void killAgent(LabHost host) throws InterruptedException {
    host.killAgent();
    remedies.push(host::startAgent);
  }

  private void lose(LabHost from, LabHost to) throws InterruptedException {
    List<String> route = List.of("blackhole", to.migrationAddress() + "/32");
    route(from, "add", route);
    remedies.push(() -> route(from, "del", route));
  }

  private static void route(LabHost host, String verb, List<String> route)
      throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("ip", "route", verb));
    command.addAll(route);
    Command.run(Topology.enter(host.name(), command), "");
  }

  /** As many files as there are, and no more; another may come while they are counted. */
  private void fill() throws InterruptedException {
    remedies.push(() -> room(MANY));
    for (int attempt = 1; ; attempt++) {
      String[] inodes =
          Command.run("stat", "-f", "-c", "%c %d", vms().toString()).strip().split(" ", 2);
      try {
        room(Long.parseLong(inodes[0]) - Long.parseLong(inodes[1]));
        return;
      } catch (LabException grown) {
        if (attempt == ATTEMPTS) {
          throw grown;
        }
      }
    }
  }

  private void room(long inodes) throws InterruptedException {
    Command.run("mount", "-o", "remount,nr_inodes=" + inodes, vms().toString());
  }

  private void hide() throws InterruptedException {
    Command.run("mount", "-t", EMPTY, "-o", "mode=0755", EMPTY, datastore.toString());
    remedies.push(() -> Command.run("umount", datastore.toString()));
  }

  /** QEMU reads it anew whenever somebody connects, a tunnel when it is told to. */
  private static void changeKey(LabHost host) throws InterruptedException, IOException {
    Path file =
        Waiting.until(QEMU_DEADLINE, Surgery::keys, found -> !found.isEmpty())
            .map(List::getFirst)
            .orElseThrow(() -> new LabException("No key came to the destination."));
    String key = Files.readString(file);
    Files.writeString(file, key.replaceFirst(":.*", ":" + "0".repeat(KEY_DIGITS)));
    for (long tunnel : host.tunnelProcesses()) {
      Command.run("kill", "-HUP", Long.toString(tunnel));
    }
  }

  /** Keys of arriving guests, and only those that have been written to their end. */
  private static List<Path> keys() {
    List<Path> keys = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(MEMORY, "godwit-*-in")) {
      for (Path folder : folders) {
        Path file = folder.resolve("keys.psk");
        if (Files.exists(file) && Files.readString(file).endsWith("\n")) {
          keys.add(file);
        }
      }
    } catch (IOException | DirectoryIteratorException gone) {
      keys.clear(); // it went while it was looked at
    }
    return keys;
  }

  private void shrink() throws InterruptedException, IOException {
    Path file = destination.folder().resolve("agent.yaml");
    String before = Files.readString(file);
    Files.writeString(file, before.replaceFirst("memory: \\d+MiB", "memory: 64MiB"));
    destination.restartAgent();
    lab.awaitConnected();
    remedies.push(() -> {
      Files.writeString(file, before);
      destination.restartAgent();
    });
  }
}
