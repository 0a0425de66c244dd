package io.godwit.agent.probe;

import io.godwit.agent.platform.Frames;
import io.godwit.agent.platform.PacketSocket;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import io.godwit.model.host.NetworkName;
import io.godwit.model.migration.Blackout;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.vm.Ipv4Address;
import io.godwit.model.vm.MacAddress;
import io.godwit.protocol.agent.Order;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks at VMs from the network. Methods named after an order carry it out. Safe for all threads.
 */
public final class Probes implements AutoCloseable {
  /** Beyond this the probes would be a load, and the migrations queue elsewhere anyway. */
  private static final int MAX_PROBES = 64;

  /** A manager that has not come back by now does not want the figure any more. */
  private static final Duration FORGET_AFTER = Duration.ofMinutes(10);

  private static final Duration LONGEST_LEASE = Duration.ofSeconds(30);
  private static final Duration LONGEST_PATIENCE = Duration.ofSeconds(10);

  private final HostId host;
  private final Function<NetworkName, String> bridges;
  private final Frames.Opener opener;
  private final AddressBook book;
  private final Segments segments;
  private final Map<MigrationId, Probe> probes = new LinkedHashMap<>();

  /**
   * @param bridges the bridge of a network; throws NETWORK_UNKNOWN
   */
  public Probes(HostId host, Function<NetworkName, String> bridges, Frames.Opener opener) {
    this.host = host;
    this.bridges = bridges;
    this.opener = opener;
    this.book = new AddressBook(opener);
    this.segments = new Segments(host, bridges, opener);
  }

  /** Begins to learn addresses. */
  public void start() {
    book.start();
  }

  /** Whether this host and another have a network in common. */
  public Segments segments() {
    return segments;
  }

  /** Asks for the VM's address while the lease lasts. */
  public void probe(Order.ProbeBlackout order) {
    String bridge = bridges.apply(order.network());
    Probe probe;
    synchronized (probes) {
      forgetOld();
      probe = probes.get(order.migration());
      if (probe == null) {
        if (probes.size() >= MAX_PROBES) {
          throw new GodwitException(
              ErrorCode.HOST_BUSY,
              "Host " + host + " probes " + MAX_PROBES + " VMs already.",
              "The migration goes on without its blackout being measured.");
        }
        probe = new Probe(new Probe.Target(bridge, order.mac(), order.address()), opener);
        probes.put(order.migration(), probe);
      }
    }
    probe.lease(shorter(order.lease(), LONGEST_LEASE));
  }

  /** Ends a probe and says what it saw. */
  public Blackout end(Order.EndProbe order) throws InterruptedException {
    Probe probe;
    synchronized (probes) {
      probe = probes.remove(order.migration());
    }
    return probe == null
        ? new Blackout.NotMeasured("host " + host + " was restarted meanwhile, or never asked")
        : probe.end(host, shorter(order.patience(), LONGEST_PATIENCE));
  }

  /**
   * The address that a card of this host uses.
   *
   * @param tap its device on this host, whose traffic is looked at if nothing is known yet
   */
  public Optional<Ipv4Address> find(MacAddress mac, String tap, Duration patience) {
    Optional<Ipv4Address> known = book.of(mac);
    return known.isPresent() ? known : Optional.ofNullable(overhear(mac, tap, patience));
  }

  private @Nullable Ipv4Address overhear(MacAddress mac, String tap, Duration patience) {
    long until = System.nanoTime() + shorter(patience, LONGEST_PATIENCE).toNanos();
    // A port of a bridge shows its traffic only to those who want everything.
    try (Frames frames = opener.open(tap, PacketSocket.EVERYTHING, Arp.sentBy(mac))) {
      for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
        Frames.Arrival arrival = frames.receive(Duration.ofNanos(left));
        Optional<Arp.Sighting> sighting =
            arrival == null ? Optional.empty() : Arp.sighting(arrival.frame());
        if (sighting.isPresent() && sighting.get().mac().equals(mac)) {
          book.saw(sighting.get());
          return sighting.get().address();
        }
      }
      return null;
    } catch (IOException refused) {
      throw new GodwitException(
          ErrorCode.HOST_SETUP_FAILED,
          "The agent of host "
              + host
              + " cannot look at "
              + tap
              + ": "
              + refused.getMessage()
              + ".",
          "Let it open packet sockets (CAP_NET_RAW).");
    }
  }

  private void forgetOld() {
    for (Iterator<Probe> each = probes.values().iterator(); each.hasNext(); ) {
      Probe probe = each.next();
      if (probe.isForgotten(FORGET_AFTER)) {
        probe.stop();
        each.remove();
      }
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  @Override
  public void close() {
    book.close();
    synchronized (probes) {
      probes.values().forEach(Probe::stop);
      probes.clear();
    }
  }
}
