package io.godwit.agent.network;

import io.godwit.protocol.agent.Overlay;
import io.godwit.protocol.agent.Station;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which packets of an overlay network leave this host, and where to: entries of the tunnel (address
 * → other host) and of the bridge (address → tunnel or tap). What goes to everybody, and only that,
 * is sent to each other member in turn. Pure: it makes lines for {@code bridge -batch}.
 */
final class Forwarding {
  /**
   * Whoever the tunnel has no entry for: broadcast and multicast, as the bridge floods no other.
   */
  static final String EVERYBODY = "00:00:00:00:00:00";

  private final OverlayDevice device;

  Forwarding(OverlayDevice device) {
    this.device = device;
  }

  /** An entry of the tunnel's table, or of the bridge's that leads into the tunnel. */
  sealed interface Entry extends Comparable<Entry> {
    String mac();

    @Override
    default int compareTo(Entry other) {
      return toString().compareTo(other.toString());
    }

    /** In the tunnel: packets for {@code mac} go to the host {@code end}. */
    record Outward(String mac, String end) implements Entry {}

    /** In the bridge: packets for {@code mac} go into the tunnel. */
    record Inside(String mac) implements Entry {}
  }

  /** Lines to be carried out in this order; those of {@code last} may be refused. */
  record Lines(List<String> first, List<String> last) {
    Lines {
      first = List.copyOf(first);
      last = List.copyOf(last);
    }
  }

  /** What the tables should have. */
  Set<Entry> wanted(Overlay overlay) {
    Set<Entry> wanted = new TreeSet<>();
    for (String end : overlay.ends()) {
      if (!end.equals(device.own())) {
        wanted.add(new Entry.Outward(EVERYBODY, end));
        wanted.add(new Entry.Outward(OverlayDevice.bridgeMac(end), end));
        wanted.add(new Entry.Inside(OverlayDevice.bridgeMac(end)));
      }
    }
    for (Station station : overlay.stations()) {
      if (!station.end().equals(device.own())) {
        wanted.add(new Entry.Outward(station.mac().value(), station.end()));
        wanted.add(new Entry.Inside(station.mac().value()));
      }
    }
    return wanted;
  }

  /**
   * From what the tables have to what they should have.
   *
   * @param ports taps that are ports of the bridge
   */
  Lines all(Overlay overlay, Set<Entry> there, Set<String> ports) {
    Set<Entry> wanted = wanted(overlay);
    List<String> first = new ArrayList<>();
    wanted.stream().filter(entry -> !there.contains(entry)).forEach(e -> first.add(put(e)));
    Set<String> here = new TreeSet<>();
    for (Station station : overlay.stations()) {
      if (station.end().equals(device.own())) {
        here.add(station.mac().value());
        local(station, ports, first);
      }
    }
    Set<String> elsewhere = new TreeSet<>();
    wanted.forEach(entry -> elsewhere.add(entry.mac()));
    List<String> last = new ArrayList<>();
    for (Entry entry : there) {
      boolean stays = overlay.others() == Overlay.Others.STAY && !here.contains(entry.mac());
      // One that leads elsewhere now was put in the place of the old one.
      boolean replaced = !entry.mac().equals(EVERYBODY) && elsewhere.contains(entry.mac());
      if (!stays && !replaced && !wanted.contains(entry)) {
        last.add(removed(entry));
      }
    }
    return new Lines(first, last);
  }

  /** Cards have moved, or come; the tap of one that is here now may not be there, or no more. */
  Lines moved(List<Station> stations) {
    List<String> first = new ArrayList<>();
    List<String> last = new ArrayList<>();
    for (Station station : stations) {
      String mac = station.mac().value();
      if (station.end().equals(device.own())) {
        last.add(behind(mac, Taps.name(station.vm(), station.card())));
        last.add(removed(new Entry.Outward(mac, station.end())));
        last.add(removed(new Entry.Inside(mac)));
      } else {
        first.add(put(new Entry.Outward(mac, station.end())));
        first.add(put(new Entry.Inside(mac)));
      }
    }
    return new Lines(first, last);
  }

  /** A card is nowhere any more. A tap takes its own entry along. */
  List<String> gone(String mac) {
    return List.of(removed(new Entry.Outward(mac, "")), removed(new Entry.Inside(mac)));
  }

  /** The card of a VM that runs here is behind its tap. */
  String behind(String mac, String tap) {
    return "fdb replace " + mac + " dev " + tap + " master static";
  }

  private void local(Station station, Set<String> ports, List<String> lines) {
    String tap = Taps.name(station.vm(), station.card());
    if (ports.contains(tap)) {
      lines.add(behind(station.mac().value(), tap));
    }
  }

  private String put(Entry entry) {
    return switch (entry) {
      case Entry.Outward(String mac, String end) ->
          (mac.equals(EVERYBODY) ? "fdb append " : "fdb replace ")
              + mac
              + " dev "
              + device.tunnel()
              + " dst "
              + end
              + " self permanent";
      case Entry.Inside(String mac) -> behind(mac, device.tunnel());
    };
  }

  private String removed(Entry entry) {
    return switch (entry) {
      case Entry.Outward(String mac, String end) ->
          "fdb del "
              + mac
              + " dev "
              + device.tunnel()
              + (mac.equals(EVERYBODY) ? " dst " + end : "")
              + " self";
      case Entry.Inside(String mac) -> "fdb del " + mac + " dev " + device.tunnel() + " master";
    };
  }
}
