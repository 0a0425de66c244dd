package io.godwit.manager.inventory;

import io.godwit.manager.entity.Table;
import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;

/**
 * Which VMs are at home on which host. Follows from the VMs; kept so that nobody has to go through
 * 40,000 of them to count those of one host.
 *
 * @param byHost the VMs of each host that has some, by name
 */
public record Homes(Table<HostId, Table<VmName, VmId>> byHost) {
  public static final Homes EMPTY = new Homes(Table.empty());

  /** The VMs that are at home on a host; during a handover that is the source. */
  public Table<VmName, VmId> of(HostId host) {
    return byHost.get(host).orElse(Table.empty());
  }

  Homes with(VmEntry vm) {
    HostId home = vm.right().home();
    return new Homes(byHost.with(home, of(home).with(vm.name(), vm.id())));
  }

  Homes without(VmEntry vm) {
    HostId home = vm.right().home();
    Table<VmName, VmId> left = of(home).without(vm.name());
    return new Homes(left.size() == 0 ? byHost.without(home) : byHost.with(home, left));
  }
}
