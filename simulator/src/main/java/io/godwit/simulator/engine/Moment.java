package io.godwit.simulator.engine;

/** What a policy may know at a step: where VMs are, and what they have wanted until now. */
public final class Moment {
  /** The host of a VM that has left. */
  public static final int NOWHERE = -1;

  private final Center center;
  private final int step;
  private final int[] homes;

  Moment(Center center, int step, int[] homes) {
    this.center = center;
    this.step = step;
    this.homes = homes.clone();
  }

  /** The number of the step, 0 is the first; there are as many samples before this one. */
  public int step() {
    return step;
  }

  public int hosts() {
    return center.hosts().size();
  }

  public int vms() {
    return homes.length;
  }

  public HostType host(int host) {
    return center.hosts().get(host);
  }

  public VmType vm(int vm) {
    return center.vms().get(vm);
  }

  /** The host of a VM, or {@link #NOWHERE}. */
  public int home(int vm) {
    return homes[vm];
  }

  /**
   * MIPS that a VM wanted.
   *
   * @param ago steps before now, 0 is the newest sample
   * @throws IllegalArgumentException for what is not past
   */
  public double demand(int vm, int ago) {
    return center.demand(vm, past(ago));
  }

  /** Percent of its memory that a VM used; 0 if nobody has measured. */
  public double memory(int vm, int ago) {
    int sample = past(ago);
    return center.memoryTrace().map(trace -> trace.percent(vm, sample)).orElse(0.0);
  }

  private int past(int ago) {
    if (ago < 0 || ago > step) {
      throw new IllegalArgumentException(
          "at step " + step + " nothing is known of step " + (step - ago));
    }
    return step - ago;
  }
}
