package io.godwit.agent.config;

import io.godwit.model.host.Datastore;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.host.HostId;
import io.godwit.model.host.NetworkName;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.AcceleratorChoice;
import io.godwit.protocol.trust.EnrolmentToken;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How one host's agent is set up.
 *
 * @param host the host's id
 * @param managers where managers listen for agents, as {@code host:port}; tried in turn
 * @param stateDirectory survives a reboot: one file per VM, verdicts
 * @param runDirectory does not need to: sockets, logs
 * @param qemu the emulator that new VMs are started with
 * @param migrationAddress the address other hosts send VMs to
 * @param memory memory that VMs may use; all but an eighth of the machine's if not given
 * @param cpus processors that VMs may use; all if not given
 * @param vmUser {@code auto}, {@code root}, or the number of the user QEMU runs as
 * @param accelerator {@code auto}, {@code kvm} or {@code tcg}
 * @param datastores directories by the datastore's name
 * @param networks bridges by the network's name
 * @param overlay the overlay networks it takes part in, and from where
 * @param telemetryInterval how often it is measured what the host and its VMs use
 * @param enrolmentToken lets the host enrol, until it is used; a secret
 */
public record AgentConfig(
    HostId host,
    List<String> managers,
    Path stateDirectory,
    Path runDirectory,
    Path qemu,
    String migrationAddress,
    @Nullable DataSize memory,
    @Nullable Integer cpus,
    String vmUser,
    AcceleratorChoice accelerator,
    SortedMap<DatastoreName, Mount> datastores,
    SortedMap<NetworkName, String> networks,
    Membership overlay,
    Duration telemetryInterval,
    @Nullable EnrolmentToken enrolmentToken) {

  /** A datastore's directory on this host. */
  public record Mount(Path path, Datastore.Reach reach) {}

  /**
   * A host's part in overlay networks.
   *
   * @param address where it sends and receives their packets
   * @param networks which ones
   */
  public record Membership(String address, SortedSet<NetworkName> networks) {
    public Membership {
      networks = new TreeSet<>(networks);
    }
  }

  private static final int SHORTEST_INTERVAL_S = 1;
  private static final int LONGEST_INTERVAL_S = 300;
  static final int USUAL_INTERVAL_S = 10;

  public AgentConfig {
    managers = List.copyOf(managers);
    datastores = new TreeMap<>(datastores);
    networks = new TreeMap<>(networks);
    if (managers.isEmpty()) {
      throw new IllegalArgumentException("'managers' names no manager");
    }
    if (telemetryInterval.toSeconds() < SHORTEST_INTERVAL_S
        || telemetryInterval.compareTo(Duration.ofSeconds(LONGEST_INTERVAL_S)) > 0) {
      throw new IllegalArgumentException(
          "'telemetryIntervalSeconds' is " + SHORTEST_INTERVAL_S + " to " + LONGEST_INTERVAL_S);
    }
  }
}
