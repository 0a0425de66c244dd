package io.godwit.agent.tunnel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.godwit.agent.platform.Ports;
import io.godwit.agent.platform.SecretFolders;
import io.godwit.agent.platform.VmUser;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.TransferKey;
import io.godwit.qmp.TlsEnd;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This host's ends of tunnels, at most one of each kind for a migration. An agent that is started
 * again finds them by their folders. Safe for all threads that do not name the same migration.
 */
public final class Tunnels {
  private static final Logger LOG = LoggerFactory.getLogger(Tunnels.class);

  /** It listens within 50 ms on a quiet machine; a busy host may take seconds. */
  private static final Duration START_DEADLINE = Duration.ofSeconds(10);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

  /** Another program may take the port first. */
  private static final int ATTEMPTS = 3;

  private static final int LAST_WORDS = 300;

  private static final String SECRETS = "keys.psk";
  private static final String CONFIGURATION = "tunnel.conf";
  private static final String LOG_FILE = "tunnel.log";
  private static final String PORT = "port";
  private static final String QEMU_SOCKET = "qemu.sock";
  private static final String STUNNEL_SOCKET = "stunnel.sock";

  private final SecretFolders folders;
  private final VmUser user;
  private final Optional<Programs> programs;

  /** What this agent has started itself, which need not be looked for while a guest waits. */
  private final Map<String, List<Process>> started = new ConcurrentHashMap<>();

  /**
   * Uses the programs that this host has.
   *
   * @param folders for keys
   * @param user tunnels run as
   */
  public Tunnels(SecretFolders folders, VmUser user) {
    this(folders, user, Programs.find());
  }

  Tunnels(SecretFolders folders, VmUser user, Optional<Programs> programs) {
    this.folders = folders;
    this.user = user;
    this.programs = programs;
  }

  /** What has been started, and when it is of use. */
  private record Opening(List<Process> processes, Condition listens) {}

  private interface Condition {
    boolean test() throws IOException;
  }

  private interface Maker {
    Opening make(Path folder) throws IOException;
  }

  /** Whether this host can have any. */
  public boolean arePossible() {
    return programs.isPresent() && folders.arePossible();
  }

  /**
   * Opens the end that a copy comes to; {@link #port} says where.
   *
   * @return the socket at which QEMU has to listen; it need not yet
   * @throws GodwitException HOST_SETUP_FAILED
   */
  public Path accept(MigrationId migration, TransferKey key, String address)
      throws InterruptedException {
    return open(
        name(migration, TlsEnd.SERVER),
        folder -> {
          int port = Ports.free(address);
          folders.put(folder, PORT, bytes(Integer.toString(port)));
          Path secrets = folders.put(folder, SECRETS, bytes(Programs.secrets(key)));
          Path qemu = folder.resolve(QEMU_SOCKET);
          Process stunnel = stunnel(folder, Programs.server(secrets, address, port, qemu));
          return new Opening(List.of(stunnel), () -> Ports.isListenedAt(port));
        });
  }

  /**
   * Opens the end that a copy leaves by.
   *
   * @param address the other end's
   * @return the socket to which QEMU has to connect
   * @throws GodwitException HOST_SETUP_FAILED
   */
  public Path connect(MigrationId migration, TransferKey key, String address, int port)
      throws InterruptedException {
    return open(
        name(migration, TlsEnd.CLIENT),
        folder -> {
          Path secrets = folders.put(folder, SECRETS, bytes(Programs.secrets(key)));
          Path qemu = folder.resolve(QEMU_SOCKET);
          Path inner = folder.resolve(STUNNEL_SOCKET);
          Process stunnel = stunnel(folder, Programs.client(secrets, inner, address, port));
          Process relay = start(folder, programs.orElseThrow().relay(qemu, inner));
          return new Opening(
              List.of(stunnel, relay), () -> Ports.isListenedAt(inner) && Ports.isListenedAt(qemu));
        });
  }

