package io.godwit.manager.overlay;

import io.godwit.manager.agents.AgentCalls;
import io.godwit.manager.agents.Courier;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.loop.Published;
import io.godwit.manager.time.Time;
import io.godwit.model.host.HostDescription;
import io.godwit.model.host.HostId;
import io.godwit.model.host.NetworkName;
import io.godwit.model.host.OverlayEnd;
import io.godwit.protocol.agent.Overlay;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches the state and tells every member of an overlay network what changes for it. */
public final class Herald implements AutoCloseable {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Logger LOG = LoggerFactory.getLogger(Herald.class);

  private final Inventory inventory;
  private final AgentCalls agents;
  private final Time time;
  private final Thread thread;
  private final SortedMap<HostId, Courier<List<Overlay>>> couriers = new TreeMap<>();
  private SortedMap<NetworkName, Overlay> newest = new TreeMap<>();

  private Herald(Inventory inventory, AgentCalls agents, Time time) {
    this.inventory = inventory;
    this.agents = agents;
    this.time = time;
    this.thread = time.thread("overlays", this::run);
  }

  /** Starts. Of the managers of a data center, only the leader does. */
  public static Herald start(Inventory inventory, AgentCalls agents, Time time) {
    Herald herald = new Herald(inventory, agents, time);
    herald.thread.start();
    return herald;
  }

  /** Tells nobody any more. */
  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    long version = -1;
    try {
      while (!inventory.isClosed()) {
        Published<DataCenter> now = inventory.awaitAfter(version, LONG);
        if (now.version() != version) {
          version = now.version();
          spread(now.state());
        }
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException defect) {
      LOG.error("the members of overlay networks are told nothing any more", defect);
    } finally {
      couriers.values().forEach(Courier::stop);
    }
  }

  private void spread(DataCenter state) {
    newest = unchangedKept(new Whereabouts(state).overlays());
    for (HostEntry host : state.soft().hosts().values()) {
      if (host.description().overlays() != null) {
        courier(host.id()).wants(new Courier.Wanted<>(host.link(), of(host.description())));
      }
    }
  }

  /** What has not changed stays the same object, so that comparing it costs nothing. */
  private SortedMap<NetworkName, Overlay> unchangedKept(SortedMap<NetworkName, Overlay> next) {
    next.replaceAll((name, overlay) -> {
      Overlay before = newest.get(name);
      return overlay.equals(before) ? before : overlay;
    });
    return next;
  }

  private List<Overlay> of(HostDescription host) {
    List<OverlayEnd> ends = host.overlays();
    return ends == null
        ? List.of()
        : ends.stream()
            .map(OverlayEnd::network)
            .sorted()
            .flatMap(network -> Optional.ofNullable(newest.get(network)).stream())
            .toList();
  }

  private Courier<List<Overlay>> courier(HostId host) {
    return couriers.computeIfAbsent(
        host,
        id -> {
          Courier<List<Overlay>> made =
              new Courier<>(id, "overlays", OverlayOrders::between, agents, time);
          made.start();
          return made;
        });
  }
}
