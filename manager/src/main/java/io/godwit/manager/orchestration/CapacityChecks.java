package io.godwit.manager.orchestration;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.Check;
import io.godwit.model.migration.MigrationId;
import java.util.List;

/** Whether there is room for a VM and for its migration. Pure. */
final class CapacityChecks {
  private final DataCenter state;
  private final VmEntry vm;
  private final HostEntry destination;

  CapacityChecks(DataCenter state, VmEntry vm, HostEntry destination) {
    this.state = state;
    this.vm = vm;
    this.destination = destination;
  }

  void addTo(CheckList list) {
    list.check(
            Check.MEMORY,
            vm.spec().memory(),
            Capacity.free(state, destination) + " free of " + destination.description().memory())
        .unless(Capacity.shortage(state, destination, vm.name(), vm.spec().memory()));
    int inFlight = state.hard().inFlight().size();
    CheckList.Entry all =
        list.check(
            Check.MIGRATIONS, "fewer than " + Migrations.MAX_IN_FLIGHT, inFlight + " in flight");
    if (inFlight < Migrations.MAX_IN_FLIGHT) {
      all.passes();
    } else {
      all.refuses(
          ErrorCode.HOST_BUSY,
          inFlight + " migrations are in flight already.",
          "Try again when some have ended.");
    }
    alone(list, Check.SOURCE_MIGRATIONS, vm.right().home());
    alone(list, Check.DESTINATION_MIGRATIONS, destination.id());
  }

  private void alone(CheckList list, Check check, HostId host) {
    List<MigrationId> others =
        state.hard().inFlight().values().stream()
            .flatMap(id -> state.hard().migrations().get(id).stream())
            .filter(m -> !m.vm().equals(vm.id()))
            .filter(m -> m.source().equals(host) || m.destination().equals(host))
            .map(m -> m.id())
            .toList();
    CheckList.Entry entry = list.check(check, "none at " + host, others.size() + " in flight");
    if (others.isEmpty()) {
      entry.passes();
      return;
    }
    entry.warns(
        "Host "
            + host
            + " takes part in "
            + others.size()
            + " other migration"
            + (others.size() == 1 ? "" : "s")
            + ", "
            + others.getFirst()
            + " among them; they share its link.",
        "Wait for them if the pause or the time matters.");
  }
}
