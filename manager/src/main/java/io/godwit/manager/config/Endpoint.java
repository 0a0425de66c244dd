package io.godwit.manager.config;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Where to listen.
 *
 * @param host a name or address of this machine
 * @param port 0 to 65535; 0 takes a free one
 */
public record Endpoint(String host, int port) {
  private static final int MAX_PORT = 65535;

  public Endpoint {
    if (host.isBlank() || port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("an address to listen on is HOST:PORT");
    }
  }

  /**
   * Reads {@code 127.0.0.1:8080}, {@code [::1]:0}.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Endpoint parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0) {
      throw new IllegalArgumentException("'" + text + "' is not HOST:PORT");
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    try {
      return new Endpoint(host, Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException("'" + text + "' has no port number", notANumber);
    }
  }

  /** Whether only this machine reaches it, as far as its text tells: no name is looked up. */
  public boolean isLoopback() {
    return host.equals("localhost") || literal().filter(InetAddress::isLoopbackAddress).isPresent();
  }

  /** Whether it stands for every address of this machine. */
  public boolean isWildcard() {
    return literal().filter(InetAddress::isAnyLocalAddress).isPresent();
  }

  private Optional<InetAddress> literal() {
    try {
      return Optional.of(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException name) {
      return Optional.empty();
    }
  }

  /** The same host with the port that was taken. */
  public Endpoint at(int taken) {
    return new Endpoint(host, taken);
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
