package io.godwit.manager.rest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections that send nothing, held by a process of their own: both ends in one would need twice
 * the open files that many machines allow. They end with the process.
 */
final class SilentConnections implements AutoCloseable {
  private static final String OPEN = "open";

  private final Process process;

  /** Returns once all of them are open. */
  SilentConnections(int port, int count) throws IOException {
    process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                SilentConnections.class.getName(),
                Integer.toString(port),
                Integer.toString(count))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    if (!OPEN.equals(said.readLine())) {
      process.destroyForcibly();
      throw new IOException("could not open " + count + " connections; see what it said above");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** The process: holds what it has opened until its input ends. */
  public static void main(String[] arguments) throws IOException {
    InetSocketAddress at =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
    List<SocketChannel> open = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
      open.add(SocketChannel.open(at));
    }
    System.out.println(OPEN);
    int end = System.in.read();
    for (SocketChannel each : open) {
      each.close();
    }
    System.exit(end < 0 ? 0 : 1);
  }
}
