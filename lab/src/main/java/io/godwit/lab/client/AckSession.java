package io.godwit.lab.client;

import io.godwit.lab.client.ClientReport.AckReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Collects which disk records the guest has acknowledged, over one connection. */
final class AckSession implements AutoCloseable {
  private static final String WORD = "ack ";

  private final Socket socket = new Socket();
  private volatile boolean closed;
  private long first;
  private long last;
  private @Nullable String problem;

  AckSession(InetSocketAddress guest) throws IOException {
    socket.connect(guest, 5_000);
    Thread collecting = new Thread(this::collect, "acks");
    collecting.setDaemon(true);
    collecting.start();
  }

  synchronized AckReport report() {
    return new AckReport(first, last, problem);
  }

  @Override
  public void close() throws IOException {
    closed = true;
    socket.close();
  }

  private void collect() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII), 1024)) {
      while (true) {
        String line = in.readLine();
        if (line == null) {
          throw new IOException("the guest closed the connection");
        }
        if (!line.startsWith(WORD)) {
          throw new IOException("the guest said '" + line + "'");
        }
        take(Long.parseLong(line, WORD.length(), line.length(), 10));
      }
    } catch (IOException | NumberFormatException broken) {
      end(String.valueOf(broken.getMessage()));
    }
  }

  private synchronized void take(long number) throws IOException {
    if (last != 0 && number != last + 1) {
      throw new IOException("record " + number + " was acknowledged after record " + last);
    }
    first = first == 0 ? number : first;
    last = number;
  }

  private synchronized void end(String why) {
    if (!closed) {
      problem = why;
    }
  }
}
