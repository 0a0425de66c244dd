package io.godwit.simulator.policy;

import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Demand;
import io.godwit.planner.power.PastDemand;
import io.godwit.planner.power.PastDemand.PowerState;
import io.godwit.planner.power.PowerManagement;
import io.godwit.planner.power.PowerPlan;
import io.godwit.planner.power.PowerPlan.Direction;
import io.godwit.planner.power.PowerPlan.Switch;
import io.godwit.planner.power.PowerSettings;
import io.godwit.simulator.engine.Moment;
import io.godwit.simulator.engine.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Power management. A host comes on at once, as in the reference; VMs begin spread by their sizes,
 * so the first pass may empty as many hosts as it can, and so may those after it until all of its
 * moves have had their turn; later ones as many as the settings say.
 */
public final class PowerPolicy implements Policy {
  private static final List<Duration> AT_ONCE = List.of(Duration.ZERO);

  private final PowerSettings settings;
  private final Map<Integer, Integer> cameOn = new HashMap<>();
  private final BitSet spare = new BitSet();
  private @Nullable Snapshots snapshots;

  /** What the newest of the first passes has planned; null before there was one. */
  private @Nullable List<Relocation> packing;

  /** One for each run. */
  public PowerPolicy(PowerSettings settings) {
    this.settings = settings;
  }

  @Override
  public Decision decide(Moment moment) {
    Snapshots ours = snapshots == null ? new Snapshots(moment) : snapshots;
    snapshots = ours;
    ClusterSnapshot cluster = ours.of(moment, spare, vm -> Demand.steady(moment.demand(vm, 0)));
    boolean packs = packs(moment);
    PowerSettings now = packs ? settings.unhurried(moment.hosts()) : settings;
    PowerPlan plan = PowerManagement.plan(cluster, past(moment, ours), now);
    for (Switch each : plan.switches()) {
      int host = Snapshots.number(each.host());
      spare.set(host, each.direction() == Direction.ON);
      if (each.direction() == Direction.ON) {
        cameOn.put(host, moment.step());
      }
    }
    List<Relocation> moves = Snapshots.relocations(plan.plan());
    packing = packs ? moves : List.of();
    BitSet empty = empty(moment, moves);
    spare.and(empty);
    keep(plan, empty, ours);
    return new Decision(moves, spare);
  }

  private boolean packs(Moment moment) {
    List<Relocation> before = packing;
    return before == null
        || before.stream()
            .anyMatch(move ->
                moment.home(move.vm()) != Moment.NOWHERE && moment.home(move.vm()) != move.to());
  }

  /** Hosts that have no VM once the moves are made. */
  private static BitSet empty(Moment moment, List<Relocation> moves) {
    int[] homes = new int[moment.vms()];
    for (int vm = 0; vm < homes.length; vm++) {
      homes[vm] = moment.home(vm);
    }
    moves.forEach(move -> homes[move.vm()] = move.to());
    BitSet empty = new BitSet();
    empty.set(0, moment.hosts());
    for (int home : homes) {
      if (home != Moment.NOWHERE) {
        empty.clear(home);
      }
    }
    return empty;
  }

  /** A host that was emptied and is not switched off stays on. */
  private void keep(PowerPlan plan, BitSet empty, Snapshots ours) {
    plan.plan()
        .moves()
        .forEach(move ->
            move.source()
                .map(Snapshots::number)
                .filter(host -> empty.get(host))
                .filter(host -> !plan.switches(ours.id(host), Direction.OFF))
                .ifPresent(host -> spare.set(host)));
  }

  private PastDemand past(Moment moment, Snapshots ours) {
    Map<VmId, List<Double>> vms = new HashMap<>();
    int there = Math.min(settings.window(), moment.step() + 1);
    for (int vm = 0; vm < moment.vms(); vm++) {
      if (moment.home(vm) != Moment.NOWHERE) {
        List<Double> samples = new ArrayList<>(there);
        for (int ago = there - 1; ago >= 0; ago--) {
          samples.add(moment.demand(vm, ago));
        }
        vms.put(ours.vmId(vm), samples);
      }
    }
    Map<HostId, PowerState> hosts = new HashMap<>();
    for (int host = 0; host < moment.hosts(); host++) {
      Integer since = cameOn.get(host);
      Duration onFor =
          since == null
              ? PowerState.UNKNOWN.onFor()
              : Snapshots.STEP.multipliedBy(moment.step() - since);
      hosts.put(ours.id(host), new PowerState(AT_ONCE, onFor));
    }
    return new PastDemand(Snapshots.STEP, vms, hosts);
  }
}
