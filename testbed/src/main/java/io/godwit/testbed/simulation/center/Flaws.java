package io.godwit.testbed.simulation.center;

import io.godwit.manager.store.Keeper;
import io.godwit.testbed.simulation.host.Rules;
import java.util.function.UnaryOperator;

/**
 * How the simulated parts differ from the real ones. Tests make a difference on purpose, to see
 * that it is noticed.
 *
 * @param rules what agents take care of
 * @param keeper what stands between a manager and the quorum
 * @param leaseShare how long a lease is, against what it should be
 */
public record Flaws(Rules rules, UnaryOperator<Keeper> keeper, int leaseShare) {
  public static final Flaws NONE = new Flaws(Rules.REAL, UnaryOperator.identity(), 1);
}
