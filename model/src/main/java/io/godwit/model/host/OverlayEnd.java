package io.godwit.model.host;

/**
 * Where a host takes part in an overlay network.
 *
 * @param address its address between the hosts, as numbers
 * @param mtu the largest packet that the device with this address sends, in bytes
 */
public record OverlayEnd(NetworkName network, String address, int mtu) {
  private static final int OVER_IPV4 = 50;
  private static final int OVER_IPV6 = 70;

  /** What the packets around a guest's take away from it: RFC 7348 and the outer headers. */
  public static int overhead(String address) {
    return isIpv6(address) ? OVER_IPV6 : OVER_IPV4;
  }

  /** Whether an address is one of the newer kind; two ends talk only if both are, or neither. */
  public static boolean isIpv6(String address) {
    return address.indexOf(':') >= 0;
  }
}
