package io.godwit.agent.probe;

import io.godwit.agent.platform.FrameFilter;
import io.godwit.agent.platform.PacketSocket;
import io.godwit.model.vm.MacAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Frames of the Reverse Address Resolution Protocol, as QEMU announces an arrived guest with: a
 * network that lets those through lets these through. Nobody answers them, and whoever learns from
 * them learns where the sender's own card is. Pure.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc903">RFC 903</a>
 */
final class Rarp {
  private static final int REQUEST_REVERSE = 3;
  private static final int ETHERNET = 1;
  private static final int TYPE = 12;
  private static final int TARGET = 32;

  /** The shortest frame that Ethernet has, without its check sum. */
  private static final int FRAME_BYTES = 60;

  private static final byte[] EVERYBODY = {-1, -1, -1, -1, -1, -1};
  private static final HexFormat PAIRS = HexFormat.ofDelimiter(":");

  private Rarp() {}

  /** Calls everybody and names {@code word} as the card that is asked about. */
  static byte[] call(MacAddress own, MacAddress word) {
    return ByteBuffer.allocate(FRAME_BYTES)
        .put(EVERYBODY)
        .put(bytes(own))
        .putShort((short) PacketSocket.RARP)
        .putShort((short) ETHERNET)
        .putShort((short) PacketSocket.IPV4)
        .put((byte) 6)
        .put((byte) 4)
        .putShort((short) REQUEST_REVERSE)
        .put(bytes(own))
        .putInt(0)
        .put(bytes(word))
        .array();
  }

  /** Calls of that word. */
  static FrameFilter calls(MacAddress word) {
    ByteBuffer bytes = ByteBuffer.wrap(bytes(word));
    return FrameFilter.ALL
        .half(TYPE, PacketSocket.RARP)
        .word(TARGET, bytes.getInt(0))
        .half(TARGET + 4, Short.toUnsignedInt(bytes.getShort(4)));
  }

  /** Whether a frame is a call of that word. */
  static boolean isCall(byte[] frame, MacAddress word) {
    return frame.length >= TARGET + 6
        && ByteBuffer.wrap(frame).getShort(TYPE) == (short) PacketSocket.RARP
        && Arrays.equals(frame, TARGET, TARGET + 6, bytes(word), 0, 6);
  }

  private static byte[] bytes(MacAddress mac) {
    return PAIRS.parseHex(mac.value());
  }
}
