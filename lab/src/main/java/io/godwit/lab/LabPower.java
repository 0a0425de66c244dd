package io.godwit.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The plugs of a lab's hosts. Managers call a program, as they would an administrator's; it leaves
 * a file, and waits for ours. One thread sees to it.
 *
 * <pre>
 *  manager ──► power/switch on|off|status HOST ──► power/ask/VERB.HOST.PID
 *                        ▲                                   │ this thread
 *                        └──── power/answer/VERB.HOST.PID ◄──┘
 * </pre>
 */
public final class LabPower implements AutoCloseable {
  private static final long LOOK_MS = 50;

  private static final String PROGRAM =
      """
      #!/bin/sh
      # on|off|status HOST: asks the lab, and waits for its answer.
      name="$1.$2.$$"
      : > "FOLDER/ask/$name" || exit 1
      tries=0
      while [ ! -e "FOLDER/answer/$name" ]; do
        tries=$((tries + 1))
        [ $tries -lt 300 ] || { echo "the lab does not answer" >&2; exit 1; }
        sleep 0.05
      done
      read -r status text < "FOLDER/answer/$name"
      rm -f "FOLDER/answer/$name"
      echo "$text"
      exit "$status"
      """;

  private final Path folder;
  private final List<String> names;
  private final Function<String, LabHost> hosts;
  private final Set<String> broken = ConcurrentHashMap.newKeySet();
  private final Thread thread;

  private LabPower(Path folder, List<String> names, Function<String, LabHost> hosts) {
    this.folder = folder;
    this.names = List.copyOf(names);
    this.hosts = hosts;
    this.thread = Thread.ofPlatform().daemon().name("lab-power").unstarted(this::serve);
  }

  /**
   * Lays the plugs.
   *
   * @param names of all hosts
   * @param hosts finds one by its name
   */
  static LabPower lay(Path folder, List<String> names, Function<String, LabHost> hosts)
      throws IOException {
    LabPower power = new LabPower(folder, names, hosts);
    Files.createDirectories(folder.resolve("ask"));
    Files.createDirectories(folder.resolve("answer"));
    Path program = Files.writeString(power.program(), PROGRAM.replace("FOLDER", folder.toString()));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    power.configure("5m", "15m");
    power.thread.start();
    return power;
  }

  private Path program() {
    return folder.resolve("switch");
  }

  /** What managers read. */
  static Path file(Path folder) {
    return folder.resolve("power.yaml");
  }

  /**
   * Tells managers how often to look and how long to wait; they read it anew each time.
   *
   * @param interval as {@code 5m}
   * @param patience as {@code 15m}
   */
  public void configure(String interval, String patience) throws IOException {
    StringBuilder text =
        new StringBuilder("interval: " + interval + "\npatience: " + patience + "\nhosts:\n");
    names.forEach(
        name -> text.append("  %s: {driver: command, program: %s}\n".formatted(name, program())));
    replace(file(folder), text.toString());
  }

  /** From now on the host takes the order to come on, and does not. */
  public void breakHost(String name) {
    broken.add(name);
  }

  /** It comes on again when it is told to. */
  public void mendHost(String name) {
    broken.remove(name);
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException cancelled) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve() {
    try {
      while (true) {
        answerAll();
        Thread.sleep(LOOK_MS);
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    } catch (IOException gone) {
      // The lab's folder was removed; nobody can ask any more.
    }
  }

  private void answerAll() throws IOException, InterruptedException {
    List<Path> asked;
    try (Stream<Path> all = Files.list(folder.resolve("ask"))) {
      asked = all.sorted().toList();
    }
    for (Path each : asked) {
      String name = each.getFileName().toString();
      Files.delete(each);
      replace(folder.resolve("answer").resolve(name), answer(name.split("\\.", -1)));
    }
  }

  private String answer(String[] asked) throws InterruptedException {
    if (asked.length != 3) {
      return "2 call it with on, off or status, and a host\n";
    }
    try {
      LabHost host = hosts.apply(asked[1]);
      return switch (asked[0]) {
        case "status" -> "0 " + (host.agentRuns() ? "on" : "off") + "\n";
        case "on" -> {
          if (!host.agentRuns() && !broken.contains(asked[1])) {
            host.launchAgent();
          }
          yield "0 \n";
        }
        case "off" -> {
          if (host.agentRuns()) {
            host.stopAgent();
          }
          host.killQemuProcesses();
          host.killTunnelProcesses();
          yield "0 \n";
        }
        default -> "2 call it with on, off or status, and a host\n";
      };
    } catch (LabException failed) {
      return "1 " + failed.getMessage() + "\n";
    }
  }

  private static void replace(Path file, String text) throws IOException {
    Path next = file.resolveSibling("." + file.getFileName());
    Files.writeString(next, text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
