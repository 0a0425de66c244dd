package io.godwit.protocol.api;

/**
 * What lets a host enrol.
 *
 * @param host its id
 * @param token a secret that is good for 24 hours, once; it is shown here and never again
 */
public record HostToken(String host, String token) {
  @Override
  public String toString() {
    return "HostToken[host=" + host + ", token is secret]";
  }
}
