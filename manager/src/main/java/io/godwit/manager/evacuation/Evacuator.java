package io.godwit.manager.evacuation;

import io.godwit.manager.event.Origin;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HardState;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.loop.Outcome;
import io.godwit.manager.maintenance.Maintenance;
import io.godwit.manager.maintenance.MaintenanceChange;
import io.godwit.manager.orchestration.PlannedMoves;
import io.godwit.manager.time.Time;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.DiskWish;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.vm.VmId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that a host becomes empty and stays so while it is in maintenance, until stopped. */
final class Evacuator {
  private static final Logger LOG = LoggerFactory.getLogger(Evacuator.class);

  /** What a host sends at once and as many that wait behind, so that no place stays empty. */
  private static final int AT_ONCE = 4;

  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Hosts fill and empty without a record, too. */
  private static final Duration LOOK_ANYWAY = Duration.ofSeconds(15);

  private final HostId host;
  private final Inventory inventory;
  private final PlannedMoves planned;
  private final Contracts contracts;
  private final Setbacks setbacks;
  private final Time time;
  private final Thread thread;

  Evacuator(
      HostId host,
      Inventory inventory,
      PlannedMoves planned,
      Contracts contracts,
      Setbacks setbacks,
      Time time) {
    this.host = host;
    this.inventory = inventory;
    this.planned = planned;
    this.contracts = contracts;
    this.setbacks = setbacks;
    this.time = time;
    this.thread = time.thread("evacuation-" + host, this::run);
  }

  void start() {
    thread.start();
  }

  void stop() {
    thread.interrupt();
  }

  @SuppressWarnings("ReferenceEquality") // Another state is another object; its size is no matter.
  private void run() {
    @Nullable HardState seen = null;
    long looked = time.nanos();
    try {
      while (!inventory.isClosed()) {
        DataCenter state = inventory.now();
        Optional<Maintenance> maintenance = state.hard().maintenances().of(host);
        boolean due = time.nanos() - looked > LOOK_ANYWAY.toNanos();
        if (maintenance.isPresent() && (state.hard() != seen || due)) {
          seen = state.hard();
          looked = time.nanos();
          push(state, maintenance.get());
        }
        time.sleep(LOOK);
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  /** Begins what may begin. */
  private void push(DataCenter state, Maintenance maintenance) throws InterruptedException {
    try {
      note(state, maintenance);
      Contract contract = contracts.decided(state, host, maintenance);
      Set<VmId> notGone =
          contract.underWay().stream().map(Contract.UnderWay::vm).collect(Collectors.toSet());
      contract.next().forEach(each -> notGone.add(each.vm()));
      int room = AT_ONCE - contract.underWay().size();
      for (Contract.Next each : contract.next()) {
        if (room > 0 && each.after().stream().noneMatch(notGone::contains)) {
          room -= begin(each, maintenance) ? 1 : 0;
        }
      }
    } catch (GodwitException refused) {
      LOG.warn("host {} is not emptied further now: {}", host, refused.problem());
    } catch (RuntimeException defect) {
      LOG.error("host {} is not emptied further now", host, defect);
    }
  }

  private boolean begin(Contract.Next next, Maintenance maintenance) throws InterruptedException {
    DiskWish disks = Contracts.disks(maintenance.terms());
    try {
      Origin origin = new Origin(maintenance.by(), "", PlannedMoves.maintenance(host));
      MigrationId id = planned.begin(next.name(), next.to(), disks, origin);
      LOG.info("host {} is emptied: {} goes to {} by {}", host, next.name(), next.to(), id);
      setbacks.forget(next.vm());
      sent(List.of(next.vm()));
      return true;
    } catch (GodwitException refused) {
      LOG.warn("{} does not leave {} now: {}", next.name(), host, refused.problem());
      setbacks.refused(next.vm(), refused.problem(), time.instant());
      return false;
    }
  }

  /** Records who leaves otherwise, so that they can be brought back, too. */
  private void note(DataCenter state, Maintenance maintenance) {
    List<VmId> leaving =
        state.hard().inFlight().entries().keySet().stream()
            .filter(vm -> !maintenance.sent().contains(vm))
            .filter(
                vm -> state.hard().migrationOf(vm).filter(m -> m.source().equals(host)).isPresent())
            .toList();
    if (!leaving.isEmpty()) {
      sent(leaving);
    }
  }

  private void sent(List<VmId> leaving) {
    inventory.decide(now ->
        Outcome.recorded(
            now.hard().maintenances().has(host)
                ? leaving.stream()
                    .<StateRecord>map(
                        vm -> new StateRecord.OfMaintenance(new MaintenanceChange.Sent(host, vm)))
                    .toList()
                : List.of(),
            true));
  }
}
