package io.godwit.agent.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;

/**
 * Whether QEMU may fetch its own missing memory, which post-copy rests on.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/mm/userfaultfd.html">userfaultfd</a>
 */
public final class UserFaults {
  private static final Path FOR_ALL = Path.of("/proc/sys/vm/unprivileged_userfaultfd");
  private static final Path DEVICE = Path.of("/dev/userfaultfd");

  private UserFaults() {}

  /** Whether the kernel lets this user. */
  public static boolean areAllowed(VmUser user) {
    boolean switched = user.mode() == VmUser.Mode.SWITCHED;
    boolean root = !switched && "root".equals(System.getProperty("user.name"));
    return (Files.exists(FOR_ALL) && (root || isForAll()))
        || (switched ? isOpenToOthers() : Files.isWritable(DEVICE));
  }

  private static boolean isForAll() {
    try {
      return Files.readString(FOR_ALL).strip().equals("1");
    } catch (IOException unreadable) {
      return false;
    }
  }

  private static boolean isOpenToOthers() {
    try {
      return Files.getPosixFilePermissions(DEVICE).contains(PosixFilePermission.OTHERS_WRITE);
    } catch (IOException none) {
      return false;
    }
  }
}
