package io.godwit.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.godwit.lab.process.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What one test's programs leave on this machine: processes, and changes around their sandbox. Each
 * look at the processes also remembers the namespaces they are in.
 */
final class Traces {
  static final Duration DEADLINE = Duration.ofSeconds(60);

  private static final List<String> KINDS = List.of("pid", "mnt", "net", "ipc", "uts", "user");

  private final String mark = "GODWIT_TEST_MARK=" + UUID.randomUUID();
  private final Set<String> ours;
  private final Set<String> theirs = new HashSet<>();
  private final Outside before;

  Traces() throws InterruptedException {
    this.ours = namespaces(Path.of("/proc/self"));
    this.before = Outside.now();
  }

  /** A process that is not a zombie, with its words as one text. */
  record Found(long pid, String words) {}

  /** Starts a program whose processes can be found again. */
  Launched launch(Path folder, String... command) {
    return Launched.start(mark, folder, List.of(command));
  }

  /** Processes with the mark, and whoever shares a namespace with one of them. */
  List<Found> processes() {
    List<Path> all = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
      folders.forEach(all::add);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    List<Path> marked = all.stream().filter(this::isMarked).toList();
    marked.forEach(process -> theirs.addAll(namespaces(process)));
    theirs.removeAll(ours);
    return all.stream()
        .filter(process ->
            marked.contains(process) || namespaces(process).stream().anyMatch(theirs::contains))
        .map(process ->
            new Found(
                Long.parseLong(process.getFileName().toString()),
                read(process.resolve("cmdline")).replace('\0', ' ')))
        .toList();
  }

  /** Returns the first process whose words fit, once there is one. */
  Found awaitProcess(String what, Predicate<String> words) {
    return await(what)
        .atMost(DEADLINE)
        .pollInterval(Duration.ofMillis(2))
        .until(
            () -> processes().stream().filter(found -> words.test(found.words())).findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  /** Everything is as it was before the test. */
  void assertNothingLeft() throws InterruptedException {
    await("the end of every process")
        .atMost(DEADLINE)
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(() -> assertThat(processes()).isEmpty());
    assertThat(Outside.now()).isEqualTo(before);
  }

  /** SIGKILLs whatever a failed test has left. */
  void kill() {
    processes()
        .forEach(found -> ProcessHandle.of(found.pid()).ifPresent(ProcessHandle::destroyForcibly));
  }

  private boolean isMarked(Path process) {
    return List.of(read(process.resolve("environ")).split("\0", -1)).contains(mark);
  }

  private static Set<String> namespaces(Path process) {
    Set<String> found = new HashSet<>();
    for (String kind : KINDS) {
      try {
        found.add(Files.readSymbolicLink(process.resolve("ns").resolve(kind)).toString());
      } catch (IOException ended) {
        // Or a zombie, which is in none.
      }
    }
    return found;
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException ended) {
      return "";
    }
  }

  /**
   * What a sandbox must leave alone.
   *
   * @param mounts of our mount namespace
   * @param links of our network namespace, and the named network namespaces
   * @param files below /run and /dev/net
   */
  record Outside(String mounts, String links, Set<String> files) {
    static Outside now() throws InterruptedException {
      try {
        Set<String> files = new TreeSet<>();
        for (Path folder : List.of(Path.of("/run"), Path.of("/dev/net"))) {
          try (Stream<Path> tree = Files.walk(folder)) {
            tree.map(Path::toString).forEach(files::add);
          }
        }
        return new Outside(
            Files.readString(Path.of("/proc/self/mountinfo")),
            Command.run("ip", "-brief", "link") + Command.run("ip", "netns"),
            files);
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }
  }
}
