package io.godwit.testbed.simulation.network;

import io.godwit.testbed.simulation.scheduler.VirtualProcess;
import io.godwit.testbed.simulation.scheduler.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/** Paths between nodes and the connections on them. */
public final class Network {
  private static final int MIN_DELAY_MICROS = 50;
  private static final int MAX_DELAY_MICROS = 2_000;

  /** A lost segment is sent again after this long, and after twice as long the next time. */
  private static final Duration RETRANSMISSION = Duration.ofMillis(200);

  private static final int MAX_LOSSES = 4;

  private final World world;
  private final SplittableRandom random;
  private final TreeSet<String> cuts = new TreeSet<>();
  private final TreeMap<String, Double> losses = new TreeMap<>();
  private final TreeMap<String, Duration> detours = new TreeMap<>();
  private final List<Connection> open = new ArrayList<>();

  public Network(World world) {
    this.world = world;
    this.random = world.random();
  }

  /**
   * One end of a connection to be.
   *
   * @param node where it is
   * @param process what receives there
   * @param patience how long it bears the silence of the other end
   */
  public record Port(String node, VirtualProcess process, Duration patience) {}

  /** A connection; nothing has been sent on it. */
  public Connection connect(Port near, Port far) {
    Connection made = new Connection(this, world, near, far);
    open.add(made);
    return made;
  }

  /** Whether a first packet would arrive. */
  public boolean reaches(String a, String b) {
    return !cuts.contains(path(a, b));
  }

  public void cut(String a, String b) {
    if (cuts.add(path(a, b))) {
      world.note(() -> "network: " + path(a, b) + " is cut");
      review();
    }
  }

  public void heal(String a, String b) {
    if (cuts.remove(path(a, b))) {
      world.note(() -> "network: " + path(a, b) + " is healed");
      review();
    }
  }

  /** Loses segments, which makes what is sent late. */
  public void lose(String a, String b, double share) {
    losses.put(path(a, b), share);
    world.note(() -> "network: " + path(a, b) + " loses " + share);
  }

  /** Takes longer. */
  public void detour(String a, String b, Duration extra) {
    detours.put(path(a, b), extra);
    world.note(() -> "network: " + path(a, b) + " takes " + extra + " longer");
  }

  /** All paths are as they should be. */
  public void repair() {
    cuts.clear();
    losses.clear();
    detours.clear();
    world.note(() -> "network: repaired");
    review();
  }

  /** A process has been paused, goes on, or is dead: its connections may have to be given up. */
  public void review() {
    for (Connection connection : List.copyOf(open)) {
      connection.review();
    }
    open.removeIf(Connection::isOver);
  }

  /** A process was killed: its kernel closes what it had. */
  public void closed(VirtualProcess process) {
    for (Connection connection : List.copyOf(open)) {
      connection.closedBy(process);
    }
    review();
  }

  /** A node is back after a power loss: it answers what it does not know with a reset. */
  public void rebooted(String node) {
    open.forEach(connection -> connection.rebooted(node));
  }

  public Duration delay(String a, String b) {
    Duration delay =
        Duration.ofNanos(1000L * random.nextInt(MIN_DELAY_MICROS, MAX_DELAY_MICROS))
            .plus(detours.getOrDefault(path(a, b), Duration.ZERO));
    double loss = losses.getOrDefault(path(a, b), 0.0);
    Duration again = RETRANSMISSION;
    for (int i = 0; i < MAX_LOSSES && random.nextDouble() < loss; i++) {
      delay = delay.plus(again);
      again = again.multipliedBy(2);
    }
    return delay;
  }

  private static String path(String a, String b) {
    return a.compareTo(b) < 0 ? a + "-" + b : b + "-" + a;
  }
}
