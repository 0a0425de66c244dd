package io.godwit.manager;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A disk that is soon full: a tmpfs in a mount namespace that only those see who are started in it,
 * and that is gone with the process that holds it.
 */
public final class SmallDisk implements AutoCloseable {
  private static final int BLOCK = 1 << 12;

  private final Process holder;
  private final Path mounted;
  private final boolean root;

  /**
   * Mounts one.
   *
   * @param options of the tmpfs, as {@code size=64m,mode=0700}; the shell reads them
   */
  public static SmallDisk mount(Path at, String options) throws IOException {
    Files.createDirectories(at);
    boolean root = isRoot();
    List<String> command = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL", "unshare"));
    if (!root) {
      command.addAll(List.of("--user", "--map-root-user"));
    }
    command.addAll(
        List.of(
            "--mount",
            "sh",
            "-c",
            "mount -t tmpfs -o " + options + " tmpfs \"$1\" && echo mounted && exec sleep infinity",
            "sh",
            at.toString()));
    Process holder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String said = holder.inputReader().readLine();
    if (!"mounted".equals(said)) {
      holder.destroyForcibly();
      throw new IOException("no disk could be mounted at " + at);
    }
    return new SmallDisk(holder, at, root);
  }

  private SmallDisk(Process holder, Path mounted, boolean root) {
    this.holder = holder;
    this.mounted = mounted;
    this.root = root;
  }

  /** Whether a disk may be mounted that other users see, too. */
  public static boolean isRoot() {
    return "root".equals(ProcessHandle.current().info().user().orElse(""));
  }

  /** What to put before a command, so that it sees the disk. */
  public List<String> enter() {
    List<String> command = new ArrayList<>(List.of("nsenter", "--mount"));
    if (!root) {
      command.addAll(List.of("--user", "--preserve-credentials"));
    }
    command.addAll(List.of("--target", Long.toString(holder.pid()), "--"));
    return command;
  }

  /** Where this process sees what is on the disk. */
  public Path seen() {
    return Path.of("/proc/" + holder.pid() + "/root" + mounted);
  }

  /** Takes all the room but so much; delete what is returned to give it back. */
  public Path fill(long left) throws IOException {
    Path ballast = seen().resolve("ballast");
    byte[] block = new byte[BLOCK];
    try (OutputStream out = Files.newOutputStream(ballast)) {
      long room = room() - left;
      for (long written = 0; written < room; written += block.length) {
        out.write(block);
      }
    } catch (IOException perhapsFull) {
      if (room() > left + BLOCK) {
        throw perhapsFull;
      }
      // Others wrote meanwhile, and were quicker.
    }
    return ballast;
  }

  private long room() throws IOException {
    return Files.getFileStore(seen()).getUsableSpace();
  }

  @Override
  public void close() throws IOException {
    try {
      holder.destroyForcibly().waitFor();
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
      throw new IOException("the disk at " + mounted + " may still be there", impatient);
    }
  }
}
