package io.godwit.agent.path;

import io.godwit.model.migration.PathFacts;
import io.godwit.model.migration.TransferKey;
import io.godwit.model.unit.DataRate;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.SplittableRandom;

/** The source's end of one measurement. Used by one thread. */
final class Sounding implements AutoCloseable {
  /** A SYN that was lost is sent again after one second and after three. */
  private static final Duration CONNECT = Duration.ofSeconds(4);

  /** Other measurements that go to the same host come first. */
  private static final Duration TURN = Duration.ofSeconds(8);

  private final Socket socket = new Socket();

  /**
   * Measures the way.
   *
   * @throws IOException why there is none, or why it carries nothing
   */
  PathFacts measure(InetSocketAddress to, TransferKey secret) throws IOException {
    long asked = System.nanoTime();
    socket.connect(to, Math.toIntExact(CONNECT.toMillis()));
    Duration connect = Duration.ofNanos(System.nanoTime() - asked);
    socket.setTcpNoDelay(true);
    OutputStream out = socket.getOutputStream();
    DataInputStream in = new DataInputStream(socket.getInputStream());
    out.write(secret.bits());
    socket.setSoTimeout(Math.toIntExact(TURN.toMillis()));
    int mtu = in.readInt();
    socket.setSoTimeout(Math.toIntExact(Stretch.SILENCE.toMillis()));
    long[] trips = new long[Stretch.ROUND_TRIPS];
    for (int i = 0; i < trips.length; i++) {
      long sent = System.nanoTime();
      out.write(i);
      in.readUnsignedByte();
      trips[i] = System.nanoTime() - sent;
    }
    int ownMtu = Stretch.mtu(socket.getLocalAddress());
    DataRate rate = flood(out, in);
    if (rate.equals(DataRate.ZERO)) {
      throw new IOException("it connects, but large packets do not arrive");
    }
    return new PathFacts(connect, Stretch.median(trips), rate, ownMtu, Math.max(0, mtu));
  }

  /** Sends until the other end says how much of it came. */
  private DataRate flood(OutputStream out, DataInputStream in) throws IOException {
    Thread sender = Thread.ofVirtual().name("path-sender").start(() -> send(out));
    try {
      // The other end counts, and waits for as long for something to count.
      Duration longest = Stretch.SILENCE.plus(Stretch.RUN_UP).plus(Stretch.COUNTED);
      socket.setSoTimeout(Math.toIntExact(longest.multipliedBy(2).toMillis()));
      long bytes = in.readLong();
      return Stretch.rate(bytes, in.readLong());
    } finally {
      socket.close();
      sender.interrupt();
    }
  }

  private static void send(OutputStream out) {
    byte[] chunk = new byte[Stretch.CHUNK_BYTES];
    new SplittableRandom().nextBytes(chunk); // a way that packs what it can shall not gain by it
    long left = Stretch.MOST.bytes();
    try {
      for (; left > 0; left -= chunk.length) {
        out.write(chunk);
      }
    } catch (IOException enough) {
      return; // the other end has counted
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
