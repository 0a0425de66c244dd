package io.godwit.manager.saving;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.membership.Member;
import io.godwit.model.host.HostId;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.HashSet;
import java.util.Set;

/**
 * Hosts that managers run on, as far as it can be told: those with an address of this machine, or
 * with one that a manager is reached at. Safe for all threads.
 */
final class OwnHosts {
  /** Whether a manager runs on it. */
  boolean has(DataCenter state, HostId host) {
    return state
        .soft()
        .hosts()
        .get(host)
        .map(entry -> entry.description().migrationAddress())
        .filter(address -> mine().contains(address) || members(state).contains(address))
        .isPresent();
  }

  private static Set<String> members(DataCenter state) {
    Set<String> all = new HashSet<>();
    for (Member member : state.hard().members().admitted()) {
      all.add(host(member.peer()));
      all.add(host(member.rest()));
      all.add(host(member.agents()));
    }
    return all;
  }

  private static String host(String address) {
    int colon = address.lastIndexOf(':');
    return colon < 0 ? address : address.substring(0, colon);
  }

  private static Set<String> mine() {
    Set<String> all = new HashSet<>();
    try {
      NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> !address.isLoopbackAddress())
          .map(InetAddress::getHostAddress)
          .forEach(all::add);
    } catch (SocketException unknown) {
      // Then it cannot be told.
    }
    return all;
  }
}
