package io.godwit.manager.overlay;

import io.godwit.model.vm.MacAddress;
import io.godwit.protocol.agent.Order;
import io.godwit.protocol.agent.Overlay;
import io.godwit.protocol.agent.Station;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a member has to be told, from what it was told before. Pure. */
final class OverlayOrders {
  private OverlayOrders() {}

  /**
   * The orders, to be given one after the other.
   *
   * @param told what it has carried out; null if that is not known
   */
  static List<Order> between(@Nullable List<Overlay> told, List<Overlay> wanted) {
    if (told == null || !sameShape(told, wanted)) {
      return List.of(new Order.KeepOverlays(wanted));
    }
    List<Order> orders = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      change(told.get(i), wanted.get(i), orders);
    }
    return orders;
  }

  private static boolean sameShape(List<Overlay> told, List<Overlay> wanted) {
    if (told.size() != wanted.size()) {
      return false;
    }
    for (int i = 0; i < told.size(); i++) {
      if (!bare(told.get(i)).equals(bare(wanted.get(i)))) {
        return false;
      }
    }
    return true;
  }

  private static Overlay bare(Overlay overlay) {
    return new Overlay(
        overlay.network(),
        overlay.vni(),
        overlay.mtu(),
        overlay.ends(),
        List.of(),
        overlay.others());
  }

  private static void change(Overlay told, Overlay wanted, List<Order> orders) {
    if (told.equals(wanted)) {
      return;
    }
    Map<String, Station> before = new TreeMap<>();
    told.stations().forEach(station -> before.put(station.mac().value(), station));
    List<Station> at = new ArrayList<>();
    for (Station station : wanted.stations()) {
      if (!station.equals(before.remove(station.mac().value()))) {
        at.add(station);
      }
    }
    List<MacAddress> gone = before.values().stream().map(Station::mac).toList();
    if (!at.isEmpty() || !gone.isEmpty()) {
      orders.add(new Order.ChangeOverlay(wanted.network(), at, gone));
    }
  }
}
