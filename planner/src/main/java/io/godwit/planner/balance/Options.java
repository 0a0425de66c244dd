package io.godwit.planner.balance;

import io.godwit.planner.draft.Draft;
import io.godwit.planner.layout.Layout;
import org.jspecify.annotations.Nullable;

/** Weighs what could be done. Each question returns what it is asked about, or the best so far. */
final class Options {
  /** Core-seconds; less is rounding. */
  private static final double LEAST = 1e-6;

  /** For the threshold at which nothing is worth it. */
  private static final double MOST_FACTOR = 1e6;

  private final Draft draft;
  private final Layout layout;
  private final Worth worth;
  private final Sketch sketch;
  private final double factor;
  private final double[] got;

  Options(Draft draft, Worth worth, Sketch sketch, Policy policy) {
    this.draft = draft;
    this.layout = draft.layout();
    this.worth = worth;
    this.sketch = sketch;
    this.factor = Math.min(MOST_FACTOR, policy.threshold().factor());
    this.got = new double[layout.hosts()];
    for (int host = 0; host < got.length; host++) {
      got[host] = worth.got(host);
    }
  }

  /** A host has changed. */
  void touch(int host) {
    got[host] = worth.got(host);
  }

  /** What is left of the gain of something once its cost was taken off; above 0 if worth it. */
  double net(Option option) {
    return option.net(factor) - LEAST;
  }

  private double floor(@Nullable Option best) {
    return best == null ? Double.NEGATIVE_INFINITY : best.net(factor);
  }

  /** A VM goes to another host. */
  @Nullable Option move(int vm, int from, int to, @Nullable Option best) {
    if (from == to) {
      return best;
    }
    double cores = worth.gotWith(from, vm, -1) + worth.gotWith(to, vm, 1) - got[from] - got[to];
    if (draft.rules().isBound(vm)) {
      cores += Worth.SHOULD * (draft.rules().unkept(vm, from) - draft.rules().unkept(vm, to));
    }
    if (cores <= 0) {
      return best;
    }
    double gain = worth.gain(vm, cores);
    double cost = sketch.cost(vm, to);
    return gain - factor * cost > floor(best) && draft.admits(vm, to)
        ? new Option(vm, to, gain, cost, null)
        : best;
  }

  /** Two VMs change places. */
  @Nullable Option swap(int vm, int from, int other, int to, @Nullable Option best) {
    double cores =
        worth.gotWith(from, vm, -1, other, 1)
            + worth.gotWith(to, vm, 1, other, -1)
            - got[from]
            - got[to];
    return pair(new Pair(vm, to, other, from), cores, best);
  }

  /** A VM goes to a host that gives another one away. */
  @Nullable Option chain(int vm, int to, int other, int last, @Nullable Option best) {
    int from = layout.place(vm);
    double cores =
        worth.gotWith(from, vm, -1)
            + worth.gotWith(to, vm, 1, other, -1)
            + worth.gotWith(last, other, 1)
            - got[from]
            - got[to]
            - got[last];
    return pair(new Pair(vm, to, other, last), cores, best);
  }

  private record Pair(int vm, int to, int other, int away) {}

  private @Nullable Option pair(Pair pair, double bare, @Nullable Option best) {
    int vm = pair.vm();
    int other = pair.other();
    boolean bound = draft.rules().isBound(vm) || draft.rules().isBound(other);
    double cores = bound ? bare + loose(pair) : bare;
    if (cores <= 0) {
      return best;
    }
    int lessSteady = layout.wants().stable(vm) <= layout.wants().stable(other) ? vm : other;
    double gain = worth.gain(lessSteady, cores);
    double cost = sketch.cost(vm, pair.to());
    double otherCost = sketch.cost(other, pair.away());
    double net = gain - factor * (cost + otherCost);
    if (net <= Math.max(LEAST, floor(best)) || !fit(pair)) {
      return best;
    }
    Option second = new Option(other, pair.away(), 0, otherCost, null);
    return new Option(vm, pair.to(), gain, cost, second);
  }

  /** What SHOULD rules of both bring; the two may be bound by the same one. */
  private double loose(Pair pair) {
    int from = layout.place(pair.vm());
    int otherFrom = layout.place(pair.other());
    int before =
        draft.rules().unkept(pair.vm(), from) + draft.rules().unkept(pair.other(), otherFrom);
    layout.move(pair.vm(), pair.to());
    layout.move(pair.other(), pair.away());
    int after =
        draft.rules().unkept(pair.vm(), pair.to())
            + draft.rules().unkept(pair.other(), pair.away());
    layout.move(pair.vm(), from);
    layout.move(pair.other(), otherFrom);
    return Worth.SHOULD * (before - after);
  }

  /** Whether both could be there; the way is looked for later. */
  private boolean fit(Pair pair) {
    int from = layout.place(pair.vm());
    int otherFrom = layout.place(pair.other());
    layout.take(pair.vm());
    layout.take(pair.other());
    boolean fit = draft.admits(pair.vm(), pair.to());
    layout.place(pair.vm(), pair.to());
    fit = fit && draft.admits(pair.other(), pair.away());
    layout.take(pair.vm());
    layout.place(pair.vm(), from);
    layout.place(pair.other(), otherFrom);
    return fit;
  }
}
