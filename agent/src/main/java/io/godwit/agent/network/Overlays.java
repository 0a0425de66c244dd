package io.godwit.agent.network;

import io.godwit.agent.platform.Commands;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.NetworkName;
import io.godwit.model.vm.MacAddress;
import io.godwit.protocol.agent.Order;
import io.godwit.protocol.agent.Overlay;
import io.godwit.protocol.agent.Station;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This host's part in overlay networks: their devices, and the entries that the manager wants in
 * them. Methods named after an order carry it out; each may be repeated. What is there when the
 * agent ends stays, as VMs do. Safe for all threads: one lock while something changes.
 */
public final class Overlays {
  /** A new link's first order comes at once; a VM that is started meanwhile waits for it. */
  private static final Duration FIRST_WORD = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(Overlays.class);

  private final SortedSet<NetworkName> networks;
  private final String own;
  private final KernelTables kernel;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition told = lock.newCondition();
  private final Set<Integer> leftover = new TreeSet<>();
  private @Nullable SortedMap<NetworkName, Kept> kept;

  /** A network as it was told, with its stations at hand. */
  private record Kept(OverlayDevice device, SortedMap<String, Station> stations) {
    Forwarding forwarding() {
      return new Forwarding(device);
    }
  }

  /**
   * @param networks the overlay networks that this host takes part in
   * @param own its overlay address, as numbers
   */
  public Overlays(SortedSet<NetworkName> networks, String own, Commands commands) {
    this.networks = new TreeSet<>(networks);
    this.own = own;
    this.kernel = new KernelTables(commands);
  }

  /** Whether the host takes part in it, whatever the manager has told of it. */
  public boolean has(NetworkName network) {
    return networks.contains(network);
  }

  public SortedSet<NetworkName> networks() {
    return new TreeSet<>(networks);
  }

  /**
   * The bridge of a network.
   *
   * @throws GodwitException NETWORK_UNKNOWN if the manager has told nothing of it
   */
  public String bridge(NetworkName network) {
    return kept(network).device().bridge();
  }

  /** Lines for {@code ip -batch} that a tap on this network needs beyond those of any tap. */
  List<String> joining(NetworkName network, String tap) {
    return kept(network).device().joined(tap);
  }

  /** A tap has become a port; if the VM lives here it is reached from now on. */
  void joined(NetworkName network, MacAddress mac, String tap) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      Kept known = kept == null ? null : kept.get(network);
      Station station = known == null ? null : known.stations().get(mac.value());
      if (known != null && station != null && station.end().equals(own)) {
        kernel.change("bridge", List.of(known.forwarding().behind(mac.value(), tap)));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Taps have gone; what only they have kept goes, too. */
  void left() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      for (int vni : List.copyOf(leftover)) {
        remove(vni);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Has these networks and no other, as far as no VM uses them. */
  public void keep(Order.KeepOverlays order) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      SortedMap<NetworkName, Kept> next = new TreeMap<>();
      List<Overlay> ours =
          order.overlays().stream().filter(each -> networks.contains(each.network())).toList();
      SortedMap<Integer, String> tunnels = kernel.tunnels();
      Set<Integer> wanted = new TreeSet<>();
      ours.forEach(overlay -> wanted.add(overlay.vni()));
      for (int vni : tunnels.keySet()) {
        if (!wanted.contains(vni)) {
          remove(vni);
        }
      }
      leftover.removeAll(wanted);
      for (Overlay overlay : ours) {
        next.put(overlay.network(), make(overlay, tunnels));
      }
      kept = next;
      told.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Cards have come, moved or gone. */
  public void change(Order.ChangeOverlay order) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      Kept known = kept(order.network());
      Forwarding.Lines lines = known.forwarding().moved(order.at());
      kernel.change("bridge", lines.first());
      List<String> last = new ArrayList<>(lines.last());
      order.gone().forEach(mac -> last.addAll(known.forwarding().gone(mac.value())));
      order.at().forEach(station -> known.stations().put(station.mac().value(), station));
      order.gone().forEach(mac -> known.stations().remove(mac.value()));
      kernel.attempt("bridge", last);
      LOG.debug(
          "overlay {}: {} cards placed, {} gone",
          order.network(),
          order.at().size(),
          order.gone().size());
    } finally {
      lock.unlock();
    }
  }

  private Kept make(Overlay overlay, Map<Integer, String> tunnels) throws InterruptedException {
    OverlayDevice device = OverlayDevice.of(overlay, own);
    Set<String> there = kernel.bridges();
    String from = tunnels.get(overlay.vni());
    if (from != null && !from.equals(own)) {
      kernel.change("ip", List.of("link delete dev " + device.tunnel()));
    } else if (from != null) {
      there.add(device.tunnel());
    }
    kernel.change("ip", device.made(there));
    Forwarding.Lines lines =
        new Forwarding(device)
            .all(overlay, kernel.entries(device.tunnel()), kernel.ports(device.bridge()));
    kernel.change("bridge", lines.first());
    kernel.attempt("bridge", lines.last());
    SortedMap<String, Station> stations = new TreeMap<>();
    overlay.stations().forEach(station -> stations.put(station.mac().value(), station));
    return new Kept(device, stations);
  }

  private void remove(int vni) throws InterruptedException {
    String bridge = OverlayDevice.bridge(vni);
    String tunnel = OverlayDevice.tunnel(vni);
    if (kernel.bridges().contains(bridge)) {
      Set<String> ports = kernel.ports(bridge);
      ports.remove(tunnel);
      if (!ports.isEmpty()) {
        LOG.warn("the overlay of number {} is no more, but {} use its bridge", vni, ports);
        leftover.add(vni);
        return;
      }
    }
    kernel.attempt("ip", List.of("link delete dev " + tunnel, "link delete dev " + bridge));
    leftover.remove(vni);
    LOG.info("the overlay of number {} is removed", vni);
  }

  /** What was told of a network; waits for the first word of a manager. */
  private Kept kept(NetworkName network) {
    lock.lock();
    try {
      long left = FIRST_WORD.toNanos();
      while (kept == null && left > 0) {
        left = told.awaitNanos(left);
      }
      Kept known = kept == null ? null : kept.get(network);
      if (known == null) {
        throw new GodwitException(
            ErrorCode.NETWORK_UNKNOWN,
            "This host takes part in the overlay network "
                + network
                + ", and the manager has told it nothing of that network.",
            "Create it as an overlay: godwit network create "
                + network
                + " --kind overlay --vni N");
      }
      return known;
    } catch (InterruptedException cancelled) {
      Thread.currentThread().interrupt();
      throw new GodwitException(
          ErrorCode.HOST_SETUP_FAILED,
          "The wait for the manager's word on network " + network + " was cut short.",
          "Try again.");
    } finally {
      lock.unlock();
    }
  }
}
