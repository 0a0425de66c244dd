package io.godwit.manager.evacuation;

import io.godwit.manager.decision.Decisions;
import io.godwit.manager.event.EventDraft;
import io.godwit.manager.event.Origin;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.Migration;
import io.godwit.manager.inventory.MigrationState;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.loop.Outcome;
import io.godwit.manager.loop.Published;
import io.godwit.manager.maintenance.Maintenance;
import io.godwit.manager.maintenance.MaintenanceChange;
import io.godwit.manager.orchestration.Migrations;
import io.godwit.manager.orchestration.Orchestration;
import io.godwit.manager.orchestration.PlannedMoves;
import io.godwit.manager.planning.ClusterViews;
import io.godwit.manager.time.Time;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.event.Event;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.DiskWish;
import io.godwit.model.vm.VmId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hosts in and out of maintenance. Safe for all threads; has one of its own for each host that is
 * or was in maintenance, and one that looks which they are.
 */
public final class Evacuations implements AutoCloseable {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Logger LOG = LoggerFactory.getLogger(Evacuations.class);

  private final Inventory inventory;
  private final Migrations migrations;
  private final PlannedMoves planned;
  private final Contracts contracts;
  private final Setbacks setbacks = new Setbacks();
  private final Time time;
  private final Map<HostId, Evacuator> evacuators = new ConcurrentHashMap<>();
  private final Map<HostId, Thread> returns = new ConcurrentHashMap<>();
  private final Thread watcher;

  private Evacuations(
      Inventory inventory,
      Orchestration orchestration,
      ClusterViews views,
      Decisions decisions,
      Time time) {
    this.inventory = inventory;
    this.migrations = orchestration.migrations();
    this.planned = orchestration.plannedMoves();
    this.contracts = new Contracts(migrations, views, setbacks, decisions, time);
    this.time = time;
    this.watcher = time.thread("evacuations", this::watch);
  }

  /** Starts, and goes on with what an earlier leader was at. */
  public static Evacuations start(
      Inventory inventory,
      Orchestration orchestration,
      ClusterViews views,
      Decisions decisions,
      Time time) {
    Evacuations evacuations = new Evacuations(inventory, orchestration, views, decisions, time);
    evacuations.watcher.start();
    return evacuations;
  }

  /**
   * What emptying a host would come to; nothing is changed.
   *
   * @throws GodwitException HOST_UNKNOWN
   */
  public Standing check(HostId host, Maintenance.Terms terms) {
    DataCenter state = inventory.now();
    state.requireHost(host);
    return standing(state, state.hard().maintenances().of(host), host, terms);
  }

  /**
   * The first of some hosts that are off with which a host could be emptied if it were on.
   *
   * @throws GodwitException HOST_UNKNOWN
   */
  public Optional<HostId> whenOn(HostId host, Maintenance.Terms terms, Collection<HostId> off) {
    DataCenter state = inventory.now();
    state.requireHost(host);
    ClusterName cluster = state.hard().catalog().clusterOf(host);
    return off.stream()
        .filter(each -> state.hard().catalog().clusterOf(each).equals(cluster))
        .filter(each -> contracts.whenOn(state, host, terms, each).blockers().isEmpty())
        .findFirst();
  }

  /**
   * How a host stands.
   *
   * @throws GodwitException HOST_UNKNOWN
   */
  public Standing status(HostId host) {
    DataCenter state = inventory.now();
    Optional<Maintenance> maintenance = state.hard().maintenances().of(host);
    if (maintenance.isEmpty()) {
      state.requireHost(host);
      return new Standing(maintenance, Contract.nothing(host), 0, null);
    }
    return standing(state, maintenance, host, maintenance.get().terms());
  }

  /**
   * Has a host emptied from now on; a host that is in maintenance stays in it, on these terms.
   *
   * @throws GodwitException HOST_UNKNOWN, AGENT_UNREACHABLE; EVACUATION_BLOCKED if a guest cannot
   *     leave and may not stay, nothing is changed then
   */
  public Standing begin(HostId host, Maintenance.Terms terms) {
    Origin origin = Origin.current();
    Instant now = time.instant();
    inventory.now().requireConnected(host);
    Standing planned = check(host, terms);
    List<Contract.Staying> blockers = planned.contract().blockers();
    if (!blockers.isEmpty() && !terms.partly()) {
      throw Contracts.blocked(host, blockers);
    }
    inventory.decide(state -> {
      Optional<Maintenance> before = state.hard().maintenances().of(host);
      if (before.filter(known -> known.terms().equals(terms)).isPresent()) {
        return Outcome.of(true);
      }
      List<VmId> sent = before.map(Maintenance::sent).orElse(List.of());
      Instant since = before.map(Maintenance::since).orElse(now);
      Maintenance next = new Maintenance(host, since, origin.actor(), terms, sent);
      return Outcome.recorded(
          List.of(
              new StateRecord.OfMaintenance(new MaintenanceChange.Begun(next)),
              event(
                  origin,
                  now,
                  "host.maintenance",
                  host,
                  "Host "
                      + host
                      + " takes no VMs and is to be empty; "
                      + planned.contract().next().size()
                      + " are to leave, "
                      + blockers.size()
                      + " cannot.")),
          true);
    });
    LOG.info("host {} in service => maintenance ({})", host, origin.actor());
    return status(host);
  }

