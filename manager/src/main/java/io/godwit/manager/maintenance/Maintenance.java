package io.godwit.manager.maintenance;

import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;

/**
 * A host that is to be empty.
 *
 * @param since when it was decided
 * @param by who wanted it
 * @param terms what may be done for it
 * @param sent the VMs that have begun to leave for it, in the order of their ids
 */
public record Maintenance(HostId host, Instant since, String by, Terms terms, List<VmId> sent) {
  /**
   * What may be done to empty a host. Stopping a guest is not among it.
   *
   * @param alongWithDisks disks that the hosts do not share are copied with their VMs
   * @param partly VMs that cannot leave may stay; without it the host is not emptied at all then
   */
  public record Terms(boolean alongWithDisks, boolean partly) {}

  public Maintenance {
    sent = List.copyOf(new TreeSet<>(sent));
  }

  Maintenance with(VmId leaving) {
    TreeSet<VmId> all = new TreeSet<>(sent);
    all.add(leaving);
    return new Maintenance(host, since, by, terms, List.copyOf(all));
  }
}
