package io.godwit.manager.power;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Wakes a host by AMD's magic packet: six bytes of ones and sixteen times its address, to a
 * broadcast address. Nothing answers it, and it cannot switch off.
 */
final class WakeOnLanSwitch implements PowerSwitch {
  private static final Pattern MAC = Pattern.compile("[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}");
  private static final int REPEATS = 16;
  private static final int MAC_BYTES = 6;

  /** A packet may be lost; a host that is on does not mind. */
  private static final int PACKETS = 3;

  private final HostId host;
  private final byte[] mac;
  private final InetSocketAddress broadcast;

  /**
   * @param mac {@code 52:54:00:ab:cd:ef}
   * @param broadcast where the packet goes
   * @throws IllegalArgumentException if the MAC address is none
   */
  WakeOnLanSwitch(HostId host, String mac, InetSocketAddress broadcast) {
    if (!MAC.matcher(mac).matches()) {
      throw new IllegalArgumentException(
          "a MAC address is six pairs of hexadecimal digits with colons, not '" + mac + "'");
    }
    this.host = host;
    this.mac = HexFormat.ofDelimiter(":").parseHex(mac);
    this.broadcast = broadcast;
  }

  @Override
  public String description() {
    return "wake-on-lan to " + HexFormat.ofDelimiter(":").formatHex(mac);
  }

  @Override
  public String offRefusal() {
    return "Wake-on-LAN can only wake it";
  }

  @Override
  public PowerState state() {
    return PowerState.UNKNOWN;
  }

  @Override
  public void on() {
    byte[] magic = new byte[MAC_BYTES + REPEATS * MAC_BYTES];
    for (int i = 0; i < MAC_BYTES; i++) {
      magic[i] = (byte) 0xff;
    }
    for (int i = 1; i <= REPEATS; i++) {
      System.arraycopy(mac, 0, magic, i * MAC_BYTES, MAC_BYTES);
    }
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setBroadcast(true);
      for (int i = 0; i < PACKETS; i++) {
        socket.send(new DatagramPacket(magic, magic.length, broadcast));
      }
    } catch (IOException unsendable) {
      throw PowerFailure.of(
          "switch " + host + " on by " + description(), "nothing could be sent: " + unsendable);
    }
  }

  @Override
  public void off() {
    throw new GodwitException(
        ErrorCode.POWER_OFF_UNSUPPORTED,
        "Host " + host + " cannot be switched off: " + offRefusal() + ". It is on.",
        "Give it an ipmi, redfish or command driver in the power file, or shut it down yourself.");
  }
}
