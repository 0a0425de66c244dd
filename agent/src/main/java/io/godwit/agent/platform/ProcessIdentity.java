package io.godwit.agent.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One process for ever: a pid alone is used again.
 *
 * @param pid its number
 * @param startTicks when it started, clock ticks since boot (field 22 of {@code /proc/PID/stat})
 * @param bootId which boot of the host that was
 */
public record ProcessIdentity(long pid, long startTicks, String bootId) {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  /** The process that has this pid now, unless there is none or it is a zombie. */
  public static Optional<ProcessIdentity> of(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      // The command's name may hold blanks and brackets; fields are counted after its end.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      if (fields[0].equals("Z") || fields[0].equals("X")) {
        return Optional.empty();
      }
      String boot = Files.readString(BOOT_ID).strip();
      return Optional.of(new ProcessIdentity(pid, Long.parseLong(fields[19]), boot));
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException gone) {
      return Optional.empty();
    }
  }

  /** Whether this very process still lives. */
  public boolean isAlive() {
    return of(pid).filter(this::equals).isPresent();
  }

  /** Kills it with SIGKILL if it still lives. */
  public void kill() {
    if (isAlive()) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
  }
}
