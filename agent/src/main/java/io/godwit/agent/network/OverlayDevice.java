package io.godwit.agent.network;

import io.godwit.model.host.OverlayEnd;
import io.godwit.protocol.agent.Overlay;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The two devices that an overlay network is on a member: a bridge for the taps of VMs, and the
 * tunnel to the other members as a port of it. Neither learns; unknown packets are flooded to
 * nobody. Pure.
 *
 * @param vni the network's number in packets
 * @param own this host's overlay address
 * @param mtu the largest packet of a guest, in bytes
 */
record OverlayDevice(int vni, String own, int mtu) {
  private static final String BRIDGE = "ovbr";
  private static final String TUNNEL = "ovvx";

  /** IANA's; the kernel's own default is older. */
  private static final int PORT = 4789;

  static OverlayDevice of(Overlay overlay, String own) {
    return new OverlayDevice(overlay.vni(), own, overlay.mtu() - OverlayEnd.overhead(own));
  }

  /** At most 12 characters; the kernel takes 15. */
  static String bridge(int vni) {
    return BRIDGE + vni;
  }

  static String tunnel(int vni) {
    return TUNNEL + vni;
  }

  static boolean isTunnel(String device) {
    return device.startsWith(TUNNEL);
  }

  String bridge() {
    return bridge(vni);
  }

  String tunnel() {
    return tunnel(vni);
  }

  /**
   * The address of a member's bridge, through which the host itself takes part. It follows from the
   * overlay address, so that every member knows it of every other: 02:47 and the IPv4 address, or a
   * digest of the IPv6 one.
   */
  static String bridgeMac(String end) {
    byte[] bytes = numbers(end);
    int tail = bytes.length == 4 ? ByteBuffer.wrap(bytes).getInt() : Arrays.hashCode(bytes);
    return String.format(
        Locale.ROOT,
        "02:47:%02x:%02x:%02x:%02x",
        tail >>> 24,
        (tail >> 16) & 0xff,
        (tail >> 8) & 0xff,
        tail & 0xff);
  }

  private static byte[] numbers(String address) {
    return InetAddress.ofLiteral(address).getAddress();
  }

  /**
   * Lines for {@code ip -batch} that make what is missing.
   *
   * @param there devices that this host has
   */
  List<String> made(Set<String> there) {
    List<String> lines = new ArrayList<>();
    if (!there.contains(bridge())) {
      lines.add(
          "link add name "
              + bridge()
              + " address "
              + bridgeMac(own)
              + " type bridge stp_state 0 forward_delay 0 mcast_snooping 0");
      lines.add("link set dev " + bridge() + " addrgenmode none");
    }
    if (!there.contains(tunnel())) {
      lines.add(
          "link add name "
              + tunnel()
              + " type vxlan id "
              + vni
              + " local "
              + own
              + " dstport "
              + PORT
              + " nolearning");
      lines.add("link set dev " + tunnel() + " addrgenmode none");
    }
    lines.add("link set dev " + tunnel() + " mtu " + mtu + " master " + bridge());
    lines.add("link set dev " + tunnel() + " type bridge_slave learning off flood off");
    lines.add("link set dev " + bridge() + " mtu " + mtu);
    lines.add("link set dev " + tunnel() + " up");
    lines.add("link set dev " + bridge() + " up");
    return lines;
  }

  /** Lines that make a tap a port that, like the tunnel, neither learns nor is flooded. */
  List<String> joined(String tap) {
    return List.of(
        "link set dev " + tap + " mtu " + mtu,
        "link set dev " + tap + " type bridge_slave learning off flood off");
  }
}
