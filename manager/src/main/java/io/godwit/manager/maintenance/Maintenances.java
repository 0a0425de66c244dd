package io.godwit.manager.maintenance;

import io.godwit.manager.entity.EntityKey;
import io.godwit.manager.entity.EntityKind;
import io.godwit.manager.entity.Table;
import io.godwit.model.host.HostId;
import java.util.List;
import java.util.Optional;

/**
 * The hosts that are to be empty. Hard state.
 *
 * @param hosts by host
 */
public record Maintenances(Table<HostId, Maintenance> hosts) {
  private static final String KIND = "maintenance";

  public static final Maintenances EMPTY = new Maintenances(Table.empty());

  public Optional<Maintenance> of(HostId host) {
    return hosts.get(host);
  }

  /** Whether the host takes no VMs. */
  public boolean has(HostId host) {
    return hosts.has(host);
  }

  /**
   * What a change does.
   *
   * @throws IllegalStateException if it cannot follow this state
   */
  public Maintenances apply(MaintenanceChange change) {
    return switch (change) {
      case MaintenanceChange.Begun begun -> with(begun.maintenance());
      case MaintenanceChange.Sent sent -> {
        require(has(sent.host()), change);
        yield with(of(sent.host()).orElseThrow().with(sent.vm()));
      }
      case MaintenanceChange.Ended ended -> {
        require(has(ended.host()), change);
        yield without(ended.host());
      }
    };
  }

  /** The same without a host that is no longer one of ours. */
  public Maintenances without(HostId host) {
    return has(host) ? new Maintenances(hosts.without(host)) : this;
  }

  /** What is kept of it. */
  public static List<EntityKind<Maintenances, ?>> kinds() {
    return List.of(
        new EntityKind<>(
            KIND,
            Maintenance.class,
            maintenance -> maintenance.host().value(),
            (state, host) -> state.hosts.get(new HostId(host)),
            Maintenances::with,
            state -> state.hosts.values()));
  }

  /** Where it is kept whether a host is to be empty. */
  public static EntityKey entity(HostId host) {
    return new EntityKey(KIND, host.value());
  }

  private Maintenances with(Maintenance maintenance) {
    return new Maintenances(hosts.with(maintenance.host(), maintenance));
  }

  private static void require(boolean holds, MaintenanceChange change) {
    if (!holds) {
      throw new IllegalStateException(change + " does not fit the state");
    }
  }
}
