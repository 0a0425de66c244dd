package io.godwit.planner.layout;

import io.godwit.planner.cluster.CpuDemand;
import io.godwit.planner.cluster.Demand;
import io.godwit.planner.cluster.VmFacts;
import java.util.List;

/**
 * What VMs want, in arrays. What a VM was seen to use is what it got: one that had to wait for
 * processors wants so much more. A VM whose demand is not known wants all its processors, up to its
 * limit, and all its memory, all the time.
 */
public final class Wants {
  /** Between the mean and the 95th percentile of a bell curve there are so many deviations. */
  private static final double DEVIATIONS = 1.645;

  /** Nobody waits for ever: what it got is at least a tenth of what it wanted. */
  private static final double MOST_READY = 0.9;

  private final long[] memory;
  private final long[] working;
  private final int[] vcpus;
  private final double[] reserved;
  private final double[] mean;
  private final double[] high;
  private final double[] network;
  private final double[] stable;
  private final boolean[] known;

  Wants(List<VmFacts> vms) {
    int size = vms.size();
    memory = new long[size];
    working = new long[size];
    vcpus = new int[size];
    reserved = new double[size];
    mean = new double[size];
    high = new double[size];
    network = new double[size];
    stable = new double[size];
    known = new boolean[size];
    for (int vm = 0; vm < size; vm++) {
      set(vm, vms.get(vm));
    }
  }

  private void set(int vm, VmFacts facts) {
    memory[vm] = facts.backed().bytes();
    vcpus[vm] = facts.vcpus();
    reserved[vm] = facts.entitlement().reservedCores();
    double limit = Math.min(facts.vcpus(), facts.entitlement().limitCores());
    switch (facts.demand()) {
      case Demand.Known wanted -> {
        CpuDemand cpu = wanted.cpu();
        double got = 1 - Math.min(MOST_READY, wanted.ready());
        mean[vm] = Math.min(limit, cpu.mean() / got);
        high[vm] = Math.max(mean[vm], Math.min(limit, cpu.high() / got));
        working[vm] = Math.min(facts.memory().bytes(), wanted.memory().bytes());
        network[vm] = wanted.network().bytesPerSecond();
        stable[vm] = cpu.stable().toMillis() / 1e3;
        known[vm] = true;
      }
      case Demand.Unknown _ -> {
        mean[vm] = limit;
        high[vm] = limit;
        working[vm] = facts.memory().bytes();
      }
    }
  }

  /** Bytes that its host has to have for it. */
  public long memory(int vm) {
    return memory[vm];
  }

  /** Bytes that its guest works with. */
  public long working(int vm) {
    return working[vm];
  }

  public int vcpus(int vm) {
    return vcpus[vm];
  }

  /** Cores that are kept for it. */
  public double reserved(int vm) {
    return reserved[vm];
  }

  /** Cores on average. */
  public double mean(int vm) {
    return mean[vm];
  }

  /** Cores that it wants more of in one of twenty samples only. */
  public double high(int vm) {
    return high[vm];
  }

  /** Of the cores that it wants, in square cores. */
  public double variance(int vm) {
    double deviation = (high[vm] - mean[vm]) / DEVIATIONS;
    return deviation * deviation;
  }

  /** Bytes per second. */
  public double network(int vm) {
    return network[vm];
  }

  /** Seconds for which it is expected to stay so; 0 if nothing is known. */
  public double stable(int vm) {
    return stable[vm];
  }

  /** Whether it was measured. */
  public boolean isKnown(int vm) {
    return known[vm];
  }
}
