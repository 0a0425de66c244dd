package io.godwit.agent.probe;

import io.godwit.agent.platform.FrameFilter;
import io.godwit.agent.platform.PacketSocket;
import io.godwit.model.vm.Ipv4Address;
import io.godwit.model.vm.MacAddress;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Frames of the Address Resolution Protocol, and what other frames tell of addresses. Pure.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc826">RFC 826</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5227">RFC 5227</a>
 */
final class Arp {
  private static final int REQUEST = 1;
  private static final int REPLY = 2;
  private static final int ETHERNET = 1;

  /** Where things are in a frame. */
  private static final int SOURCE = 6;

  private static final int TYPE = 12;
  private static final int OPERATION = 20;
  private static final int SENDER_MAC = 22;
  private static final int SENDER = 28;
  private static final int FRAME_BYTES = 42;

  private static final int IPV4_SENDER = 26;
  private static final int IPV4_BYTES = 34;
  private static final HexFormat PAIRS = HexFormat.ofDelimiter(":");

  private Arp() {}

  /**
   * Asks {@code mac} for {@code address} without claiming an address of one's own, so that nobody
   * learns anything from it (RFC 5227, 2.1.1). Not broadcast: it goes where the network believes
   * the VM to be, as everybody's packets do.
   */
  static byte[] probe(MacAddress own, MacAddress mac, Ipv4Address address) {
    return ByteBuffer.allocate(FRAME_BYTES)
        .put(bytes(mac))
        .put(bytes(own))
        .putShort((short) PacketSocket.ARP)
        .putShort((short) ETHERNET)
        .putShort((short) PacketSocket.IPV4)
        .put((byte) 6)
        .put((byte) 4)
        .putShort((short) REQUEST)
        .put(bytes(own))
        .putInt(0)
        .put(new byte[6])
        .putInt(number(address))
        .array();
  }

  /** Whether a frame is the answer of {@code mac} to a probe of {@code own}. */
  static boolean isAnswer(byte[] frame, MacAddress own, MacAddress mac, Ipv4Address address) {
    if (frame.length < FRAME_BYTES) {
      return false;
    }
    ByteBuffer fields = ByteBuffer.wrap(frame);
    return fields.getShort(TYPE) == (short) PacketSocket.ARP
        && fields.getShort(OPERATION) == REPLY
        && fields.getInt(SENDER) == number(address)
        && Arrays.equals(frame, 0, 6, bytes(own), 0, 6)
        && Arrays.equals(frame, SENDER_MAC, SENDER_MAC + 6, bytes(mac), 0, 6);
  }

  /** Answers for {@code address}. */
  static FrameFilter answers(Ipv4Address address) {
    return FrameFilter.ALL
        .half(TYPE, PacketSocket.ARP)
        .half(OPERATION, REPLY)
        .word(SENDER, number(address));
  }

  /** Requests of those who have an address: our own probes are none. */
  static FrameFilter requests() {
    return FrameFilter.ALL.half(TYPE, PacketSocket.ARP).half(OPERATION, REQUEST).notWord(SENDER, 0);
  }

  /** Whatever that card sends. */
  static FrameFilter sentBy(MacAddress mac) {
    ByteBuffer bytes = ByteBuffer.wrap(bytes(mac));
    return FrameFilter.ALL
        .word(SOURCE, bytes.getInt(0))
        .half(SOURCE + 4, Short.toUnsignedInt(bytes.getShort(4)));
  }

  /** A card and the address it uses. */
  record Sighting(MacAddress mac, Ipv4Address address) {}

  /** What a frame tells of its sender. */
  static Optional<Sighting> sighting(byte[] frame) {
    if (frame.length < IPV4_BYTES || (frame[SOURCE] & 1) != 0) {
      return Optional.empty();
    }
    ByteBuffer fields = ByteBuffer.wrap(frame);
    int type = Short.toUnsignedInt(fields.getShort(TYPE));
    int at = type == PacketSocket.IPV4 ? IPV4_SENDER : type == PacketSocket.ARP ? SENDER : -1;
    if (at < 0 || !isOfOneCard(fields.getInt(at))) {
      return Optional.empty();
    }
    String mac = PAIRS.formatHex(frame, SOURCE, SOURCE + 6);
    return Optional.of(new Sighting(new MacAddress(mac), address(fields.getInt(at))));
  }

  /** Neither nobody's, nor this host's own, nor many's. */
  private static boolean isOfOneCard(int address) {
    int first = address >>> 24;
    return first != 0 && first != 127 && first < 224;
  }

  private static byte[] bytes(MacAddress mac) {
    return PAIRS.parseHex(mac.value());
  }

  private static int number(Ipv4Address address) {
    return ByteBuffer.wrap(Inet4Address.ofLiteral(address.value()).getAddress()).getInt();
  }

  private static Ipv4Address address(int number) {
    return new Ipv4Address(
        (number >>> 24)
            + "."
            + ((number >>> 16) & 0xff)
            + "."
            + ((number >>> 8) & 0xff)
            + "."
            + (number & 0xff));
  }
}
