package io.godwit.lab.client;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A guest made by hand: speaks like {@code lab/guest/workload.c}, and misbehaves when told to. */
final class FakeGuest implements AutoCloseable {
  static final String BOOT_ID = "ada103bb-de01-4af9-9d48-166fd4291009";

  private final InetAddress local = InetAddress.getLoopbackAddress();
  private final int basePort;
  private final List<Closeable> open = new CopyOnWriteArrayList<>();
  private final DatagramSocket heartbeat = new DatagramSocket();
  private final List<Socket> ackClients = new CopyOnWriteArrayList<>();
  final AtomicLong counter = new AtomicLong();

  FakeGuest() throws IOException {
    basePort = threeFreePorts();
    serve(0, this::control);
    serve(1, line -> Long.toString(counter.incrementAndGet()));
    ServerSocket acks = new ServerSocket(basePort + 2, 5, local);
    open.add(acks);
    thread(() -> {
      while (true) {
        ackClients.add(acks.accept());
      }
    });
  }

  int basePort() {
    return basePort;
  }

  void acknowledge(long number) throws IOException, InterruptedException {
    while (ackClients.isEmpty()) {
      Thread.sleep(1);
    }
    for (Socket client : ackClients) {
      client.getOutputStream().write(("ack " + number + "\n").getBytes(StandardCharsets.US_ASCII));
    }
  }

  void beat(int port, int boot, long number, long clock) throws IOException {
    byte[] datagram =
        ByteBuffer.allocate(24)
            .putInt(0x47574842)
            .putInt(boot)
            .putLong(number)
            .putLong(clock)
            .array();
    heartbeat.send(new DatagramPacket(datagram, datagram.length, local, port));
  }

  @Override
  public void close() throws IOException {
    heartbeat.close();
    for (Closeable each : open) {
      each.close();
    }
    for (Socket each : ackClients) {
      each.close();
    }
  }

  private String control(String line) {
    return switch (line) {
      case "ready" -> "ready";
      case "status" ->
          "{\"bootId\":\"" + BOOT_ID + "\",\"counter\":" + counter + ",\"pagesWrong\":0}";
      case "verify" -> "{\"pages\":7,\"pagesWrong\":1,\"recordsLast\":3,\"tookNs\":5}";
      default -> "error unknown command";
    };
  }

  private interface Answering {
    String answer(String line);
  }

  private interface Running {
    void run() throws IOException;
  }

  private void serve(int service, Answering answering) throws IOException {
    ServerSocket listener = new ServerSocket(basePort + service, 5, local);
    open.add(listener);
    thread(() -> {
      while (true) {
        Socket socket = listener.accept();
        open.add(socket);
        thread(() -> converse(socket, answering));
      }
    });
  }

  private static void converse(Socket socket, Answering answering) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      socket
          .getOutputStream()
          .write((answering.answer(line) + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void thread(Running body) {
    Thread.ofVirtual()
        .start(() -> {
          try {
            body.run();
          } catch (IOException closed) {
            // The guest has ended.
          }
        });
  }

  private int threeFreePorts() throws IOException {
    for (int port = 20_000; port < 30_000; port += 3) {
      try (ServerSocket a = new ServerSocket(port, 1, local);
          ServerSocket b = new ServerSocket(port + 1, 1, local);
          ServerSocket c = new ServerSocket(port + 2, 1, local)) {
        return Math.min(a.getLocalPort(), Math.min(b.getLocalPort(), c.getLocalPort()));
      } catch (IOException taken) {
        // The next ones, then.
      }
    }
    throw new IOException("no free ports");
  }
}
