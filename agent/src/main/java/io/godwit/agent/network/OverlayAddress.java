package io.godwit.agent.network;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.NetworkName;
import io.godwit.model.host.OverlayEnd;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Collection;
import java.util.List;

/** The address from which a host takes part in overlay networks. */
public final class OverlayAddress {
  private final InetAddress address;

  private OverlayAddress(InetAddress address) {
    this.address = address;
  }

  /**
   * The address of that name or number.
   *
   * @throws GodwitException SPEC_INVALID if nobody knows it
   */
  public static OverlayAddress of(String written) {
    try {
      return new OverlayAddress(InetAddress.getByName(written));
    } catch (IOException unknown) {
      throw new GodwitException(
          ErrorCode.SPEC_INVALID,
          "The host's overlay address " + written + " cannot be found.",
          "Write an address of this host as overlayAddress in the agent's configuration.");
    }
  }

  /** As the kernel and the other hosts take it. */
  public String numbers() {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }

  /** What the host tells of its part in these networks, now. */
  public List<OverlayEnd> ends(Collection<NetworkName> networks) {
    int mtu = networks.isEmpty() ? 0 : mtu();
    return networks.stream().map(each -> new OverlayEnd(each, numbers(), mtu)).toList();
  }

  /** Zero if no device of this host has the address: nobody gets a VM then that needs it. */
  private int mtu() {
    try {
      NetworkInterface device = NetworkInterface.getByInetAddress(address);
      return device == null ? 0 : device.getMTU();
    } catch (IOException unreadable) {
      return 0;
    }
  }
}
