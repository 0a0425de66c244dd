package io.godwit.agent.qemu;

import io.godwit.agent.platform.VmUser;
import io.godwit.model.vm.VmId;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * Where one VM's process has its socket and logs.
 *
 * <p>Logs are rings by trimming: QEMU appends, and once a log is larger than {@link #MAX_LOG_BYTES}
 * its older half is cut off. While no agent runs nothing is cut.
 */
record RunDirectory(Path path) {
  /** A kernel's boot prints some 50 KiB; a panic with its history fits many times. */
  static final int MAX_LOG_BYTES = 1024 * 1024;

  static final String QMP_SOCKET = "qmp.sock";

  static RunDirectory of(Path runDirectory, VmId vm) {
    return new RunDirectory(runDirectory.resolve("vm").resolve(vm.toString()));
  }

  Path qmpSocket() {
    return path.resolve(QMP_SOCKET);
  }

  Path consoleLog() {
    return path.resolve("console.log");
  }

  Path processLog() {
    return path.resolve("qemu.log");
  }

  /** Makes it anew, writable for the VM's user alone. */
  void create(VmUser user) throws IOException {
    Files.createDirectories(path);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
    user.own(path);
    Files.deleteIfExists(qmpSocket());
    for (Path log : List.of(consoleLog(), processLog())) {
      Files.write(log, new byte[0], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      user.own(log);
    }
  }

  /** Removes it with all that is in it; QEMU, which ends, may be removing its socket meanwhile. */
  void delete() throws IOException {
    for (Path each : List.of(qmpSocket(), consoleLog(), processLog(), path)) {
      Files.deleteIfExists(each);
    }
  }

  void trim() throws IOException {
    for (Path log : List.of(consoleLog(), processLog())) {
      if (Files.exists(log) && Files.size(log) > MAX_LOG_BYTES) {
        byte[] newer = tail(log, MAX_LOG_BYTES / 2);
        // The writer appends, so it goes on behind whatever the file holds then.
        Files.write(log, newer, StandardOpenOption.TRUNCATE_EXISTING);
      }
    }
  }

  /** The end of a log; empty if there is none. */
  static String text(Path log, int maxBytes) {
    try {
      return new String(tail(log, maxBytes), StandardCharsets.UTF_8);
    } catch (IOException none) {
      return "";
    }
  }

  private static byte[] tail(Path log, int maxBytes) throws IOException {
    try (SeekableByteChannel in = Files.newByteChannel(log)) {
      long size = in.size();
      in.position(Math.max(0, size - maxBytes));
      java.nio.ByteBuffer buffer = java.nio.ByteBuffer.allocate((int) Math.min(size, maxBytes));
      while (buffer.hasRemaining() && in.read(buffer) >= 0) {
        // Reads on until the end or the buffer's.
      }
      return java.util.Arrays.copyOf(buffer.array(), buffer.position());
    }
  }
}
