package io.godwit.agent.path;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.PathFacts;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ways from and to this host. Methods named after an order carry it out. Safe for all threads.
 */
public final class Paths implements AutoCloseable {
  /** Each is a socket and a thread for some seconds. */
  static final int MAX_OPEN = 32;

  private static final Duration LONGEST_PATIENCE = Duration.ofSeconds(20);

  /** How long another measurement from here is waited for; each takes half a second. */
  private static final Duration TURN = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(Paths.class);

  private final HostId host;
  private final String address;
  private final ReentrantLock incoming = new ReentrantLock(true);
  private final ReentrantLock outgoing = new ReentrantLock(true);
  private final Set<Sink> open = new HashSet<>();

  /**
   * @param address where this host listens for guests
   */
  public Paths(HostId host, String address) {
    this.host = host;
    this.address = address;
  }

  /**
   * Listens for the source.
   *
   * @throws GodwitException HOST_BUSY, or HOST_SETUP_FAILED if this host has not got the address
   */
  public Answer.PathOpen open(Order.OpenPath order) {
    Duration patience =
        order.patience().compareTo(LONGEST_PATIENCE) < 0 ? order.patience() : LONGEST_PATIENCE;
    synchronized (open) {
      if (open.size() >= MAX_OPEN) {
        throw busy();
      }
      try {
        ServerSocket door = new ServerSocket(0, 1, InetAddress.getByName(address));
        int port = door.getLocalPort();
        Sink sink = new Sink(door, order.secret(), patience, incoming);
        open.add(sink);
        Thread.ofVirtual().name("path-" + order.migration()).start(() -> serve(sink));
        return new Answer.PathOpen(address, port);
      } catch (IOException refused) {
        throw new GodwitException(
            ErrorCode.HOST_SETUP_FAILED,
            "Host "
                + host
                + " cannot listen on its migration address "
                + address
                + ": "
                + Stretch.reason(refused)
                + ".",
            "Give it that address, or correct 'migrationAddress' in its agent's configuration.");
      }
    }
  }

  private void serve(Sink sink) {
    try {
      sink.run();
    } finally {
      synchronized (open) {
        open.remove(sink);
      }
    }
  }

  /**
   * Measures the way to another host.
   *
   * @throws GodwitException PATH_CLOSED if there is none, HOST_BUSY if other measurements take long
   */
  public PathFacts measure(Order.MeasurePath order) throws InterruptedException {
    if (!outgoing.tryLock(TURN.toMillis(), TimeUnit.MILLISECONDS)) {
      throw busy();
    }
    try (Sounding sounding = new Sounding()) {
      InetAddress there = InetAddress.getByName(order.address());
      return sounding.measure(new InetSocketAddress(there, order.port()), order.secret());
    } catch (IOException none) {
      throw new GodwitException(
          ErrorCode.PATH_CLOSED,
          "Guests do not get from "
              + host
              + " to "
              + order.address()
              + ", where the destination takes them in: "
              + Stretch.reason(none)
              + ".",
          "Check the network and the firewalls between the two hosts; QEMU listens on any port"
              + " above 1023.");
    } finally {
      outgoing.unlock();
    }
  }

  private GodwitException busy() {
    return new GodwitException(
        ErrorCode.HOST_BUSY,
        "Host " + host + " measures the way to or from other hosts at the moment.",
        "Try again in some seconds.");
  }

  /** Listens no more. */
  @Override
  public void close() {
    synchronized (open) {
      for (Sink sink : open) {
        try {
          sink.close();
        } catch (IOException closed) {
          LOG.debug("a listener was closed already: {}", closed.getMessage());
        }
      }
    }
  }
}
