package io.godwit.planner.cluster;

import io.godwit.model.unit.DataSize;

/**
 * What a VM has a right to, after its pools.
 *
 * @param reservedCores processors that its host keeps for it, in cores
 * @param limitCores the most it may use; infinite if there is no limit
 * @param weight its part where processors are short, against those of other VMs; above zero
 * @param reservedMemory bytes that its host keeps for it
 */
public record Entitlement(
    double reservedCores, double limitCores, double weight, DataSize reservedMemory) {
  /** Nothing kept, no limit, as much as any other. */
  public static final Entitlement NONE =
      new Entitlement(0, Double.POSITIVE_INFINITY, 1, DataSize.ZERO);

  public Entitlement {
    Figures.amount("reservedCores", reservedCores);
    if (!(limitCores >= 0)) {
      throw new IllegalArgumentException("a limit is 0 or more, not " + limitCores);
    }
    if (!(weight > 0) || !Double.isFinite(weight)) {
      throw new IllegalArgumentException("a weight is above zero, not " + weight);
    }
  }

  /** The same with so much reserved. */
  public Entitlement reserving(double cores) {
    return new Entitlement(cores, limitCores, weight, reservedMemory);
  }
}
