package io.godwit.lab.client;

import io.godwit.lab.client.ClientReport.CounterReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Asks for the next number every 10 ms, over one connection for the whole run. */
final class CounterSession implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofMillis(10);

  /** Longer than any pause worth surviving; then the session counts as lost. */
  private static final int ANSWER_DEADLINE_MS = 60_000;

  private final Socket socket = new Socket();
  private volatile boolean closed;
  private long answers;
  private long lastValue;
  private long longest;
  private long longestOfWindow;
  private @Nullable String problem;

  CounterSession(InetSocketAddress guest) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(ANSWER_DEADLINE_MS);
    socket.connect(guest, 5_000);
    Thread asking = new Thread(this::ask, "counter");
    asking.setDaemon(true);
    asking.start();
  }

  /** Ends a window: the slowest answer since the last mark, in ms. */
  synchronized double mark() {
    double ended = longestOfWindow / 1e6;
    longestOfWindow = 0;
    return ended;
  }

  synchronized CounterReport report() {
    return new CounterReport(answers, lastValue, longest / 1e6, problem);
  }

  @Override
  public void close() throws IOException {
    closed = true;
    socket.close();
  }

  private void ask() {
    byte[] request = {'\n'};
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII), 256)) {
      while (true) {
        long asked = System.nanoTime();
        socket.getOutputStream().write(request);
        String line = in.readLine();
        if (line == null) {
          throw new IOException("the guest closed the connection");
        }
        take(Long.parseLong(line), System.nanoTime() - asked);
        LockSupport.parkNanos(PERIOD.toNanos());
      }
    } catch (IOException | NumberFormatException broken) {
      end(String.valueOf(broken.getMessage()));
    }
  }

  private synchronized void take(long value, long took) throws IOException {
    answers++;
    longest = Math.max(longest, took);
    longestOfWindow = Math.max(longestOfWindow, took);
    if (value <= lastValue) {
      throw new IOException("the counter went from " + lastValue + " to " + value);
    }
    lastValue = value;
  }

  private synchronized void end(String why) {
    if (!closed) {
      problem = why;
    }
  }
}
