package io.godwit.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Where the lab finds what it starts. {@code ./dev} and the launchers say so in the environment.
 *
 * @param java the JVM that runs agents, manager and client
 * @param distribution the folder with {@code lib} and {@code bin}
 * @param qemu a qemu-system-x86_64 that hosts use unless their options name another
 * @param qemuImage the qemu-img of the same release
 * @param guest the folder with the guest's {@code vmlinuz} and {@code initrd}
 * @param root where the lab keeps its files; on the sandbox's own tmpfs
 */
public record LabEnvironment(
    Path java, Path distribution, Path qemu, Path qemuImage, Path guest, Path root) {
  private static final Path ROOT = Path.of("/run/godwit-lab");

  /**
   * Reads GODWIT_DIST, GODWIT_QEMU, GODWIT_QEMU_IMG and GODWIT_GUEST.
   *
   * @throws LabException if this process is not in a sandbox, or something is not there
   */
  public static LabEnvironment fromEnvironment() {
    Map<String, String> variables = System.getenv();
    if (!"1".equals(variables.get("GODWIT_SANDBOX"))) {
      throw new LabException(
          "The lab must run in a sandbox, and this process does not. Start it with bin/godwit lab.");
    }
    return new LabEnvironment(
        Path.of(System.getProperty("java.home"), "bin", "java"),
        required(variables, "GODWIT_DIST", "lib"),
        required(variables, "GODWIT_QEMU", ""),
        required(variables, "GODWIT_QEMU_IMG", ""),
        required(variables, "GODWIT_GUEST", "vmlinuz"),
        ROOT);
  }

  private static Path required(Map<String, String> variables, String name, String inside) {
    String value = variables.get(name);
    if (value == null || value.isBlank()) {
      throw new LabException(name + " is not set. Start the lab with ./dev, which sets it.");
    }
    Path path = Path.of(value);
    if (!Files.exists(path.resolve(inside))) {
      throw new LabException(
          name + " is " + value + ", which is not there. Run ./dev setup, or set it right.");
    }
    return path.toAbsolutePath();
  }

  /** The command line of one of our own programs, the JVM tuned for a quick start. */
  List<String> javaCommand(String mainClass, String maxHeap) {
    return List.of(
        java.toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:-UsePerfData", // JVMs of several pid namespaces would take each other's in /tmp
        "-Xshare:auto",
        "-Djava.io.tmpdir=/run/tmp", // the sandbox's own
        "-Xmx" + maxHeap,
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-cp",
        distribution.resolve("lib") + "/*",
        mainClass);
  }
}
