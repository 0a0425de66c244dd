package io.godwit.manager.maintenance;

import io.godwit.manager.entity.EntityKey;
import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import java.util.List;

/** One change of {@link Maintenances}. */
public sealed interface MaintenanceChange {
  /** The host it is about. */
  HostId host();

  /** The entities it changes. */
  default List<EntityKey> touched() {
    return List.of(Maintenances.entity(host()));
  }

  /** A host is to be empty, or is so on other terms. */
  record Begun(Maintenance maintenance) implements MaintenanceChange {
    @Override
    public HostId host() {
      return maintenance.host();
    }
  }

  /** A VM begins to leave for it. */
  record Sent(HostId host, VmId vm) implements MaintenanceChange {}

  /** A host takes VMs again. */
  record Ended(HostId host) implements MaintenanceChange {}
}
