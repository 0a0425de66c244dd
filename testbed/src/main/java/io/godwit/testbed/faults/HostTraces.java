package io.godwit.testbed.faults;

import io.godwit.agent.platform.SecretFolders;
import io.godwit.agent.platform.VmUser;
import io.godwit.lab.LabHost;
import io.godwit.lab.network.Topology;
import io.godwit.lab.process.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What VMs leave on a host, looked up past the agent.
 *
 * @param qemus pids of QEMU processes
 * @param tunnels pids of those that carry copies
 * @param taps names of taps
 * @param definitions names of the agent's files about VMs
 * @param runDirectories names of the folders of VMs' sockets and logs
 * @param secrets names of the folders of migrations' keys and tunnels
 */
public record HostTraces(
    List<Long> qemus,
    List<Long> tunnels,
    List<String> taps,
    List<String> definitions,
    List<String> runDirectories,
    List<String> secrets) {
  /** A host on which no VM ever was. */
  public static final HostTraces NONE =
      new HostTraces(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

  /** Reads them now. */
  public static HostTraces of(LabHost host) {
    return new HostTraces(
        host.qemuProcesses(),
        host.tunnelProcesses(),
        taps(host.name()),
        names(host.folder().resolve("state/vm")),
        names(host.folder().resolve("run/vm")),
        secrets(host.folder().resolve("run")));
  }

  private static List<String> taps(String namespace) {
    try {
      String links =
          Command.run(Topology.enter(namespace, List.of("ip", "-brief", "link", "show")), "");
      return links
          .lines()
          .map(line -> line.split("[ @]", 2)[0])
          .filter(name -> name.startsWith("gw"))
          .sorted()
          .toList();
    } catch (InterruptedException cancelled) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while looking for taps", cancelled);
    }
  }

  private static List<String> secrets(Path runDirectory) {
    VmUser any = new VmUser(VmUser.Mode.SAME, 0, "whoever looks");
    return new SecretFolders(Path.of("/dev/shm"), runDirectory, any).names();
  }

  private static List<String> names(Path folder) {
    if (!Files.exists(folder)) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      files.map(file -> file.getFileName().toString()).sorted().forEach(names::add);
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
    return names;
  }
}
