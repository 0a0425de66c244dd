package io.godwit.manager.overlay;

import io.godwit.manager.agents.AgentCalls;
import io.godwit.manager.courier.Couriers;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.time.Time;
import io.godwit.model.host.NetworkName;
import io.godwit.model.host.OverlayEnd;
import io.godwit.protocol.agent.Overlay;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** What every member of overlay networks should know of them. */
public final class Herald implements Couriers.Wishes<List<Overlay>> {
  private SortedMap<NetworkName, Overlay> newest = new TreeMap<>();

  private Herald() {}

  /** Starts to tell members. Of the managers of a data center, only the leader does. */
  public static Couriers<List<Overlay>> start(Inventory inventory, AgentCalls agents, Time time) {
    return Couriers.start(
        "overlays", new Herald(), OverlayOrders::between, inventory, agents, time);
  }

  @Override
  public Function<HostEntry, Optional<List<Overlay>>> by(DataCenter state) {
    newest = unchangedKept(new Whereabouts(state).overlays());
    return host -> Optional.ofNullable(host.description().overlays()).map(this::of);
  }

  /** What has not changed stays the same object, so that comparing it costs nothing. */
  private SortedMap<NetworkName, Overlay> unchangedKept(SortedMap<NetworkName, Overlay> next) {
    next.replaceAll((name, overlay) -> {
      Overlay before = newest.get(name);
      return overlay.equals(before) ? before : overlay;
    });
    return next;
  }

  private List<Overlay> of(List<OverlayEnd> ends) {
    return ends.stream()
        .map(OverlayEnd::network)
        .sorted()
        .flatMap(network -> Optional.ofNullable(newest.get(network)).stream())
        .toList();
  }
}