  /**
   * Lets a host take VMs again. What waits to leave it is called off; what leaves goes on.
   *
   * @param bringBack whether those that left for it come home where that is better
   * @throws GodwitException HOST_IN_SERVICE
   */
  public Standing end(HostId host, boolean bringBack) throws InterruptedException {
    Origin origin = Origin.current();
    Instant now = time.instant();
    Maintenance ended =
        inventory.decide(state -> {
          Maintenance maintenance =
              state.hard().maintenances().of(host).orElseThrow(() -> inService(host));
          return Outcome.recorded(
              List.of(
                  new StateRecord.OfMaintenance(new MaintenanceChange.Ended(host)),
                  event(
                      origin,
                      now,
                      "host.maintenance-end",
                      host,
                      "Host " + host + " takes VMs again.")),
              maintenance);
        });
    LOG.info("host {} maintenance => in service ({})", host, origin.actor());
    callOff(host);
    if (bringBack && !ended.sent().isEmpty()) {
      Origin home = new Origin(origin.actor(), origin.from(), PlannedMoves.maintenance(host));
      Thread thread = time.thread("homecoming-" + host, () -> bringBack(ended, home));
      returns.put(host, thread);
      thread.start();
    }
    return status(host);
  }

  @Override
  public void close() {
    watcher.interrupt();
    evacuators.values().forEach(Evacuator::stop);
    returns.values().forEach(Thread::interrupt);
  }

  private Standing standing(
      DataCenter state, Optional<Maintenance> maintenance, HostId host, Maintenance.Terms terms) {
    Instant since = maintenance.map(Maintenance::since).orElse(Instant.MAX);
    Contract contract = contracts.of(state, host, terms, since);
    int gone =
        (int)
            maintenance.map(Maintenance::sent).orElse(List.of()).stream()
                .filter(vm -> state.hard().vms().get(vm).isPresent())
                .filter(vm -> !state.hard().vms().get(vm).orElseThrow().right().home().equals(host))
                .count();
    return new Standing(
        maintenance,
        contract,
        gone,
        contract.isUnderWay() ? time.instant().plus(contract.expected()) : null);
  }

  private void watch() {
    long version = -1;
    try {
      while (!inventory.isClosed()) {
        Published<DataCenter> now = inventory.awaitAfter(version, LONG);
        version = now.version();
        for (HostId host : now.state().hard().maintenances().hosts().entries().keySet()) {
          evacuators.computeIfAbsent(host, this::started);
        }
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException defect) {
      LOG.error("hosts in maintenance are not emptied any more", defect);
    } finally {
      evacuators.values().forEach(Evacuator::stop);
    }
  }

  private Evacuator started(HostId host) {
    Evacuator made = new Evacuator(host, inventory, planned, contracts, setbacks, time);
    made.start();
    return made;
  }

  /** Nobody goes any more who has not begun to. */
  private void callOff(HostId host) throws InterruptedException {
    for (Migration each : inventory.now().hard().migrations().values()) {
      if (each.source().equals(host)
          && each.state() instanceof MigrationState.Queued
          && PlannedMoves.maintenance(host).equals(each.origin().correlation())) {
        try {
          migrations.cancel(each.id());
        } catch (GodwitException begunMeanwhile) {
          LOG.info("migration {} goes on: {}", each.id(), begunMeanwhile.problem());
        }
      }
    }
  }

  private void bringBack(Maintenance ended, Origin origin) {
    try {
      for (Contract.Next each : contracts.homecoming(inventory.now(), ended)) {
        DiskWish disks = Contracts.disks(ended.terms());
        try {
          planned.begin(each.name(), each.to(), disks, origin);
        } catch (GodwitException refused) {
          LOG.warn("{} does not come home to {}: {}", each.name(), each.to(), refused.problem());
        }
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    } finally {
      returns.remove(ended.host());
    }
  }

  private static GodwitException inService(HostId host) {
    return new GodwitException(
        ErrorCode.HOST_IN_SERVICE,
        "Host " + host + " is not in maintenance.",
        "See how it stands with 'godwit host maintenance status " + host + "'.");
  }

  private static StateRecord event(
      Origin origin, Instant at, String action, HostId host, String message) {
    return StateRecord.happened(
        EventDraft.of(at, origin, action, "host", host.value(), Event.Outcome.SUCCEEDED, message));
  }
}
