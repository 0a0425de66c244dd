package io.godwit.planner.balance;

import io.godwit.planner.cluster.Condition;
import io.godwit.planner.draft.Draft;
import io.godwit.planner.layout.Layout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Looks for places that are worth a move, from the busiest host down. */
final class Search {
  /** Destinations that are looked at for one VM: among the least used the best one is found. */
  private static final int DESTINATIONS = 12;

  /** Up to so many hosts all are looked at, and swaps and chains of all pairs. */
  private static final int SMALL = 16;

  /** Beyond that a swap is looked for with so many of the least used hosts. */
  private static final int PARTNERS = 2;

  /** Moves that were not taken and are told. */
  private static final int TOLD = 10;

  /** And that are kept until it is known which of them are told. */
  private static final int MOST_REJECTED = 2_000;

  /** Times that all hosts are looked at, the busiest first. */
  private static final int ROUNDS = 4;

  /** If VMs find no way to their places, all is looked for once more without them. */
  private static final int ATTEMPTS = 4;

  private final Draft draft;
  private final Layout layout;
  private final Worth worth;
  private final Policy policy;
  private final Ranking unsettled;
  private final Ranking destinations;
  private final List<Option> rejected = new ArrayList<>();
  private final boolean small;
  private Sketch sketch;
  private Options options;

  Search(Draft draft, Policy policy) {
    this.draft = draft;
    this.layout = draft.layout();
    this.worth = new Worth(layout);
    this.policy = policy;
    this.unsettled = new Ranking(layout.hosts());
    this.destinations = new Ranking(layout.hosts());
    this.small = layout.hosts() <= SMALL;
    this.sketch = new Sketch(draft, worth, Set.of());
    this.options = new Options(draft, worth, sketch, policy);
  }

  /** Writes the moves that are worth it, at most as many as the policy allows. */
  void run() {
    int mark = draft.size();
    double before = total();
    Set<Integer> stuck = new TreeSet<>();
    int attempts = small ? ATTEMPTS : 1;
    for (int attempt = 0; attempt < attempts; attempt++) {
      sketch = new Sketch(draft, worth, stuck);
      options = new Options(draft, worth, sketch, policy);
      look();
      List<Integer> left = new Sequence(draft, worth, policy).write(sketch.takeBack());
      if (left.isEmpty()) {
        break;
      }
      stuck.addAll(left);
      if (attempt < attempts - 1) {
        draft.undoTo(mark);
      }
    }
    if (total() < before) {
      draft.undoTo(mark);
    }
  }

  /** Cores that all VMs get, broken SHOULD rules taken off. */
  private double total() {
    double total = 0;
    for (int host = 0; host < layout.hosts(); host++) {
      total += worth.counts(host) ? worth.got(host) : 0;
    }
    for (int vm = 0; vm < layout.vms(); vm++) {
      int at = layout.place(vm);
      if (at != Layout.NOWHERE && draft.rules().isBound(vm)) {
        total -= Worth.SHOULD * draft.rules().unkept(vm, at);
      }
    }
    return total;
  }

  /** A host that had nothing to give may have something once others have changed. */
  private void look() {
    boolean changed = true;
    for (int round = 0; changed && round < (small ? ROUNDS : 1); round++) {
      for (int host = 0; host < layout.hosts(); host++) {
        touch(host);
      }
      changed = lookOnce();
    }
  }

  private boolean lookOnce() {
    boolean changed = keepLoose();
    while (!unsettled.isEmpty()) {
      int host = unsettled.last();
      Option option = best(host);
      if (option == null || !isWorthIt(option)) {
        unsettled.remove(host);
      } else {
        put(option);
        changed = true;
      }
    }
    return changed;
  }

  /** Moves that bring most of what was not taken. */
  List<Option> rejected() {
    return rejected.stream()
        .sorted(
            Comparator.<Option>comparingDouble(option -> -option.net(1))
                .thenComparingInt(Option::vm)
                .thenComparingInt(Option::to))
        .limit(TOLD)
        .toList();
  }

  /** VMs whose SHOULD rules are not kept, wherever they are. */
  private boolean keepLoose() {
    boolean changed = false;
    for (int vm = 0; vm < layout.vms(); vm++) {
      int at = layout.place(vm);
      if (at == Layout.NOWHERE || !draft.rules().isBound(vm) || !sketch.isFree(vm)) {
        continue;
      }
      int unkept = draft.rules().unkept(vm, at);
      Option best = null;
      for (int to = 0; unkept > 0 && to < layout.hosts(); to++) {
        if (draft.rules().unkept(vm, to) < unkept) {
          best = options.move(vm, at, to, best);
        }
      }
      if (best != null && isWorthIt(best)) {
        put(best);
        changed = true;
      }
    }
    return changed;
  }

  private boolean isWorthIt(Option option) {
    boolean worthIt = options.net(option) > 0;
    Option second = option.second();
    int more =
        sketch.more(option.vm(), option.to())
            + (second == null ? 0 : sketch.more(second.vm(), second.to()));
    if (!worthIt && option.totalGain() > 0 && rejected.size() < MOST_REJECTED) {
      rejected.add(option);
    }
    return worthIt && sketch.displaced() + more <= policy.mostMoves();
  }

  private @Nullable Option best(int host) {
    List<Integer> targets = destinations.first(small ? layout.hosts() : DESTINATIONS);
    int[] vms = layout.residents(host);
    Option best = null;
    for (int vm : vms) {
      if (sketch.isFree(vm)) {
        for (int to : targets) {
          best = options.move(vm, host, to, best);
        }
      }
    }
    if (best != null && options.net(best) > 0) {
      return best;
    }
    for (int to : small ? targets : targets.subList(0, Math.min(PARTNERS, targets.size()))) {
      if (to != host && worth.use(to) < worth.use(host)) {
        best = exchange(host, vms, to, best);
      }
    }
    return best;
  }

  /** A VM of the host against a smaller one of another host, or one that pushes another on. */
  private @Nullable Option exchange(int host, int[] vms, int to, @Nullable Option found) {
    Option best = found;
    int[] others = layout.residents(to);
    for (int vm : vms) {
      if (!sketch.isFree(vm)) {
        continue;
      }
      for (int other : others) {
        if (sketch.isFree(other)) {
          best = options.swap(vm, host, other, to, best);
          for (int last = 0; small && last < layout.hosts(); last++) {
            if (last != host && last != to && worth.counts(last)) {
              best = options.chain(vm, to, other, last, best);
            }
          }
        }
      }
    }
    return best;
  }

  private void put(Option option) {
    if (option.second() != null) {
      put(option.second());
    }
    int from = layout.place(option.vm());
    sketch.put(option.vm(), option.to(), option.gain());
    touch(from);
    touch(option.to());
  }

  private void touch(int host) {
    options.touch(host);
    if (worth.counts(host)) {
      unsettled.set(host, worth.use(host));
    }
    if (layout.host(host).condition() == Condition.OPEN) {
      destinations.set(host, worth.use(host));
    }
  }
}
