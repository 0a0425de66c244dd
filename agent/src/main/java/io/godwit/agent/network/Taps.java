package io.godwit.agent.network;

import io.godwit.agent.platform.Commands;
import io.godwit.agent.platform.VmUser;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.NetworkName;
import io.godwit.model.vm.NicSpec;
import io.godwit.model.vm.VmId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;

/** Makes and removes the taps of VMs, each a port of its network's bridge. Safe for all threads. */
public final class Taps {
  /** {@code ip} answers in milliseconds; a kernel that needs longer is in trouble. */
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final Commands commands;
  private final SortedMap<NetworkName, String> bridges;
  private final Overlays overlays;
  private final VmUser user;

  /**
   * @param bridges of the networks that are bridges of this host
   * @param overlays the other networks
   */
  public Taps(
      Commands commands, SortedMap<NetworkName, String> bridges, Overlays overlays, VmUser user) {
    this.commands = commands;
    this.overlays = overlays;
    this.bridges = bridges;
    this.user = user;
  }

  /** The name of a VM's n-th tap; at most 15 characters, as the kernel wants it. */
  public static String name(VmId vm, int index) {
    return String.format(
        Locale.ROOT, "gw%010x%x", vm.value().getMostSignificantBits() >>> 24, index);
  }

  /**
   * Refuses networks this host does not have.
   *
   * @throws GodwitException {@code NETWORK_UNKNOWN}
   */
  public void check(List<NicSpec> nics) {
    nics.forEach(nic -> bridge(nic.network()));
  }

  /**
   * Makes the VM's taps, up and in their bridges. What is left of earlier ones is removed first.
   *
   * @return their names, in the order of the cards
   */
  public List<String> create(VmId vm, List<NicSpec> nics) throws InterruptedException {
    if (nics.isEmpty()) {
      return List.of();
    }
    check(nics);
    remove(vm, nics.size());
    List<String> names = new ArrayList<>();
    StringBuilder batch = new StringBuilder();
    for (int i = 0; i < nics.size(); i++) {
      String name = name(vm, i);
      String owner = user.mode() == VmUser.Mode.SWITCHED ? " user " + user.uid() : "";
      batch
          .append("tuntap add dev " + name + " mode tap vnet_hdr" + owner + "\n")
          .append("link set dev " + name + " master " + bridge(nics.get(i).network()) + " up\n");
      if (overlays.has(nics.get(i).network())) {
        overlays
            .joining(nics.get(i).network(), name)
            .forEach(line -> batch.append(line).append('\n'));
      }
      names.add(name);
    }
    Commands.Outcome outcome =
        commands.run(List.of("ip", "-batch", "-"), batch.toString(), DEADLINE);
    if (outcome.status() != 0) {
      remove(vm, nics.size());
      throw new GodwitException(
          ErrorCode.HOST_SETUP_FAILED,
          "The VM's taps could not be made: " + outcome.output().strip() + ".",
          "Check the bridge and /dev/net/tun on this host.");
    }
    join(vm, nics, names);
    return names;
  }

  private void join(VmId vm, List<NicSpec> nics, List<String> names) throws InterruptedException {
    boolean joined = false;
    try {
      for (int i = 0; i < nics.size(); i++) {
        if (overlays.has(nics.get(i).network())) {
          overlays.joined(nics.get(i).network(), nics.get(i).mac(), names.get(i));
        }
      }
      joined = true;
    } finally {
      if (!joined) {
        remove(vm, nics.size());
      }
    }
  }

  /** Removes the VM's taps, those that exist. */
  public void remove(VmId vm, int count) throws InterruptedException {
    if (count == 0) {
      return;
    }
    StringBuilder batch = new StringBuilder();
    for (int i = 0; i < count; i++) {
      batch.append("link delete dev " + name(vm, i) + "\n");
    }
    commands.run(List.of("ip", "-force", "-batch", "-"), batch.toString(), DEADLINE);
    overlays.left();
  }

  /**
   * The bridge of a network.
   *
   * @throws GodwitException {@code NETWORK_UNKNOWN}
   */
  public String bridge(NetworkName network) {
    if (overlays.has(network)) {
      return overlays.bridge(network);
    }
    String bridge = bridges.get(network);
    if (bridge == null) {
      throw new GodwitException(
          ErrorCode.NETWORK_UNKNOWN,
          "This host has no network " + network + "; it has " + known() + ".",
          "Name one of these, or add the network to the host's agent configuration.");
    }
    return bridge;
  }

  private SortedSet<NetworkName> known() {
    SortedSet<NetworkName> known = overlays.networks();
    known.addAll(bridges.keySet());
    return known;
  }
}
