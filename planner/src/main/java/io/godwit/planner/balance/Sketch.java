package io.godwit.planner.balance;

import io.godwit.planner.draft.Draft;
import io.godwit.planner.layout.Layout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Where VMs should be, before anybody thought of how they get there. A VM may be put somewhere else
 * several times; it costs one move if it ends elsewhere than it began, and none if it does not.
 */
final class Sketch {
  /** A search that tries one VM on and on is going round in circles. */
  private static final int MOST_TRIES = 4;

  private final Draft draft;
  private final Layout layout;
  private final Worth worth;
  private final int[] homes;
  private final int[] tries;
  private final double[] gains;
  private final Set<Integer> stuck;
  private int displaced;

  /**
   * @param stuck VMs that are left alone
   */
  Sketch(Draft draft, Worth worth, Set<Integer> stuck) {
    this.draft = draft;
    this.layout = draft.layout();
    this.worth = worth;
    this.stuck = stuck;
    homes = new int[layout.vms()];
    tries = new int[layout.vms()];
    gains = new double[layout.vms()];
    for (int vm = 0; vm < homes.length; vm++) {
      homes[vm] = layout.place(vm);
    }
  }

  /** Whether a VM may be moved for balance: alone, and something is known of it and its host. */
  boolean isFree(int vm) {
    int at = layout.place(vm);
    return at != Layout.NOWHERE
        && tries[vm] < MOST_TRIES
        && draft.isMovable(vm)
        && !stuck.contains(vm)
        && layout.wants().isKnown(vm)
        && draft.rules().isAlone(vm)
        && worth.counts(at);
  }

  /** What putting a VM on a host costs beyond what it costs already, in core-seconds. */
  double cost(int vm, int to) {
    int before = layout.place(vm) == homes[vm] ? 0 : 1;
    int after = to == homes[vm] ? 0 : 1;
    return (after - before) * worth.cost(vm);
  }

  /** How many more VMs are away from home with one on a host. */
  int more(int vm, int to) {
    return (to == homes[vm] ? 0 : 1) - (layout.place(vm) == homes[vm] ? 0 : 1);
  }

  void put(int vm, int to, double gain) {
    displaced += more(vm, to);
    tries[vm]++;
    gains[vm] += gain;
    layout.move(vm, to);
  }

  /** How many VMs are elsewhere than they began. */
  int displaced() {
    return displaced;
  }

  /** A VM that shall go somewhere. */
  record Target(int vm, int to, double gain) {}

  /** Puts everything back, and says where it should go; what brings most comes first. */
  List<Target> takeBack() {
    List<Target> targets = new ArrayList<>();
    for (int vm = 0; vm < homes.length; vm++) {
      if (layout.place(vm) != homes[vm]) {
        targets.add(new Target(vm, layout.place(vm), gains[vm]));
        layout.move(vm, homes[vm]);
      }
    }
    displaced = 0;
    targets.sort(Comparator.<Target>comparingDouble(it -> -it.gain()).thenComparingInt(Target::vm));
    return targets;
  }
}