  /** The port that a copy comes to, if it comes by a tunnel. */
  public OptionalInt port(MigrationId migration) {
    Path file = folders.at(name(migration, TlsEnd.SERVER)).resolve(PORT);
    try {
      return Files.exists(file)
          ? OptionalInt.of(Integer.parseInt(Files.readString(file)))
          : OptionalInt.empty();
    } catch (IOException | NumberFormatException unreadable) {
      LOG.warn("{} cannot be read: {}", file, unreadable.toString());
      return OptionalInt.empty();
    }
  }

  /** Ends it, and what is under way in it. Where there is none, nothing is done. */
  public void close(MigrationId migration, TlsEnd end) {
    close(name(migration, end));
  }

  /**
   * Ends those that an earlier agent left, and removes all keys with them.
   *
   * @param isNeeded whether a migration still goes on here
   */
  public void closeAllBut(Predicate<MigrationId> isNeeded) {
    for (String name : folders.names()) {
      if (!isNeeded.test(new MigrationId(name.replaceFirst("(-tunnel)?-(in|out)$", "")))) {
        close(name);
      }
    }
  }

  private Path open(String name, Maker maker) throws InterruptedException {
    boolean opened = false;
    try {
      String words = "";
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        close(name);
        Path folder = folders.make(name);
        Opening opening = maker.make(folder);
        started.put(name, opening.processes());
        opened = isReady(opening);
        if (opened) {
          return folder.resolve(QEMU_SOCKET);
        }
        words = lastWords(folder);
      }
      throw failed("it does not listen: " + words);
    } catch (IOException refused) {
      throw failed(refused.toString());
    } finally {
      if (!opened) {
        close(name);
      }
    }
  }

  private static boolean isReady(Opening opening) throws IOException, InterruptedException {
    long end = System.nanoTime() + START_DEADLINE.toNanos();
    while (opening.processes().stream().allMatch(Process::isAlive) && System.nanoTime() < end) {
      if (opening.listens().test()) {
        return true;
      }
      Thread.sleep(LOOK_AGAIN);
    }
    return false;
  }

  private Process stunnel(Path folder, String words) throws IOException {
    Path configuration = folders.put(folder, CONFIGURATION, bytes(words));
    return start(
        folder, List.of(programs.orElseThrow().stunnel().toString(), configuration.toString()));
  }

  private Process start(Path folder, List<String> program) throws IOException {
    List<String> command = new ArrayList<>(List.of("setsid", "--"));
    command.addAll(user.prefix());
    command.addAll(program);
    File log = folder.resolve(LOG_FILE).toFile();
    return new ProcessBuilder(command)
        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
        .start();
  }

  private void close(String name) {
    List<Process> own = started.remove(name);
    Path folder = folders.at(name);
    if (own != null) {
      own.forEach(Process::destroyForcibly);
    } else if (Files.exists(folder)) {
      kill(folder + "/");
    }
    folders.erase(name);
  }

  /** Kills what an earlier agent has told of the folder: no other process was told of it. */
  private static void kill(String folder) {
    ProcessHandle.allProcesses()
        .filter(process -> isToldOf(process, folder))
        .forEach(ProcessHandle::destroyForcibly);
  }

  private static boolean isToldOf(ProcessHandle process, String folder) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"), ISO_8859_1)
          .contains(folder);
    } catch (IOException gone) {
      return false;
    }
  }

  private static String lastWords(Path folder) throws IOException {
    String words = Files.readString(folder.resolve(LOG_FILE)).strip();
    return words.isEmpty()
        ? "it printed nothing"
        : words.substring(Math.max(0, words.length() - LAST_WORDS));
  }

  private GodwitException failed(String why) {
    return new GodwitException(
        ErrorCode.HOST_SETUP_FAILED,
        "The encrypted tunnel of a migration could not be opened on this host (" + why + ").",
        "Check the packages stunnel4 and socat and that "
            + folders
            + " has room, or migrate with encryption off.");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String name(MigrationId migration, TlsEnd end) {
    return migration + (end == TlsEnd.SERVER ? "-tunnel-in" : "-tunnel-out");
  }
}
