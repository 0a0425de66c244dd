package io.godwit.lab.network;

import io.godwit.lab.process.Command;
import io.godwit.model.unit.DataRate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lays, cuts and limits the wires. Not for use by several threads. */
public final class Topology {
  /** Of the first manager. */
  public static final String MANAGER_ADDRESS = "10.77.0.1";

  public static final String CLIENT_ADDRESS = "10.78.0.2";

  /** Namespace of the first manager. */
  public static final String MANAGER = "mgr";

  public static final String CLIENT = "client";

  /** Bridge of the VMs' network on every host. */
  public static final String LAN_BRIDGE = "br-lan";

  private static final String FABRIC = "fabric";
  private static final String LAB_ADDRESS = "10.77.0.2";
  private static final String BRIDGE = "type bridge stp_state 0 forward_delay 0 mcast_snooping 0";

  /** One packet's worth of jiffies: tbf must be able to send a whole 64 KiB segment at once. */
  private static final int BURST_BYTES = 256 * 1024;

  /** What a card's queue would hold; longer would turn every full link into a long one. */
  private static final String QUEUE = "10ms";

  /** The first host's address ends in 11. */
  private static final int MAX_MANAGERS = 7;

  private final List<String> hosts;
  private final int managers;

  private Topology(List<String> hosts, int managers) {
    this.hosts = List.copyOf(hosts);
    this.managers = managers;
    if (managers < 1 || managers > MAX_MANAGERS) {
      throw new IllegalArgumentException("a lab has 1 to " + MAX_MANAGERS + " managers");
    }
  }

  /**
   * Makes all namespaces and wires.
   *
   * @param hosts names of the hosts, at most 9 characters each
   * @param managers how many
   * @param rate of every host's management wire, or none
   */
  public static Topology lay(List<String> hosts, int managers, @Nullable DataRate rate)
      throws InterruptedException {
    Topology topology = new Topology(hosts, managers);
    topology.layNamespaces();
    topology.layOwn();
    topology.layFabric();
    for (int i = 1; i <= managers; i++) {
      topology.layInside(
          manager(i), "addr add " + managerAddress(i) + "/24 dev mgmt", "link set mgmt up");
    }
    topology.layInside(CLIENT, "addr add " + CLIENT_ADDRESS + "/24 dev lan", "link set lan up");
    for (String host : topology.hosts) {
      topology.layInside(
          host,
          "addr add " + topology.managementAddress(host) + "/24 dev mgmt",
          "link set mgmt up",
          "link add name " + LAN_BRIDGE + " " + BRIDGE,
          "link set uplink master " + LAN_BRIDGE + " up",
          "link set " + LAN_BRIDGE + " up");
    }
    if (rate != null) {
      topology.limit(rate);
    }
    return topology;
  }

  /** Namespace of a manager, counted from 1. */
  public static String manager(int number) {
    return number == 1 ? MANAGER : MANAGER + number;
  }

  /** Where a manager is reached, counted from 1. */
  public static String managerAddress(int number) {
    return number == 1 ? MANAGER_ADDRESS : "10.77.0." + (number + 1); // .2 is the lab's own
  }

  /** The address migrations to {@code host} go to. */
  public String managementAddress(String host) {
    return "10.77.0." + (11 + hosts.indexOf(host));
  }

  /** What to put before a command to run it in a namespace; the pid stays the same. */
  public static List<String> enter(String namespace) {
    return List.of("nsenter", "--net=/run/netns/" + namespace, "--");
  }

  /** {@code command}, to be run in {@code namespace}. */
  public static List<String> enter(String namespace, List<String> command) {
    List<String> whole = new ArrayList<>(enter(namespace));
    whole.addAll(command);
    return whole;
  }

  /** Pulls a host's plug. */
  public void cut(String host, Wire wire) throws InterruptedException {
    set(host, wire, "down");
  }

  /** Puts it back. */
  public void restore(String host, Wire wire) throws InterruptedException {
    set(host, wire, "up");
  }

