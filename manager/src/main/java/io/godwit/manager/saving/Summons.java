package io.godwit.manager.saving;

import io.godwit.manager.balancing.Balancer;
import io.godwit.manager.balancing.Placements;
import io.godwit.manager.catalog.CatalogKey;
import io.godwit.manager.event.Origin;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.orchestration.VmDraft;
import io.godwit.manager.power.PowerSwitches;
import io.godwit.manager.standby.HostPower;
import io.godwit.manager.standby.HostPower.Stage;
import io.godwit.manager.time.Time;
import io.godwit.model.catalog.Cluster;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.PowerSaving;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.host.HostId;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Chooses hosts for new VMs, and has one come on where none that is on takes them. Safe for all
 * threads.
 */
public final class Summons {
  /** Of a host that was never seen coming on; servers test their memory for minutes. */
  private static final Duration USUAL = Duration.ofMinutes(3);

  /** Whoever asks sooner than this is told the same. */
  private static final Duration LEAST = Duration.ofSeconds(5);

  private final Inventory inventory;
  private final Balancer balancer;
  private final Stages stages;
  private final PowerSwitches switches;
  private final Time time;

  Summons(
      Inventory inventory, Balancer balancer, Stages stages, PowerSwitches switches, Time time) {
    this.inventory = inventory;
    this.balancer = balancer;
    this.stages = stages;
    this.switches = switches;
    this.time = time;
  }

  /**
   * Chooses the host of a VM.
   *
   * @throws GodwitException as {@link Placements#choose}; PLACEMENT_IMPOSSIBLE also says which host
   *     would take the VM if it were on, and whether it is coming
   */
  public Placements.Chosen choose(ClusterName cluster, VmDraft draft) {
    try {
      return balancer.placements().choose(cluster, draft);
    } catch (GodwitException full) {
      throw full.code() == ErrorCode.PLACEMENT_IMPOSSIBLE ? helped(cluster, draft, full) : full;
    }
  }

  /** One that is coming already is waited for; no second one is had for the same VM. */
  private GodwitException helped(ClusterName cluster, VmDraft draft, GodwitException full) {
    DataCenter state = inventory.now();
    Set<HostId> off = at(state, EnumSet.of(Stage.COMING_ON));
    Optional<HostId> coming = balancer.placements().whenOn(cluster, draft, off);
    if (coming.isPresent()) {
      return awaited(coming.get(), full);
    }
    off.addAll(at(state, EnumSet.of(Stage.STANDBY)));
    Optional<HostId> wanted = balancer.placements().whenOn(cluster, draft, off);
    if (wanted.isEmpty()) {
      return full;
    }
    HostId host = wanted.get();
    if (mode(state, cluster) != PowerSaving.Mode.AUTOMATIC || !isSwitched(host)) {
      return said(
          full,
          " Host " + host + " is off and would take it.",
          "Switch it on with 'godwit host power on " + host + "', and try again when it is there.");
    }
    stages.comingOn(
        host,
        Origin.current(),
        "Host " + host + " is needed: no other takes the new VM " + draft.name() + ".");
    return awaited(host, full);
  }

  private boolean isSwitched(HostId host) {
    try {
      return switches.of(host).isPresent();
    } catch (GodwitException unusable) {
      return false;
    }
  }

  private static Set<HostId> at(DataCenter state, Set<Stage> stages) {
    Set<HostId> found = new TreeSet<>();
    for (HostPower power : state.hard().standbys().hosts().values()) {
      if (stages.contains(power.stage())) {
        found.add(power.host());
      }
    }
    return found;
  }

  private GodwitException awaited(HostId host, GodwitException full) {
    HostPower power = stages.of(host);
    Duration usual = power.slowestBoot().orElse(USUAL);
    Duration gone = Duration.between(power.since(), time.instant());
    Duration left = gone.isNegative() ? usual : usual.minus(gone);
    Problem problem =
        said(
                full,
                " Host "
                    + host
                    + " is coming on and would take it; that takes about "
                    + Stages.seconds(usual)
                    + ".",
                "Try again when 'godwit host power status " + host + "' says ON.")
            .problem();
    return new GodwitException(problem, left.compareTo(LEAST) < 0 ? LEAST : left);
  }

  private static GodwitException said(GodwitException full, String more, String next) {
    return new GodwitException(full.code(), full.problem().detail() + more, next);
  }

  private static PowerSaving.Mode mode(DataCenter state, ClusterName cluster) {
    return state
        .hard()
        .catalog()
        .find(CatalogKey.of(cluster))
        .map(Cluster.class::cast)
        .orElse(Cluster.DEFAULT)
        .power()
        .mode();
  }
}
