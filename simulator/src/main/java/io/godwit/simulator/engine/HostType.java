package io.godwit.simulator.engine;

import io.godwit.planner.cluster.PowerCurve;
import java.util.List;

/**
 * A kind of server.
 *
 * @param cores how many it has
 * @param coreSpeed of each of them, in MIPS
 * @param memoryMiB what it has for VMs
 * @param linkBytesPerSecond of its network, in each direction
 * @param power watts by use, of SPECpower_ssj2008
 */
public record HostType(
    String name,
    int cores,
    double coreSpeed,
    double memoryMiB,
    double linkBytesPerSecond,
    PowerCurve power) {
  /** 1 Gbit/s. */
  private static final double GIGABIT = 125e6;

  private static final double FOUR_GIB = 4096;

  /** HP ProLiant ML110 G4 (Xeon 3040). */
  public static final HostType ML110_G4 =
      new HostType(
          "ML110 G4",
          2,
          1860,
          FOUR_GIB,
          GIGABIT,
          new PowerCurve(
              List.of(86.0, 89.4, 92.6, 96.0, 99.5, 102.0, 106.0, 108.0, 112.0, 114.0, 117.0)));

  /** HP ProLiant ML110 G5 (Xeon 3075). */
  public static final HostType ML110_G5 =
      new HostType(
          "ML110 G5",
          2,
          2660,
          FOUR_GIB,
          GIGABIT,
          new PowerCurve(
              List.of(93.7, 97.0, 101.0, 105.0, 110.0, 116.0, 121.0, 125.0, 129.0, 133.0, 135.0)));

  public HostType {
    if (cores < 1 || !(coreSpeed > 0) || !(memoryMiB > 0) || !(linkBytesPerSecond > 0)) {
      throw new IllegalArgumentException("a host has cores, memory and a link");
    }
  }

  /** All its cores, in MIPS. */
  public double speed() {
    return cores * coreSpeed;
  }
}