  /** Limits every host's management wire, in both directions; none lifts the limit. */
  public void limit(@Nullable DataRate rate) throws InterruptedException {
    List<String> own = new ArrayList<>();
    for (String host : hosts) {
      own.add(discipline(Wire.MANAGEMENT.farEnd(host), rate));
      Command.run(enter(host, List.of("tc", "-force", "-batch", "-")), discipline("mgmt", rate));
    }
    Command.run(List.of("tc", "-force", "-batch", "-"), String.join("\n", own));
  }

  /** Removes every namespace, and with it its wires. */
  public void remove() throws InterruptedException {
    List<String> lines = new ArrayList<>();
    // A namespace takes its devices with it, but only in its own time; the next lab may be faster.
    managed().forEach(end -> lines.add("link del " + Wire.MANAGEMENT.farEnd(end)));
    namespaces().forEach(namespace -> lines.add("netns del " + namespace));
    lines.add("link del br-mgmt");
    Command.run(List.of("ip", "-force", "-batch", "-"), String.join("\n", lines));
  }

  private static String discipline(String device, @Nullable DataRate rate) {
    return rate == null
        ? "qdisc replace dev " + device + " root noqueue"
        : "qdisc replace dev %s root tbf rate %dbit burst %d latency %s"
            .formatted(device, rate.bytesPerSecond() * 8, BURST_BYTES, QUEUE);
  }

  /** Who has a management wire. */
  private List<String> managed() {
    List<String> all = new ArrayList<>(hosts);
    for (int i = 1; i <= managers; i++) {
      all.add(manager(i));
    }
    return all;
  }

  private List<String> namespaces() {
    List<String> all = new ArrayList<>(List.of(CLIENT, FABRIC));
    all.addAll(managed());
    return all;
  }

  private void layNamespaces() throws InterruptedException {
    List<String> lines = new ArrayList<>();
    namespaces().forEach(namespace -> lines.add("netns add " + namespace));
    Command.run(List.of("ip", "-batch", "-"), String.join("\n", lines));
  }

  private void layOwn() throws InterruptedException {
    List<String> lines = new ArrayList<>();
    lines.add("link add name br-mgmt " + BRIDGE);
    lines.add("addr add " + LAB_ADDRESS + "/24 dev br-mgmt");
    lines.add("link set br-mgmt up");
    for (String end : managed()) {
      String device = Wire.MANAGEMENT.farEnd(end);
      lines.add("link add name " + device + " type veth peer name mgmt netns " + end);
      lines.add("link set " + device + " master br-mgmt up");
    }
    batch(List.of(), lines);
  }

  private void layFabric() throws InterruptedException {
    List<String> lines = new ArrayList<>();
    lines.add("link add name " + LAN_BRIDGE + " " + BRIDGE);
    lines.add("link set " + LAN_BRIDGE + " up");
    for (String host : hosts) {
      lines.add(
          "link add name " + Wire.LAN.farEnd(host) + " type veth peer name uplink netns " + host);
      lines.add("link set " + Wire.LAN.farEnd(host) + " master " + LAN_BRIDGE + " up");
    }
    String client = Wire.LAN.farEnd(CLIENT);
    lines.add("link add name " + client + " type veth peer name lan netns " + CLIENT);
    lines.add("link set " + client + " master " + LAN_BRIDGE + " up");
    batch(enter(FABRIC), lines);
  }

  private void layInside(String namespace, String... lines) throws InterruptedException {
    batch(enter(namespace), List.of(lines));
  }

  /** Without IPv6: its neighbour discovery is nobody's here and would be noise in measurements. */
  private static void batch(List<String> enter, List<String> lines) throws InterruptedException {
    List<String> command = new ArrayList<>(enter);
    command.addAll(
        List.of(
            "sh",
            "-c",
            "for each in all default; do"
                + " { echo 1 >/proc/sys/net/ipv6/conf/$each/disable_ipv6; } 2>/dev/null; done;"
                + " exec ip -batch -"));
    Command.run(command, "link set lo up\n" + String.join("\n", lines));
  }

  private static void set(String host, Wire wire, String how) throws InterruptedException {
    List<String> command = new ArrayList<>(wire == Wire.LAN ? enter(FABRIC) : List.of());
    command.addAll(List.of("ip", "link", "set", wire.farEnd(host), how));
    Command.run(command, "");
  }
}
