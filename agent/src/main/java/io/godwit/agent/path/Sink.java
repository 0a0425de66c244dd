package io.godwit.agent.path;

import io.godwit.model.migration.TransferKey;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The destination's end of one measurement. Its thread ends with it, or with its patience. */
final class Sink implements Runnable, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sink.class);

  private final ServerSocket door;
  private final TransferKey secret;
  private final long until;
  private final Lock turn;

  /**
   * @param door closed when this ends
   * @param turn held while something comes in, so that one measurement does not measure another
   */
  Sink(ServerSocket door, TransferKey secret, Duration patience, Lock turn) {
    this.door = door;
    this.secret = secret;
    this.until = System.nanoTime() + patience.toNanos();
    this.turn = turn;
  }

  /** Serves the first that shows the secret. */
  @Override
  public void run() {
    try (door) {
      boolean served = false;
      while (!served) {
        door.setSoTimeout(leftMs());
        try (Socket peer = door.accept()) {
          served = serve(peer);
        }
      }
    } catch (IOException over) {
      LOG.debug("nobody measures the way any more: {}", over.getMessage());
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends it before its patience does. */
  @Override
  public void close() throws IOException {
    door.close();
  }

  private int leftMs() throws IOException {
    long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
    if (left <= 0) {
      throw new IOException("no one came in time");
    }
    return Math.toIntExact(left);
  }

  private boolean serve(Socket peer) throws InterruptedException {
    try {
      peer.setSoTimeout(Math.toIntExact(Stretch.SILENCE.toMillis()));
      peer.setTcpNoDelay(true);
      DataInputStream in = new DataInputStream(peer.getInputStream());
      byte[] shown = in.readNBytes(TransferKey.BYTES);
      if (!MessageDigest.isEqual(shown, secret.bits())) {
        LOG.warn("{} knocked and does not know the secret", peer.getRemoteSocketAddress());
        return false;
      }
      if (turn.tryLock(leftMs(), TimeUnit.MILLISECONDS)) {
        try {
          measure(peer, in);
        } finally {
          turn.unlock();
        }
      }
      return true;
    } catch (IOException broken) {
      LOG.debug("a measurement broke off: {}", Stretch.reason(broken));
      return false;
    }
  }

  private static void measure(Socket peer, DataInputStream in) throws IOException {
    DataOutputStream out = new DataOutputStream(peer.getOutputStream());
    out.writeInt(Stretch.mtu(peer.getLocalAddress()));
    for (int i = 0; i < Stretch.ROUND_TRIPS; i++) {
      out.write(in.readUnsignedByte());
    }
    long[] counted = count(in);
    out.writeLong(counted[0]);
    out.writeLong(counted[1]);
  }

  /** Bytes, and the nanoseconds in which they came. */
  private static long[] count(DataInputStream in) throws IOException {
    byte[] chunk = new byte[Stretch.CHUNK_BYTES];
    long begun = System.nanoTime();
    long from = begun;
    long bytes = 0;
    long all = 0;
    long now = begun;
    while (now - begun < Stretch.RUN_UP.plus(Stretch.COUNTED).toNanos()
        && all < Stretch.MOST.bytes()) {
      int read = read(in, chunk);
      now = System.nanoTime();
      if (read < 0) {
        break;
      }
      all += read;
      if (now - begun < Stretch.RUN_UP.toNanos()) {
        from = now;
      } else {
        bytes += read;
      }
    }
    return bytes > 0 ? new long[] {bytes, now - from} : new long[] {all, now - begun};
  }

  /** As of a stream; what does not come at all ends it, too. */
  private static int read(DataInputStream in, byte[] chunk) throws IOException {
    try {
      return in.read(chunk);
    } catch (SocketTimeoutException nothing) {
      return -1;
    }
  }
}
