package io.godwit.manager.orchestration;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.Lineup;
import io.godwit.manager.inventory.MigrationState;
import io.godwit.manager.inventory.Reservations;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.model.catalog.Resources;
import io.godwit.model.error.Problem;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.Check;
import io.godwit.model.migration.MigrationId;
import io.godwit.planner.turn.Burden;
import io.godwit.planner.turn.Contender;
import java.util.List;
import java.util.Optional;

/** Whether there is room for a VM and for its migration. Pure. */
final class CapacityChecks {
  /** A migration of which only its hosts are known. */
  private static final MigrationId ANY = new MigrationId("mthisone");

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
            Capacity.needed(state, destination, vm),
            Capacity.free(state, destination) + " free of " + destination.description().memory())
        .unless(Capacity.shortage(state, destination, vm));
    long reserved = Reservations.of(state, vm.id());
    list.check(
            Check.RESERVATION,
            Resources.cores(reserved) + " cores",
            "%s of %d reserved by others"
                .formatted(
                    Resources.cores(Reservations.on(state, destination.id())),
                    destination.description().cpus()))
        .unless(Reservations.refusal(state, destination, vm.id(), vm.name(), reserved));
    turn(list);
    alone(list, Check.SOURCE_MIGRATIONS, vm.right().home());
    alone(list, Check.DESTINATION_MIGRATIONS, destination.id());
  }

  /** Whether it would begin at once; what sharing a link does to it is not known yet. */
  private void turn(CheckList list) {
    int waiting = Lineup.waitingCount(state.hard());
    Optional<String> reason =
        Lineup.of(
                state.hard(),
                new Contender(
                    ANY,
                    vm.right().home(),
                    destination.id(),
                    Burden.MEMORY,
                    Lineup.crowding(null),
                    Lineup.nextNumber(state.hard())))
            .reason();
    CheckList.Entry entry = list.check(Check.MIGRATIONS, "its turn", waiting + " wait");
    Optional<Problem> tooLong = Lineup.tooLong(state.hard());
    if (reason.isEmpty()) {
      entry.passes();
    } else if (tooLong.isPresent()) {
      entry.refuses(tooLong.get());
    } else {
      entry.warns(
          "It would wait for its turn: " + reason.get() + ".",
          "It begins by itself when its turn comes.");
    }
  }

  private void alone(CheckList list, Check check, HostId host) {
    List<MigrationId> others =
        state.hard().inFlight().values().stream()
            .flatMap(id -> state.hard().migrations().get(id).stream())
            .filter(m -> !m.vm().equals(vm.id()))
            .filter(m -> !(m.state() instanceof MigrationState.Queued))
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
