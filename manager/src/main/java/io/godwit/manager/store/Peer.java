package io.godwit.manager.store;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One server of an ensemble.
 *
 * @param id 1 to 255, never used for another
 * @param host where the other servers reach it
 * @param port for the state; the next one is for elections; the one after that, on loopback, for
 *     its own manager
 */
public record Peer(int id, String host, int port) {
  private static final Pattern LINE = Pattern.compile("server\\.(\\d+)=(.+?):(\\d+):\\d+(:.*)?");

  int clientPort() {
    return port + 2;
  }

  /** As ZooKeeper's configuration has it. */
  String line() {
    String address = host.contains(":") ? "[" + host + "]" : host;
    return "server.%d=%s:%d:%d:participant;127.0.0.1:%d"
        .formatted(id, address, port, port + 1, clientPort());
  }

  /** Reads a line of ZooKeeper's configuration; nothing if it is about something else. */
  static Optional<Peer> parse(String line) {
    Matcher matcher = LINE.matcher(line.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String host = matcher.group(2);
    if (host.startsWith("[")) {
      host = host.substring(1, host.length() - 1);
    }
    return Optional.of(
        new Peer(Integer.parseInt(matcher.group(1)), host, Integer.parseInt(matcher.group(3))));
  }
}
