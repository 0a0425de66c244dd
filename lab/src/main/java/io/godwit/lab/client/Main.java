package io.godwit.lab.client;

import io.godwit.lab.client.ClientReport.AckReport;
import io.godwit.lab.client.ClientReport.CounterReport;
import io.godwit.lab.client.ClientReport.HeartbeatReport;
import io.godwit.lab.client.ClientReport.Window;
import io.godwit.protocol.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The client program: {@code Main ADDRESS HEARTBEAT-PORT}. It reads a command a line and answers
 * each with one line of JSON; a command that fails is answered with {@code {"error": "..."}}.
 *
 * <pre>
 *   await MS      waits until the guest serves and its memory is filled, then answers its status
 *   start         opens counter and ack sessions and begins the first window, "start"
 *   mark NAME     ends the window and begins another
 *   settle MS     waits until 100 more heartbeats have come
 *   ask COMMAND   passes a command to the guest's control port
 *   verify        the guest checks its memory and disk
 *   report        everything seen so far
 *   quit          or the end of standard input
 * </pre>
 */
public final class Main implements AutoCloseable {
  private static final int CONTROL_PORT = 7000;
  private static final int COUNTER_PORT = 7001;
  private static final int ACK_PORT = 7002;
  private static final int SETTLED = 100;
  private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(20);
  private static final Duration VERIFY_DEADLINE = Duration.ofMinutes(3);

  private final InetAddress guest;
  private final int basePort;
  private final HeartbeatReceiver heartbeats;
  private final List<Window> windows = new ArrayList<>();
  private @Nullable CounterSession counter;
  private @Nullable AckSession acks;
  private String window = "boot";

  Main(InetAddress guest, int heartbeatPort, int basePort) throws IOException {
    this.guest = guest;
    this.basePort = basePort;
    this.heartbeats = new HeartbeatReceiver(heartbeatPort);
  }

  public static void main(String[] arguments) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (Main client =
        new Main(
            InetAddress.getByName(arguments[0]), Integer.parseInt(arguments[1]), CONTROL_PORT)) {
      client.serve(System.in, out);
    }
  }

  /** Answers commands until {@code quit} or the end of {@code in}. */
  void serve(InputStream in, PrintStream out) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    for (String line = lines.readLine();
        line != null && !line.equals("quit");
        line = lines.readLine()) {
      out.println(answer(line));
    }
  }

  String answer(String line) {
    String[] words = line.split(" ", 2);
    String rest = words.length > 1 ? words[1] : "";
    try {
      return switch (words[0]) {
        case "await" -> awaitServing(Duration.ofMillis(Long.parseLong(rest)));
        case "start" -> start();
        case "mark" -> mark(rest);
        case "settle" -> settle(Duration.ofMillis(Long.parseLong(rest)));
        case "ask" -> ControlSession.ask(at(0), rest, ANSWER_DEADLINE);
        case "verify" -> ControlSession.ask(at(0), "verify", VERIFY_DEADLINE);
        case "report" -> Json.LENIENT.writeValueAsString(report());
        default -> error("unknown command " + words[0]);
      };
    } catch (IOException | NumberFormatException failed) {
      return error(String.valueOf(failed.getMessage()));
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      return error("interrupted");
    }
  }

  int heartbeatPort() throws IOException {
    return heartbeats.port();
  }

  @Override
  public void close() throws IOException {
    heartbeats.close();
    if (counter != null) {
      counter.close();
    }
    if (acks != null) {
      acks.close();
    }
  }

  private String awaitServing(Duration deadline) throws IOException, InterruptedException {
    ControlSession.askWhenServing(at(0), "ready", deadline);
    return ControlSession.ask(at(0), "status", ANSWER_DEADLINE);
  }

  private String start() throws IOException {
    if (counter == null) {
      counter = new CounterSession(at(COUNTER_PORT - CONTROL_PORT));
      acks = new AckSession(at(ACK_PORT - CONTROL_PORT));
    }
    heartbeats.mark(); // how long the guest took to boot is nobody's silence
    window = "start";
    return "{}";
  }

  private String mark(String name) {
    windows.add(endOfWindow(heartbeats.mark(), counter == null ? 0 : counter.mark()));
    window = name;
    return "{}";
  }

  private String settle(Duration deadline) throws IOException, InterruptedException {
    long wanted = heartbeats.received() + SETTLED;
    long end = System.nanoTime() + deadline.toNanos();
    while (heartbeats.received() < wanted) {
      if (System.nanoTime() > end) {
        throw new IOException("no steady heartbeat within " + deadline.toMillis() + " ms");
      }
      Thread.sleep(5);
    }
    return "{}";
  }

  private Window endOfWindow(HeartbeatReport seen, double longestAnswerMs) {
    return new Window(window, seen.longestSilenceMs(), seen.pauseMs(), longestAnswerMs);
  }

  private ClientReport report() {
    mark(window);
    HeartbeatReport now = heartbeats.report();
    double silence = windows.stream().mapToDouble(Window::longestSilenceMs).max().orElse(0);
    double pause = windows.stream().mapToDouble(Window::pauseMs).max().orElse(0);
    HeartbeatReport whole =
        new HeartbeatReport(
            now.received(),
            now.missing(),
            now.duplicates(),
            now.outOfOrder(),
            now.conflicts(),
            now.boots(),
            silence,
            pause);
    return new ClientReport(
        whole,
        windows,
        counter == null ? new CounterReport(0, 0, 0, "not started") : counter.report(),
        acks == null ? new AckReport(0, 0, "not started") : acks.report());
  }

  private InetSocketAddress at(int service) {
    return new InetSocketAddress(guest, basePort + service);
  }

  private static String error(String why) {
    return Json.LENIENT.writeValueAsString(Map.of("error", why));
  }
}
