package io.godwit.agent.storage;

import io.godwit.agent.config.AgentConfig;
import io.godwit.agent.platform.VmUser;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.Datastore;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.vm.Boot;
import io.godwit.model.vm.DatastoreFile;
import io.godwit.model.vm.DiskSpec;
import io.godwit.model.vm.VmSpec;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/** Finds datastores' files on this host. Immutable; safe for all threads. */
public final class Datastores {
  private final SortedMap<DatastoreName, AgentConfig.Mount> mounts;
  private final VmUser user;

  public Datastores(SortedMap<DatastoreName, AgentConfig.Mount> mounts, VmUser user) {
    this.mounts = mounts;
    this.user = user;
  }

  /** What is mounted here now: a configured directory that is absent is left out. */
  public List<Datastore> mounted() {
    return mounts.entrySet().stream()
        .filter(e -> Files.isDirectory(e.getValue().path()))
        .map(e -> new Datastore(e.getKey(), e.getValue().reach()))
        .toList();
  }

  /**
   * Refuses a spec whose files are not all here.
   *
   * @throws GodwitException {@code DATASTORE_UNKNOWN} or {@code DISK_MISSING}
   */
  public void check(VmSpec spec) {
    check(spec, Set.of());
  }

  /**
   * As the other, but for disks that are going to be made.
   *
   * @param absent which they are, by their places among the VM's disks
   */
  public void check(VmSpec spec, Set<Integer> absent) {
    for (int i = 0; i < spec.disks().size(); i++) {
      if (!absent.contains(i)) {
        existing(spec.disks().get(i).file());
      }
    }
    if (spec.boot() instanceof Boot.Kernel kernel) {
      existing(kernel.kernel());
      existing(kernel.initrd());
    }
  }

  /** Lets the VMs' user write the disks. */
  public void own(List<DiskSpec> disks) {
    for (DiskSpec disk : disks) {
      Path file = existing(disk.file());
      try {
        user.own(file);
      } catch (IOException refused) {
        throw new GodwitException(
            ErrorCode.HOST_SETUP_FAILED,
            "Disk "
                + disk.file()
                + " cannot be given to user "
                + user
                + ": "
                + refused.getMessage()
                + ".",
            "Let root change owners in this datastore, or set vmUser to root.");
      }
    }
  }

  /** Where a file of a datastore is on this host; it exists. */
  public Path existing(DatastoreFile file) {
    Path root = root(file);
    Path path = root.resolve(file.path());
    if (!Files.isRegularFile(path) || leaves(root, path)) {
      throw new GodwitException(
          ErrorCode.DISK_MISSING,
          "There is no file " + file + " on this host (" + path + ").",
          "Put it there, or correct the path in the VM's spec.");
    }
    return path;
  }

  /** Where a file of a datastore is, or would be, on this host. */
  Path place(DatastoreFile file) {
    Path root = root(file);
    Path path = root.resolve(file.path());
    Path above = path.getParent();
    while (above != null && !Files.exists(above)) {
      above = above.getParent();
    }
    if (above == null || leaves(root, above)) {
      throw new GodwitException(
          ErrorCode.SPEC_INVALID,
          "The path " + file + " leads out of its datastore on this host.",
          "Name another path, or remove the symbolic link in it.");
    }
    return path;
  }

  /** The directory of a file's datastore. */
  Path root(DatastoreFile file) {
    return root(file.datastore());
  }

  /** The directory of a datastore. */
  Path root(DatastoreName name) {
    AgentConfig.Mount mount = mounts.get(name);
    if (mount == null || !Files.isDirectory(mount.path())) {
      throw new GodwitException(
          ErrorCode.DATASTORE_UNKNOWN,
          "This host has no datastore " + name + " mounted.",
          "Mount it and name it in the host's agent configuration.");
    }
    return mount.path();
  }

  /** Whether no other host sees what is there. */
  boolean isLocal(DatastoreName name) {
    AgentConfig.Mount mount = mounts.get(name);
    return mount != null && mount.reach() == Datastore.Reach.LOCAL;
  }

  /**
   * Whether a file can be opened past the page cache. Hosts that share a datastore must not keep
   * pages of their own; a file system without direct I/O (an older tmpfs) is never shared.
   */
  public boolean takesDirectIo(Path file) {
    try (FileChannel open = FileChannel.open(file, StandardOpenOption.READ, direct())) {
      return open.isOpen();
    } catch (IOException | UnsupportedOperationException refused) {
      return false;
    }
  }

  /** O_DIRECT. Its class is supported (jdk.unsupported), but javac warns wherever it is named. */
  private static OpenOption direct() {
    try {
      Class<?> options = Class.forName("com.sun.nio.file.ExtendedOpenOption");
      return (OpenOption) options.getField("DIRECT").get(null);
    } catch (ReflectiveOperationException absent) {
      throw new UnsupportedOperationException(absent);
    }
  }

  /** Whether a symbolic link leads out of the datastore. */
  private static boolean leaves(Path root, Path file) {
    try {
      return !file.toRealPath().startsWith(root.toRealPath());
    } catch (IOException gone) {
      return true;
    }
  }
}
