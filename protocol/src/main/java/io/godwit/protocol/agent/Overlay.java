package io.godwit.protocol.agent;

import io.godwit.model.host.NetworkName;
import java.util.List;

/**
 * An overlay network as every member has it. The same for all of them: each finds itself by its own
 * address.
 *
 * @param vni its number in packets
 * @param mtu the largest packet between the hosts; guests have less, by what the tunnel takes
 * @param ends the overlay addresses of all members, in order
 * @param stations all cards, in order of address
 * @param others what becomes of ends and stations that are not named
 */
public record Overlay(
    NetworkName network,
    int vni,
    int mtu,
    List<String> ends,
    List<Station> stations,
    Others others) {
  public Overlay {
    ends = List.copyOf(ends);
    stations = List.copyOf(stations);
  }

  /** What becomes of that which is not named. */
  public enum Others {
    /** There is nothing else. */
    GO,
    /** Not every host has been heard yet: what a member knows of others still holds. */
    STAY
  }
}
