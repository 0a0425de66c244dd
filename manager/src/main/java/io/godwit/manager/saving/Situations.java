package io.godwit.manager.saving;

import io.godwit.manager.balancing.Balancer;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.manager.power.PowerSwitch;
import io.godwit.manager.power.PowerSwitches;
import io.godwit.manager.standby.HostPower;
import io.godwit.manager.standby.HostPower.Stage;
import io.godwit.manager.time.Time;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.PowerSaving;
import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Condition;
import io.godwit.planner.cluster.HostFacts;
import io.godwit.planner.power.KeptOn;
import io.godwit.planner.power.PastDemand;
import io.godwit.planner.power.PastDemand.PowerState;
import io.godwit.planner.power.PowerSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Collects what the planner has to know of a cluster's power. Safe for all threads. */
final class Situations {
  private static final double PERCENT = 100;

  private final Balancer balancer;
  private final DemandLog log;
  private final PowerSwitches switches;
  private final OwnHosts own;
  private final Time time;

  Situations(Balancer balancer, DemandLog log, PowerSwitches switches, OwnHosts own, Time time) {
    this.balancer = balancer;
    this.log = log;
    this.switches = switches;
    this.own = own;
    this.time = time;
  }

  /**
   * As it is.
   *
   * @param leftAlone hosts that are not switched off again for a while, and why
   * @throws io.godwit.model.error.GodwitException POWER_FILE_UNUSABLE
   */
  Situation of(DataCenter state, ClusterName name, PowerSaving how, Map<HostId, String> leftAlone) {
    ClusterSnapshot cluster = balancer.snapshot(state, name).mapHosts(host -> seen(state, host));
    PowerSettings settings =
        PowerSettings.standard()
            .between(how.low() / PERCENT, how.high() / PERCENT)
            .reserving(how.spareHosts());
    Duration interval = switches.interval();
    PastDemand past = new PastDemand(interval, log.samples(), powers(state, cluster));
    Map<HostId, String> kept = new TreeMap<>(leftAlone);
    for (HostFacts host : cluster.hosts()) {
      keeps(state, host, past, settings.calm()).ifPresent(why -> kept.put(host.id(), why));
    }
    return new Situation(cluster, past, settings, new KeptOn(how.keptOn(), kept));
  }

  /** What comes on counts as on, so that no other is switched on in its place. */
  private HostFacts seen(DataCenter state, HostFacts host) {
    Stage stage = state.hard().standbys().of(host.id()).stage();
    boolean counts =
        (stage == Stage.COMING_ON && host.condition() == Condition.STANDBY)
            || (stage == Stage.EMPTYING && host.condition() == Condition.CLOSED);
    return new HostFacts(
        host.id(),
        host.faultDomain(),
        host.cores(),
        host.memory(),
        host.cpuOvercommit(),
        host.link(),
        counts ? Condition.OPEN : host.condition(),
        switches.curve(host.id()).orElse(host.power()));
  }

  private Map<HostId, PowerState> powers(DataCenter state, ClusterSnapshot cluster) {
    Map<HostId, PowerState> powers = new TreeMap<>();
    for (HostFacts host : cluster.hosts()) {
      HostPower power = state.hard().standbys().of(host.id());
      powers.put(host.id(), new PowerState(power.boots(), onFor(power)));
    }
    return powers;
  }

  private Duration onFor(HostPower power) {
    if (power.stage() == Stage.EMPTYING || power.since().equals(Instant.EPOCH)) {
      return PowerState.UNKNOWN.onFor();
    }
    Duration since = Duration.between(power.since(), time.instant());
    return power.stage() == Stage.ON && !since.isNegative() ? since : Duration.ZERO;
  }

  /** Why a host stays on whatever demand is. */
  private Optional<String> keeps(DataCenter state, HostFacts host, PastDemand past, Duration calm) {
    HostId id = host.id();
    if (state.hard().maintenances().has(id)) {
      return Optional.of("it is in maintenance");
    }
    Optional<PowerSwitch> driver = switches.of(id);
    if (driver.isEmpty()) {
      return Optional.of("it is not known how it is switched");
    }
    if (!driver.get().offRefusal().isEmpty()) {
      return Optional.of(driver.get().offRefusal());
    }
    if (own.has(state, id)) {
      return Optional.of("a manager runs there");
    }
    for (VmId vm : state.hard().homes().of(id).values()) {
      if (!state.occupies(vm, id)) {
        VmEntry entry = state.hard().vms().get(vm).orElseThrow();
        return Optional.of(entry.name() + " is at home there, though it does not run");
      }
    }
    PowerState power = past.hosts().getOrDefault(id, PowerState.UNKNOWN);
    if (power.onFor().compareTo(calm) < 0 && !power.boots().isEmpty()) {
      return Optional.of("it came on less than " + calm.toMinutes() + " min ago");
    }
    return log.steps() >= DemandLog.ENOUGH_SAMPLES
        ? Optional.empty()
        : Optional.of(
            "demand was looked at "
                + log.steps()
                + " times of the "
                + DemandLog.ENOUGH_SAMPLES
                + " that it takes, every "
                + past.step().toSeconds()
                + " s");
  }
}
