package io.godwit.simulator.trace;

import java.util.Arrays;
import java.util.List;

/**
 * What some VMs wanted, at equal distances of time, in percent of what each of them is sized for.
 */
public final class Trace {
  private final String name;
  private final List<String> vms;
  private final double[][] percent;
  private final int clamped;

  /**
   * Of values that are there already.
   *
   * @param vms names, one for each row
   * @param percent a row for each VM, all of the same length, 0 to 100
   * @param clamped how many of the values were above 100
   */
  public Trace(String name, List<String> vms, double[][] percent, int clamped) {
    this.name = name;
    this.vms = List.copyOf(vms);
    this.clamped = clamped;
    this.percent = new double[percent.length][];
    if (percent.length == 0 || vms.size() != percent.length) {
      throw new IllegalArgumentException("a trace has a name for each of its rows, and a row");
    }
    for (int vm = 0; vm < percent.length; vm++) {
      if (percent[vm].length == 0 || percent[vm].length != percent[0].length) {
        throw new IllegalArgumentException("the rows of a trace are equally long, and not empty");
      }
      this.percent[vm] = percent[vm].clone();
    }
  }

  public String name() {
    return name;
  }

  public List<String> vms() {
    return vms;
  }

  /** How many VMs it has. */
  public int size() {
    return percent.length;
  }

  public int samples() {
    return percent[0].length;
  }

  /** How many values above 100 % were taken as 100. */
  public int clamped() {
    return clamped;
  }

  /** What a VM wanted, 0 to 100. */
  public double percent(int vm, int sample) {
    return percent[vm][sample];
  }

  /** The same VMs for a shorter time. */
  public Trace beginning(int samples) {
    if (samples > samples()) {
      throw new IllegalArgumentException("there are " + samples() + " samples");
    }
    double[][] shorter = new double[percent.length][];
    for (int vm = 0; vm < shorter.length; vm++) {
      shorter[vm] = Arrays.copyOf(percent[vm], samples);
    }
    return new Trace(name, vms, shorter, clamped);
  }

  /** The same VMs in another order. */
  Trace inOrder(int[] rows) {
    double[][] ordered = new double[rows.length][];
    String[] names = new String[rows.length];
    for (int i = 0; i < rows.length; i++) {
      ordered[i] = percent[rows[i]];
      names[i] = vms.get(rows[i]);
    }
    return new Trace(name, List.of(names), ordered, clamped);
  }
}
