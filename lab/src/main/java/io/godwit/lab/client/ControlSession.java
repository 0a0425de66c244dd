package io.godwit.lab.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** One command to the guest's control port, on a connection of its own. */
final class ControlSession {
  private static final Duration CONNECT_DEADLINE = Duration.ofMillis(250);
  private static final Duration PATIENCE = Duration.ofMillis(20);

  private ControlSession() {}

  /**
   * Asks and returns the answer.
   *
   * @throws IOException if the guest cannot be reached, or does not answer within {@code deadline}
   */
  static String ask(InetSocketAddress guest, String command, Duration deadline) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(guest, (int) Math.min(deadline.toMillis(), 5_000));
      return converse(socket, command, deadline);
    }
  }

  /** Asks a guest that may not serve yet, again and again until it does. */
  static String askWhenServing(InetSocketAddress guest, String command, Duration deadline)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + deadline.toNanos();
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(guest, (int) CONNECT_DEADLINE.toMillis());
        return converse(socket, command, Duration.ofNanos(end - System.nanoTime()));
      } catch (IOException notYet) {
        if (System.nanoTime() > end) {
          throw new IOException(
              "the guest did not serve within " + deadline.toSeconds() + " s", notYet);
        }
        Thread.sleep(PATIENCE); // outside of the guest there is nothing else to wait on
      }
    }
  }

  private static String converse(Socket socket, String command, Duration deadline)
      throws IOException {
    socket.setSoTimeout((int) Math.max(1, deadline.toMillis()));
    socket.getOutputStream().write((command + "\n").getBytes(StandardCharsets.US_ASCII));
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    String answer = in.readLine();
    if (answer == null) {
      throw new IOException("the guest closed the connection");
    }
    if (answer.startsWith("error ")) {
      throw new IOException("the guest refused '" + command + "': " + answer.substring(6));
    }
    return answer;
  }
}
