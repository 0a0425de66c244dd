package io.godwit.manager.rest;

import io.godwit.manager.entity.Table;
import io.godwit.manager.identity.Sight;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.rest.InventoryLists.VmFilter;
import io.godwit.model.host.HostId;
import io.godwit.model.identity.Privilege;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmObservation;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.VmView;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The list of VMs, followed. */
record WatchedVms(VmFilter filter) implements Watched<VmId, VmView> {
  @Override
  public String path() {
    return ApiPaths.VMS;
  }

  @Override
  public Privilege privilege() {
    return Privilege.VM_VIEW;
  }

  @Override
  public Collection<VmId> keys(DataCenter state) {
    return state.hard().names().values();
  }

  @Override
  public Set<VmId> touched(DataCenter before, DataCenter after) {
    Set<VmId> touched = new TreeSet<>(before.hard().vms().differences(after.hard().vms()));
    touched.addAll(before.hard().inFlight().differences(after.hard().inFlight()));
    touched.addAll(before.hard().catalog().vms().differences(after.hard().catalog().vms()));
    for (HostId host : before.soft().hosts().differences(after.soft().hosts())) {
      Optional<HostEntry> was = before.soft().hosts().get(host);
      Optional<HostEntry> is = after.soft().hosts().get(host);
      if (was.map(HostEntry::isConnected).equals(is.map(HostEntry::isConnected))) {
        touched.addAll(seen(was).differences(seen(is)));
      } else {
        touched.addAll(seen(was).entries().keySet());
        touched.addAll(seen(is).entries().keySet());
      }
    }
    return touched;
  }

  private static Table<VmId, VmObservation> seen(Optional<HostEntry> host) {
    return host.map(HostEntry::vms).orElse(Table.empty());
  }

  @Override
  public Glance<VmId, VmView> glance(DataCenter state, Sight sight) {
    InventoryLists.Eyes eyes = new InventoryLists.Eyes(state, sight);
    return id -> state.hard().vms().get(id).flatMap(vm -> eyes.vm(vm, filter));
  }
}
