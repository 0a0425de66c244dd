package io.godwit.agent.platform;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * TCP connections from this host as its kernel sees them, past the programs that hold them: one of
 * them may answer nobody while it waits for a dead link. Safe for all threads.
 */
public final class Connections {
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final Pattern CONFIRMED = Pattern.compile("\\bbytes_acked:(\\d+)");

  /** State, what waits to be read, what waits to be taken by the other end. */
  private static final Pattern QUEUES = Pattern.compile("^\\S+\\s+\\d+\\s+(\\d+)\\s");

  private final Commands commands;

  public Connections(Commands commands) {
    this.commands = commands;
  }

  /**
   * The other end.
   *
   * @param address of it, IPv4 or IPv6
   */
  public record Peer(String address, int port) {
    private String filter() {
      return (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
    }
  }

  /**
   * What has become of that which was sent over all connections to a peer, in bytes.
   *
   * @param confirmed it has been taken by the other end's kernel
   * @param waiting it has not, so far
   */
  public record Traffic(long confirmed, long waiting) {}

  /**
   * Looks now.
   *
   * @throws GodwitException HOST_SETUP_FAILED if this host's tool does not say
   */
  public Traffic traffic(Peer peer) throws InterruptedException {
    long confirmed = 0;
    long waiting = 0;
    for (String line : run(List.of("-tinOH"), peer).lines().toList()) {
      Matcher queues = QUEUES.matcher(line);
      if (queues.find()) {
        waiting += Long.parseLong(queues.group(1));
      }
      Matcher acked = CONFIRMED.matcher(line);
      if (acked.find()) {
        confirmed += Long.parseLong(acked.group(1));
      }
    }
    return new Traffic(confirmed, waiting);
  }

  /**
   * Breaks all connections to a peer. Who writes to one is told so by the kernel; what had been
   * written and not taken is lost.
   *
   * @throws GodwitException HOST_SETUP_FAILED if this host's tool refuses
   */
  public void abort(Peer peer) throws InterruptedException {
    var _ = run(List.of("-KtnH"), peer);
  }

  private String run(List<String> how, Peer peer) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("ss"));
    command.addAll(how);
    command.addAll(List.of("dst", peer.filter()));
    Commands.Outcome outcome = commands.run(command, "", DEADLINE);
    if (outcome.status() != 0) {
      throw new GodwitException(
          ErrorCode.HOST_SETUP_FAILED,
          "The command '" + String.join(" ", command) + "' failed: " + outcome.output().strip(),
          "Check that the package iproute2 is installed on this host.");
    }
    return outcome.output();
  }
}
