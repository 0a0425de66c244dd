package io.godwit.manager.inventory;

import io.godwit.manager.entity.Table;
import io.godwit.model.host.HostDescription;
import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmObservation;
import java.time.Instant;

/**
 * A host as its agent told it. Soft.
 *
 * @param link the number of the link it is connected by; 0 while it is not
 * @param lastSeen when it last said something, wall clock
 * @param vms what it has, newest observation each
 */
public record HostEntry(
    HostDescription description, long link, Instant lastSeen, Table<VmId, VmObservation> vms) {
  public HostId id() {
    return description.id();
  }

  public boolean isConnected() {
    return link != 0;
  }

  HostEntry seen(VmObservation observation, Instant at) {
    return new HostEntry(description, link, at, vms.with(observation.vm(), observation));
  }

  HostEntry gone(VmId vm, Instant at) {
    return new HostEntry(description, link, at, vms.without(vm));
  }

  HostEntry disconnected() {
    return new HostEntry(description, 0, lastSeen, vms);
  }
}
