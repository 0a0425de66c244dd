package io.godwit.planner.cluster;

import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;

/** What a VM wants. */
public sealed interface Demand {
  /** Nothing was measured. It counts as much as the VM can want at most, never as zero. */
  Unknown UNKNOWN = new Unknown();

  /**
   * From samples.
   *
   * @param memory what its guest works with; more than the VM has counts as all of it
   * @param network bytes per second sent and received
   * @param ready share of the time in which it wanted a processor and had none, 0 to 1; so much
   *     more than it got it would take where nobody is in its way
   */
  record Known(CpuDemand cpu, DataSize memory, DataRate network, double ready) implements Demand {
    public Known {
      Figures.share("ready", ready);
    }
  }

  /** Without samples. */
  record Unknown() implements Demand {}

  /** Of a VM that wants so much all the time. */
  static Demand steady(double cores) {
    return new Known(CpuDemand.steady(cores), DataSize.ZERO, DataRate.ZERO, 0);
  }
}
