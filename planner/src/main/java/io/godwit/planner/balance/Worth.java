package io.godwit.planner.balance;

import io.godwit.planner.cluster.Condition;
import io.godwit.planner.cluster.MoveCost;
import io.godwit.planner.draft.Draft;
import io.godwit.planner.layout.Layout;

/**
 * What a layout is worth: the cores that VMs are expected to get.
 *
 * <p>Of a load {@code l} on {@code C} cores VMs get {@code l (1 - 0.1 (l/C)²)} up to {@code C}, and
 * {@code 0.9 C} beyond: what is missing waits for a processor. The load of a host is not one figure
 * but a spread one; three points of it (the mean, and 1.73 deviations to either side) stand for
 * all. Where the network or the memory of a host is wanted more than once, everything on it gets so
 * much less. Guests of a host wait for memory, too, before it is full: of what they would get
 * nothing is lost as long as they work with four fifths of it, and a tenth when they work with all.
 */
public final class Worth {
  /** Of what is wanted of a host that is just full, a tenth waits. */
  private static final double LOST_WHEN_FULL = 0.1;

  /** Of a host's memory; less than the rest is never short for long. */
  private static final double ROOMY = 0.8;

  /** The outer points of three that have the deviation of a bell curve. */
  private static final double OUTER = Math.sqrt(3);

  private static final double OUTER_WEIGHT = 1.0 / 6;
  private static final double MIDDLE_WEIGHT = 2.0 / 3;

  /** Cores that a broken SHOULD rule is worth. */
  public static final double SHOULD = 0.25;

  /** Nobody believes a figure for longer, in seconds, however steady it was. */
  private static final double HORIZON = 3600;

  /** Part of the gain that is not believed: forecasts are wrong, moves fail. */
  private static final double RISK = 0.1;

  /** Cores that a copy takes, of both hosts together. */
  private static final double COPYING = 1.0;

  /** What each move costs at least, in core-seconds: somebody reads about it. */
  private static final double FIXED = 10;

  private final Layout layout;

  public Worth(Layout layout) {
    this.layout = layout;
  }

  /** Cores that VMs of a host are expected to get. */
  public double got(int host) {
    return got(host, layout.mean(host), layout.variance(host), layout.network(host), 0);
  }

  /** The same with one VM more (1) or less (-1). */
  double gotWith(int host, int vm, int sign) {
    return gotWith(host, vm, sign, vm, 0);
  }

  /** The same with two changes. */
  double gotWith(int host, int one, int sign, int two, int otherSign) {
    var wants = layout.wants();
    return got(
        host,
        Math.max(0, layout.mean(host) + sign * wants.mean(one) + otherSign * wants.mean(two)),
        Math.max(
            0,
            layout.variance(host) + sign * wants.variance(one) + otherSign * wants.variance(two)),
        Math.max(
            0, layout.network(host) + sign * wants.network(one) + otherSign * wants.network(two)),
        sign * wants.working(one) + otherSign * wants.working(two));
  }

  private double got(int host, double mean, double variance, double network, long memory) {
    double cores = layout.host(host).cores();
    double outer = OUTER * Math.sqrt(variance);
    double low = Math.max(0, mean - outer);
    double high = 2 * mean - low;
    double got =
        MIDDLE_WEIGHT * of(mean, cores) + OUTER_WEIGHT * (of(low, cores) + of(high, cores));
    double link = layout.host(host).link().bytesPerSecond();
    double part = network > link ? link / network : 1;
    return got * part * ofMemory(layout.working(host) + memory, layout.memoryRoom(host));
  }

  private static double ofMemory(long used, long room) {
    double use = used / (double) Math.max(1, room);
    double tight = Math.clamp((use - ROOMY) / (1 - ROOMY), 0.0, 1.0);
    return (1 - LOST_WHEN_FULL * tight * tight) / Math.max(1, use);
  }

  private static double of(double load, double cores) {
    double use = load / cores;
    return use <= 1 ? load * (1 - LOST_WHEN_FULL * use * use) : (1 - LOST_WHEN_FULL) * cores;
  }

  /** Mean wanted by used cores. */
  public double use(int host) {
    return layout.mean(host) / layout.host(host).cores();
  }

  /** Whether a host is looked at: it is on, and something is known of it. */
  boolean counts(int host) {
    Condition condition = layout.host(host).condition();
    return condition != Condition.STANDBY && condition != Condition.UNKNOWN;
  }

  /** What a gain in cores brings, in core-seconds, until the VM's demand changes. */
  double gain(int vm, double cores) {
    return cores * Math.min(HORIZON, layout.wants().stable(vm)) * (1 - RISK);
  }

  /** What moving a VM from where it is to a host brings, in core-seconds; SHOULD rules included. */
  public double gainOfMove(Draft draft, int vm, int to) {
    int from = layout.place(vm);
    double cores =
        gotWith(from, vm, -1)
            + gotWith(to, vm, 1)
            - got(from)
            - got(to)
            + SHOULD * (draft.rules().unkept(vm, from) - draft.rules().unkept(vm, to));
    return gain(vm, cores);
  }

  /** What moving a VM costs, in core-seconds: its guest is slower, stands still, and is copied. */
  public double cost(int vm) {
    MoveCost cost = layout.vm(vm).mobility().cost();
    double seconds = cost.duration().toMillis() / 1e3;
    double pause = cost.downtime().toMillis() / 1e3;
    double mean = layout.wants().mean(vm);
    return FIXED + seconds * (cost.slowdown() * mean + COPYING) + pause * mean;
  }
}
