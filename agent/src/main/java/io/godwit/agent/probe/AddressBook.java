package io.godwit.agent.probe;

import io.godwit.agent.platform.Frames;
import io.godwit.agent.platform.PacketSocket;
import io.godwit.model.vm.Ipv4Address;
import io.godwit.model.vm.MacAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which address a card uses, as its own ARP requests tell; every machine sends one whenever it has
 * not talked to a neighbour for a while. Safe for all threads; one of its own reads. An agent that
 * may not open the socket has an empty book.
 */
final class AddressBook implements AutoCloseable {
  /** The cards of a large segment; whoever has been silent for longest is forgotten. */
  private static final int MAX_CARDS = 16_384;

  /** How long a close waits at most. */
  private static final Duration GLANCE = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(AddressBook.class);

  private final Frames.Opener opener;
  private final Map<MacAddress, Ipv4Address> cards =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<MacAddress, Ipv4Address> eldest) {
          return size() > MAX_CARDS;
        }
      };

  private volatile boolean closed;

  AddressBook(Frames.Opener opener) {
    this.opener = opener;
  }

  /** Begins to read. */
  void start() {
    Thread.ofPlatform().name("address-book").daemon().start(this::read);
  }

  Optional<Ipv4Address> of(MacAddress mac) {
    synchronized (cards) {
      return Optional.ofNullable(cards.get(mac));
    }
  }

  void saw(Arp.Sighting sighting) {
    synchronized (cards) {
      cards.put(sighting.mac(), sighting.address());
    }
  }

  private void read() {
    try (Frames frames = opener.open("", PacketSocket.ARP, Arp.requests())) {
      while (!closed) {
        Frames.Arrival arrival = frames.receive(GLANCE);
        if (arrival != null) {
          Arp.sighting(arrival.frame()).ifPresent(this::saw);
        }
      }
    } catch (IOException | RuntimeException refused) {
      LOG.warn("the addresses of VMs are not learned from ARP: {}", refused.toString());
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
