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
  private static final String CPU = "cpu";

  /** In the order of {@code /proc/self/mounts}. */
  private static final int PLACE = 1;

  private static final int TYPE = 2;
  private static final int OPTIONS = 3;

  /**
   * Where it is.
   *
   * @param root where it is mounted
   */
  record Place(Cgroup version, Path root) {}

  /** Looks for it and tries it. */
  static Controller find(Path state, String host) {
    try {
      Optional<Place> found = place(Files.readAllLines(PROC.resolve("self/mounts")));
      if (found.isEmpty()) {
        return none("no cgroup with the controller cpu is mounted");
      }
      Place place = found.get();
      Path home = home(place, Files.readAllLines(PROC.resolve("self/cgroup")));
      String name = host + "-" + nameOf(state);
      return tried(new CpuGroups(place.version(), place.root(), home, name, PROC), place);
    } catch (IOException unreadable) {
      return none("its kernel does not say what is mounted: " + unreadable.getMessage());
    }
  }

  private static Controller tried(CpuGroups groups, Place place) {
    try {
      groups.probe();
      return new Controller(
          groups,
          new ShareSupport(
              true,
              "by the kernel's cgroups of version "
                  + place.version().number()
                  + " in "
                  + place.root()));
    } catch (IOException refused) {
      return none("the agent may not make groups in " + place.root() + ": " + refused.getMessage());
    }
  }

  private static Controller none(String why) {
    return new Controller(null, new ShareSupport(false, why));
  }

  /** Of version 1 if both are mounted: a controller is in one of them only. */
  static Optional<Place> place(List<String> mounts) throws IOException {
    for (String mount : mounts) {
      if (column(mount, TYPE).equals("cgroup")
          && Arrays.asList(column(mount, OPTIONS).split(",")).contains(CPU)) {
        return Optional.of(new Place(Cgroup.V1, Path.of(column(mount, PLACE))));
      }
    }
    for (String mount : mounts) {
      if (column(mount, TYPE).equals("cgroup2")) {
        Path root = Path.of(column(mount, PLACE));
        Path controllers = root.resolve("cgroup.controllers");
        if (Files.isReadable(controllers) && Cgroup.names(controllers, CPU)) {
          return Optional.of(new Place(Cgroup.V2, root));
        }
      }
    }
    return Optional.empty();
  }

  /** Where the agent is, from lines as {@code 1:cpu,cpuacct:/system.slice}; version 2 is 0. */
  static Path home(Place place, List<String> memberships) {
    return memberships.stream()
        .map(line -> line.split(":", 3))
        .filter(parts -> parts.length > 2 && isOf(place.version(), parts))
        .map(parts -> place.root().resolve(parts[2].substring(1)))
        .filter(Files::isDirectory)
        .findFirst()
        .orElse(place.root());
  }

  private static boolean isOf(Cgroup version, String[] membership) {
    return switch (version) {
      case V1 -> Arrays.asList(membership[1].split(",")).contains(CPU);
      case V2 -> membership[0].equals("0");
    };
  }

  private static String column(String mount, int which) {
    String[] columns = mount.split(" ", -1);
    return columns.length > which ? columns[which] : "";
  }

  /** Two agents of one machine, as in a lab, have two state directories. */
  private static String nameOf(Path state) throws IOException {
    return Integer.toHexString(
        (Files.getAttribute(state, "unix:dev") + "." + Files.getAttribute(state, "unix:ino"))
            .hashCode());
  }
}
