package io.godwit.manager.orchestration;

import io.godwit.manager.inventory.Claim;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.Migration;
import io.godwit.manager.inventory.MigrationState;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.Check;
import io.godwit.model.migration.CheckReport;
import io.godwit.model.migration.DiskWish;
import io.godwit.model.vm.VmName;
import java.util.Optional;

/**
 * What the manager can tell about a migration without asking anyone. A migration that begins and a
 * call that only asks are told the same. Pure.
 */
final class Preflight {
  private Preflight() {}

  /**
   * The VM, if nothing speaks against moving it.
   *
   * @throws GodwitException the first refusal
   */
  static VmEntry require(DataCenter state, VmName name, HostId to, DiskWish wish) {
    VmEntry vm = state.requireVm(name);
    Optional<Problem> refusal = report(state, vm, to, wish).refusal();
    if (refusal.isPresent()) {
      throw refusal.get().asException();
    }
    return vm;
  }

  /** Every check of moving the VM there, the most basic first. */
  static CheckReport report(DataCenter state, VmEntry vm, HostId to, DiskWish wish) {
    CheckList list = new CheckList();
    HostId home = vm.right().home();
    list.check(
            Check.NO_MIGRATION,
            "none in flight",
            state.hard().migrationOf(vm.id()).map(m -> m.id().value()).orElse("none"))
        .unless(migrating(state, vm));
    list.check(
            Check.NO_OTHER_CALL,
            "none under way",
            state.soft().claims().get(vm.id()).map(c -> words(c.kind())).orElse("none"))
        .unless(claimed(state, vm));
    list.check(Check.OTHER_HOST, "another than " + home, to)
        .unless(
            home.equals(to)
                ? Optional.of(
                    new Problem(
                        ErrorCode.SAME_HOST,
                        "VM " + vm.name() + " is on host " + to + " already.",
                        "Name another host."))
                : Optional.empty());
    list.check(
            Check.IN_SERVICE,
            "in service",
            state.hard().maintenances().has(to)
                ? "in maintenance"
                : state.hard().standbys().isOn(to) ? "in service" : "not in service")
        .unless(Availability.refusal(state, to));
    connected(list, Check.DESTINATION_AGENT, state, to);
    connected(list, Check.SOURCE_AGENT, state, home);
    Optional<HostEntry> source = state.soft().hosts().get(home);
    Optional<HostEntry> destination = state.soft().hosts().get(to);
    source.ifPresent(host -> new SourceChecks(state, vm, host).addTo(list));
    if (!home.equals(to) && destination.isPresent()) {
      new DestinationChecks(state, vm, source, destination.get(), wish).addTo(list);
    }
    return list.report();
  }

  private static void connected(CheckList list, Check check, DataCenter state, HostId host) {
    try {
      state.requireConnected(host);
      list.check(check, "connected", host + " is connected").passes();
    } catch (GodwitException refused) {
      String found = refused.code() == ErrorCode.HOST_UNKNOWN ? " is unknown" : " is not connected";
      list.check(check, "connected", host + found).refuses(refused.problem());
    }
  }

  /** The refusal of a VM that is in a migration, during which nothing else may change it. */
  static Optional<Problem> migrating(DataCenter state, VmEntry vm) {
    return state.hard().migrationOf(vm.id()).map(migration -> migrating(vm, migration));
  }

  private static Problem migrating(VmEntry vm, Migration migration) {
    return new Problem(
        ErrorCode.VM_MIGRATING,
        "VM "
            + vm.name()
            + (migration.state() instanceof MigrationState.Queued
                ? " waits to be moved from "
                : " is being moved from ")
            + migration.source()
            + " to "
            + migration.destination()
            + " by migration "
            + migration.id()
            + ".",
        "Wait until it has ended, or cancel it with 'godwit migration cancel "
            + migration.id()
            + "'.");
  }

  /** The refusal of a VM that another call is busy with. */
  static Optional<Problem> claimed(DataCenter state, VmEntry vm) {
    return state
        .soft()
        .claims()
        .get(vm.id())
        .map(claim ->
            new Problem(
                ErrorCode.VM_WRONG_STATE,
                "VM " + vm.name() + " is being " + words(claim.kind()) + " at the moment.",
                "Wait until that is done."));
  }

  private static String words(Claim.Kind kind) {
    return switch (kind) {
      case DEFINE -> "defined";
      case START -> "started";
      case DELETE -> "deleted";
      case MOVE_DISK -> "given another place for a disk";
      case REHEARSE -> "rehearsed for a move";
      case FINISH -> "brought to the end of what another manager began";
    };
  }
}
