package io.godwit.agent.portion;

import io.godwit.model.host.ShareSupport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's way of dividing processors, if the agent may use it.
 *
 * @param groups null if not
 */
record Controller(@Nullable CpuGroups groups, ShareSupport support) {
  private static final Path PROC = Path.of("/proc");

  /** In the order of {@code /proc/self/mounts}. */
  private static final int PLACE = 1;

  private static final int TYPE = 2;
  private static final int OPTIONS = 3;

  /** Looks for it and tries it. */
  static Controller find(Path state, String host) {
    try {
      List<String> mounts = Files.readAllLines(PROC.resolve("self/mounts"));
      Optional<Path> root = root(mounts);
      if (root.isEmpty()) {
        return none(
            mounts.stream().anyMatch(mount -> column(mount, TYPE).equals("cgroup2"))
                ? "its kernel divides processors by cgroup v2, which is not used yet"
                : "no cgroup with the controller cpu is mounted");
      }
      Path home = home(root.get(), Files.readAllLines(PROC.resolve("self/cgroup")));
      CpuGroups groups = new CpuGroups(root.get(), home, host + "-" + place(state), PROC);
      return tried(groups, root.get());
    } catch (IOException unreadable) {
      return none("its kernel does not say what is mounted: " + unreadable.getMessage());
    }
  }

  private static Controller tried(CpuGroups groups, Path root) {
    try {
      groups.probe();
      return new Controller(groups, new ShareSupport(true, "by the kernel's cgroups in " + root));
    } catch (IOException refused) {
      return none("the agent may not make groups in " + root + ": " + refused.getMessage());
    }
  }

  private static Controller none(String why) {
    return new Controller(null, new ShareSupport(false, why));
  }

  /** Where the controller of cgroup v1 is mounted. */
  static Optional<Path> root(List<String> mounts) {
    return mounts.stream()
        .filter(mount -> column(mount, TYPE).equals("cgroup"))
        .filter(mount -> Arrays.asList(column(mount, OPTIONS).split(",")).contains("cpu"))
        .map(mount -> Path.of(column(mount, PLACE)))
        .findFirst();
  }

  /** Where the agent is, from lines as {@code 1:cpu,cpuacct:/system.slice}. */
  static Path home(Path root, List<String> memberships) {
    return memberships.stream()
        .map(line -> line.split(":", 3))
        .filter(parts -> parts.length > 2 && Arrays.asList(parts[1].split(",")).contains("cpu"))
        .map(parts -> root.resolve(parts[2].substring(1)))
        .filter(Files::isDirectory)
        .findFirst()
        .orElse(root);
  }

  private static String column(String mount, int which) {
    String[] columns = mount.split(" ", -1);
    return columns.length > which ? columns[which] : "";
  }

  /** Two agents of one machine, as in a lab, have two state directories. */
  private static String place(Path state) throws IOException {
    return Integer.toHexString(
        (Files.getAttribute(state, "unix:dev") + "." + Files.getAttribute(state, "unix:ino"))
            .hashCode());
  }
}
