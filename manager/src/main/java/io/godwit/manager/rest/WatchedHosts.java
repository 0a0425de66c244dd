package io.godwit.manager.rest;

import io.godwit.manager.identity.Sight;
import io.godwit.manager.inventory.Claim;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.rest.InventoryLists.HostFilter;
import io.godwit.model.host.HostId;
import io.godwit.model.identity.Privilege;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.vm.VmId;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.HostView;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The list of hosts, followed. A host also looks different when its VMs come and go. */
record WatchedHosts(HostFilter filter) implements Watched<HostId, HostView> {
  @Override
  public String path() {
    return ApiPaths.HOSTS;
  }

  @Override
  public Privilege privilege() {
    return Privilege.HOST_VIEW;
  }

  @Override
  public Collection<HostId> keys(DataCenter state) {
    return Tally.known(state);
  }

  @Override
  public Set<HostId> touched(DataCenter before, DataCenter after) {
    Set<HostId> touched = new TreeSet<>(before.soft().hosts().differences(after.soft().hosts()));
    touched.addAll(
        before.hard().enrolments().hosts().differences(after.hard().enrolments().hosts()));
    touched.addAll(before.hard().homes().byHost().differences(after.hard().homes().byHost()));
    touched.addAll(before.hard().catalog().hosts().differences(after.hard().catalog().hosts()));
    for (VmId vm : before.hard().inFlight().differences(after.hard().inFlight())) {
      goals(before, vm, touched);
      goals(after, vm, touched);
    }
    for (VmId vm : before.soft().claims().differences(after.soft().claims())) {
      before.soft().claims().get(vm).map(Claim::host).ifPresent(touched::add);
      after.soft().claims().get(vm).map(Claim::host).ifPresent(touched::add);
    }
    return touched;
  }

  private static void goals(DataCenter state, VmId vm, Set<HostId> touched) {
    MigrationId migration = state.hard().inFlight().get(vm).orElse(null);
    if (migration != null) {
      state.hard().migrations().get(migration).ifPresent(each -> touched.add(each.destination()));
    }
  }

  @Override
  public Glance<HostId, HostView> glance(DataCenter state, Sight sight) {
    InventoryLists.Eyes eyes = new InventoryLists.Eyes(state, sight);
    return id -> Tally.knows(state, id) ? eyes.host(id, filter) : Optional.empty();
  }
}
