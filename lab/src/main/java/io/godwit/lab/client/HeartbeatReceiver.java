package io.godwit.lab.client;

import io.godwit.lab.client.ClientReport.HeartbeatReport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** Listens for heartbeats. One thread receives; others ask under the same lock. */
final class HeartbeatReceiver implements AutoCloseable {
  private static final int MAGIC = 0x47574842;
  private static final int LENGTH = 24;

  private final DatagramChannel channel;
  private final Heartbeats heartbeats = new Heartbeats();

  /**
   * @param port 0 takes any
   */
  HeartbeatReceiver(int port) throws IOException {
    channel = DatagramChannel.open();
    channel.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 20);
    channel.bind(new InetSocketAddress("0.0.0.0", port));
    Thread receiving = new Thread(this::receive, "heartbeats");
    receiving.setDaemon(true);
    receiving.start();
  }

  int port() throws IOException {
    return ((InetSocketAddress) channel.getLocalAddress()).getPort();
  }

  /** Ends a window and begins the next. */
  HeartbeatReport mark() {
    synchronized (heartbeats) {
      HeartbeatReport ended = heartbeats.report(System.nanoTime());
      heartbeats.mark();
      return ended;
    }
  }

  HeartbeatReport report() {
    synchronized (heartbeats) {
      return heartbeats.report(System.nanoTime());
    }
  }

  long received() {
    synchronized (heartbeats) {
      return heartbeats.received();
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void receive() {
    ByteBuffer datagram = ByteBuffer.allocateDirect(64);
    try {
      while (true) {
        datagram.clear();
        channel.receive(datagram);
        long arrival = System.nanoTime();
        datagram.flip();
        if (datagram.remaining() == LENGTH && datagram.getInt(0) == MAGIC) {
          synchronized (heartbeats) {
            heartbeats.accept(
                arrival, datagram.getInt(4), datagram.getLong(8), datagram.getLong(16));
          }
        }
      }
    } catch (IOException closed) {
      // Nothing more will be heard, and the silence says so.
    }
  }
}
