package io.godwit.agent.platform;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Where programs of this host listen. */
public final class Ports {
  /** What the kernel calls a socket that listens. */
  private static final String LISTENS = "0A";

  private static final Path UNIX = Path.of("/proc/self/net/unix");

  /** The kernel's flag of a socket of the file system that listens. */
  private static final String ACCEPTS = "00010000";

  private static final List<Path> TABLES =
      List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));

  private Ports() {}

  /**
   * One that nobody uses now. Who takes it has to be ready to be too late.
   *
   * @throws GodwitException HOST_SETUP_FAILED
   */
  public static int free(String address) {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(address))) {
      return free.getLocalPort();
    } catch (IOException none) {
      throw new GodwitException(
          ErrorCode.HOST_SETUP_FAILED,
          "This host has no free port at " + address + ": " + none.getMessage() + ".",
          "Check that it is an address of this host.");
    }
  }

  /** Whether anybody listens at a socket of the file system, looked up without knocking. */
  public static boolean isListenedAt(Path socket) throws IOException {
    try (Stream<String> lines = Files.lines(UNIX)) {
      // An address, the count of references, the protocol, flags; the path is the last.
      return lines.anyMatch(
          line -> line.endsWith(" " + socket) && line.split("\\s+", 5)[3].equals(ACCEPTS));
    }
  }

  /** Whether anybody listens at a TCP port, looked up without knocking. */
  public static boolean isListenedAt(int port) throws IOException {
    String end = String.format(Locale.ROOT, ":%04X", port);
    for (Path table : TABLES) {
      if (!Files.exists(table)) {
        continue; // a kernel without IPv6
      }
      try (Stream<String> lines = Files.lines(table)) {
        // Its number, the local address, the other end's, the state.
        if (lines
            .map(line -> line.strip().split("\\s+", 5))
            .anyMatch(each -> each[1].endsWith(end) && each[3].equals(LISTENS))) {
          return true;
        }
      }
    }
    return false;
  }
}
