package io.godwit.simulator.engine;

/**
 * A size of VMs. It has one processor.
 *
 * @param speed what 100 % of the trace means, in MIPS
 * @param memoryMiB what a migration has to copy
 */
public record VmType(String name, double speed, double memoryMiB) {
  public static final VmType LARGE = new VmType("2500 MIPS", 2500, 870);
  public static final VmType MEDIUM = new VmType("2000 MIPS", 2000, 1740);
  public static final VmType SMALL = new VmType("1000 MIPS", 1000, 1740);
  public static final VmType MICRO = new VmType("500 MIPS", 500, 613);

  public VmType {
    if (!(speed > 0) || !(memoryMiB > 0)) {
      throw new IllegalArgumentException("a VM has a size");
    }
  }
}
