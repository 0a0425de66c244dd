package io.godwit.testbed.simulation.center;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.loop.StateStore;
import io.godwit.manager.store.Keeper;
import io.godwit.manager.time.Time;
import io.godwit.testbed.simulation.host.Rules;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * What is wrong with the simulated parts. Nothing, but for tests that want to see a defect found.
 *
 * @param rules what agents take care of
 * @param keeper what stands between a manager and the quorum
 * @param store what stands between a manager's loop and its store
 * @param leaseShare how long a lease is, against what it should be
 * @param ordersPastLease whether a manager gives orders when its lease is over
 * @param leaseClock what a lease is measured by
 * @param shutdown how much longer than it should a host takes to go off
 */
public record Flaws(
    Rules rules,
    UnaryOperator<Keeper> keeper,
    UnaryOperator<StateStore<DataCenter, StateRecord>> store,
    int leaseShare,
    boolean ordersPastLease,
    UnaryOperator<Time> leaseClock,
    Duration shutdown) {
  public static final Flaws NONE =
      new Flaws(
          Rules.REAL,
          UnaryOperator.identity(),
          UnaryOperator.identity(),
          1,
          false,
          UnaryOperator.identity(),
          Duration.ZERO);

  public static Flaws ofAgents(Rules rules) {
    return new Flaws(rules, NONE.keeper, NONE.store, 1, false, NONE.leaseClock, NONE.shutdown);
  }

  public static Flaws ofKeeper(UnaryOperator<Keeper> keeper) {
    return new Flaws(NONE.rules, keeper, NONE.store, 1, false, NONE.leaseClock, NONE.shutdown);
  }

  public static Flaws ofStore(UnaryOperator<StateStore<DataCenter, StateRecord>> store) {
    return new Flaws(NONE.rules, NONE.keeper, store, 1, false, NONE.leaseClock, NONE.shutdown);
  }

  public static Flaws ofLease(int share, boolean ordersPastLease, UnaryOperator<Time> clock) {
    return new Flaws(
        NONE.rules, NONE.keeper, NONE.store, share, ordersPastLease, clock, NONE.shutdown);
  }

  public static Flaws ofShutdown(Duration late) {
    return new Flaws(NONE.rules, NONE.keeper, NONE.store, 1, false, NONE.leaseClock, late);
  }
}
