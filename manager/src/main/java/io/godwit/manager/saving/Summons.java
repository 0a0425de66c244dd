package io.godwit.manager.saving;

import io.godwit.manager.balancing.Balancer;
import io.godwit.manager.balancing.Placements;
import io.godwit.manager.evacuation.Evacuations;
import io.godwit.manager.evacuation.Standing;
import io.godwit.manager.event.Origin;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.maintenance.Maintenance;
import io.godwit.manager.orchestration.VmDraft;
import io.godwit.manager.power.PowerSwitches;
import io.godwit.manager.standby.HostPower;
import io.godwit.manager.standby.HostPower.Stage;
import io.godwit.manager.time.Time;
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
import java.util.function.Function;

/**
 * Chooses hosts for new VMs and begins to empty hosts, and has one come on where those that are on
 * have no place for it. Safe for all threads.
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
      throw full.code() == ErrorCode.PLACEMENT_IMPOSSIBLE
          ? helped(
              cluster,
              new Need(
                  off -> balancer.placements().whenOn(cluster, draft, off),
                  "no other takes the new VM " + draft.name(),
                  "would take it"),
              full)
          : full;
    }
  }

  /**
   * Has a host emptied from now on.
   *
   * @throws GodwitException as {@link Evacuations#begin}; EVACUATION_BLOCKED also says which host
   *     would make it possible if it were on, and whether it is coming
   */
  public Standing begin(Evacuations evacuations, HostId host, Maintenance.Terms terms) {
    try {
      return evacuations.begin(host, terms);
    } catch (GodwitException blocked) {
      throw blocked.code() == ErrorCode.EVACUATION_BLOCKED
          ? helped(
              inventory.now().hard().catalog().clusterOf(host),
              new Need(
                  off -> evacuations.whenOn(host, terms, off),
                  "without it host " + host + " cannot be emptied",
                  "would make room"),
              blocked)
          : blocked;
    }
  }

  /**
   * What hosts that are off could help with.
   *
   * @param metBy the one of some hosts that would do if it were on
   * @param because why it comes on, as a part of a sentence
   * @param helps what it does then, the same
   */
  private record Need(
      Function<Set<HostId>, Optional<HostId>> metBy, String because, String helps) {}

  /** One that is coming already is waited for; no second one is had for the same need. */
  private GodwitException helped(ClusterName cluster, Need need, GodwitException refusal) {
    DataCenter state = inventory.now();
    Set<HostId> off = at(state, EnumSet.of(Stage.COMING_ON));
    Optional<HostId> coming = need.metBy().apply(off);
    if (coming.isPresent()) {
      return awaited(coming.get(), need, refusal);
    }
    off.addAll(at(state, EnumSet.of(Stage.STANDBY)));
    Optional<HostId> wanted = need.metBy().apply(off);
    if (wanted.isEmpty()) {
      return refusal;
    }
    HostId host = wanted.get();
    if (mode(state, cluster) != PowerSaving.Mode.AUTOMATIC || !isSwitched(host)) {
      return said(
          refusal,
          " Host " + host + " is off and " + need.helps() + ".",
          "Switch it on with 'godwit host power on " + host + "', and try again when it is there.");
    }
    stages.comingOn(host, Origin.current(), "Host " + host + " is needed: " + need.because() + ".");
    return awaited(host, need, refusal);
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

  private GodwitException awaited(HostId host, Need need, GodwitException refusal) {
    HostPower power = stages.of(host);
    Duration usual = power.slowestBoot().orElse(USUAL);
    Duration gone = Duration.between(power.since(), time.instant());
    Duration left = gone.isNegative() ? usual : usual.minus(gone);
    Problem problem =
        said(
                refusal,
                " Host "
                    + host
                    + " is coming on and "
                    + need.helps()
                    + "; that takes about "
                    + Stages.seconds(usual)
                    + ".",
                "Try again when 'godwit host power status " + host + "' says ON.")
            .problem();
    return new GodwitException(problem, left.compareTo(LEAST) < 0 ? LEAST : left);
  }

  private static GodwitException said(GodwitException refusal, String more, String next) {
    return new GodwitException(refusal.code(), refusal.problem().detail() + more, next);
  }

  private static PowerSaving.Mode mode(DataCenter state, ClusterName cluster) {
    return state.hard().catalog().cluster(cluster).power().mode();
  }
}
