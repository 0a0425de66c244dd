package io.godwit.simulator.policy;

import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.planner.balance.Balance;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.CpuDemand;
import io.godwit.planner.cluster.Demand;
import io.godwit.simulator.engine.Moment;
import io.godwit.simulator.engine.Policy;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The planner's balancing, asked at every step, with the demand of the last two hours. */
public final class BalancePolicy implements Policy {
  private static final int WINDOW = 24;

  private final io.godwit.planner.balance.Policy settings;
  private @Nullable Snapshots snapshots;

  /** One for each run. */
  public BalancePolicy(io.godwit.planner.balance.Policy settings) {
    this.settings = settings;
  }

  @Override
  public Decision decide(Moment moment) {
    BitSet all = new BitSet();
    all.set(0, moment.hosts());
    Snapshots ours = snapshots == null ? new Snapshots(moment) : snapshots;
    snapshots = ours;
    ClusterSnapshot cluster = ours.of(moment, all, vm -> demand(moment, vm));
    return new Decision(Snapshots.relocations(Balance.of(cluster, settings, moment.step())), all);
  }

  private static Demand demand(Moment moment, int vm) {
    List<Double> samples = new ArrayList<>();
    for (int ago = Math.min(WINDOW, moment.step() + 1) - 1; ago >= 0; ago--) {
      samples.add(moment.demand(vm, ago));
    }
    return new Demand.Known(CpuDemand.of(samples, Snapshots.STEP), DataSize.ZERO, DataRate.ZERO, 0);
  }
}
