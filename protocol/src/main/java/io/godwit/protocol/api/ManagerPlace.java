package io.godwit.protocol.api;

import java.util.List;

/**
 * What a manager needs to take part. All of it is secret: whoever has it can be a manager.
 *
 * @param self its own server
 * @param peers every server, its own included
 * @param secret what the servers' clients prove themselves with
 * @param authorityCertificate PEM
 * @param authorityKey PEM
 */
public record ManagerPlace(
    Peer self, List<Peer> peers, String secret, String authorityCertificate, String authorityKey) {
  public ManagerPlace {
    peers = List.copyOf(peers);
  }

  /** One server of the ensemble. */
  public record Peer(int number, String host, int port) {}

  @Override
  public String toString() {
    return "ManagerPlace[self=" + self + ", peers=" + peers + ", the rest is secret]";
  }
}
