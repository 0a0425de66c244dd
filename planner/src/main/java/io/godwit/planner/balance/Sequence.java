package io.godwit.planner.balance;

import io.godwit.planner.cluster.Move;
import io.godwit.planner.draft.Draft;
import io.godwit.planner.draft.Draft.Purpose;
import io.godwit.planner.layout.Layout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds a way from where VMs are to where they should be, each move possible when its turn comes.
 * Where all wait for each other one steps aside to a third host, if that is worth it as well. What
 * has no way stays.
 */
final class Sequence {
  private final Draft draft;
  private final Layout layout;
  private final Worth worth;
  private final Policy policy;
  private final int first;
  private final Set<Integer> aside = new TreeSet<>();

  /** Tries to step aside. */
  private int budget = 1_000;

  Sequence(Draft draft, Worth worth, Policy policy) {
    this.draft = draft;
    this.layout = draft.layout();
    this.worth = worth;
    this.policy = policy;
    this.first = draft.size();
  }

  /** Writes the moves. Returns VMs that have no way. */
  List<Integer> write(List<Sketch.Target> targets) {
    List<Sketch.Target> left = new ArrayList<>(targets);
    advance(left);
    while (!left.isEmpty() && stepAside(left)) {
      advance(left);
    }
    prune();
    return left.stream().map(Sketch.Target::vm).toList();
  }

  private void advance(List<Sketch.Target> left) {
    boolean moved = true;
    while (moved) {
      moved = left.removeIf(this::go);
    }
  }

  private boolean go(Sketch.Target target) {
    if (!draft.admits(target.vm(), target.to())) {
      return false;
    }
    draft.move(
        target.vm(),
        target.to(),
        new Purpose(Move.Purpose.BALANCE, because(target), target.gain()));
    return true;
  }

  private String because(Sketch.Target target) {
    int from = layout.place(target.vm());
    return String.format(
        Locale.ROOT,
        "%s is used to %.0f %%, %s to %.0f %%; brings %.0f core-seconds, costs %.0f",
        layout.host(from).id(),
        100 * worth.use(from),
        layout.host(target.to()).id(),
        100 * worth.use(target.to()),
        target.gain(),
        worth.cost(target.vm()));
  }

  /** One of those that wait goes to a third host, if another can go on then: the cheapest such. */
  private boolean stepAside(List<Sketch.Target> left) {
    if (draft.size() - first + left.size() >= policy.mostMoves()) {
      return false;
    }
    List<Sketch.Target> cheapest = new ArrayList<>(left);
    cheapest.sort(Comparator.comparingDouble(target -> worth.cost(target.vm())));
    for (Sketch.Target target : cheapest) {
      int vm = target.vm();
      int home = layout.place(vm);
      List<Sketch.Target> waiting = left.stream().filter(it -> it.to() == home).toList();
      if (waiting.isEmpty() || aside.contains(vm) || !paysFor(left, vm)) {
        continue;
      }
      int host = shelter(target, waiting);
      if (host != Layout.NOWHERE) {
        aside.add(vm);
        String because = "steps aside on its way to " + layout.host(target.to()).id();
        draft.move(vm, host, Purpose.demanded(Move.Purpose.ROOM, because));
        return true;
      }
    }
    return false;
  }

  /** Whether those that wait for each other bring enough for one more move. */
  private boolean paysFor(List<Sketch.Target> left, int vm) {
    double gain = left.stream().mapToDouble(Sketch.Target::gain).sum();
    double cost =
        left.stream().mapToDouble(it -> worth.cost(it.vm())).sum()
            + aside.stream().mapToDouble(worth::cost).sum()
            + worth.cost(vm);
    return policy.threshold().accepts(gain, cost);
  }

  /** A third host for a VM, from which on one of those that wait for its room can go on. */
  private int shelter(Sketch.Target target, List<Sketch.Target> waiting) {
    int vm = target.vm();
    int home = layout.place(vm);
    for (int host = 0; host < layout.hosts() && budget > 0; host++) {
      if (host != home && host != target.to() && draft.admits(vm, host)) {
        budget--;
        layout.move(vm, host);
        boolean helps = waiting.stream().anyMatch(it -> draft.admits(it.vm(), it.to()));
        layout.move(vm, home);
        if (helps) {
          return host;
        }
      }
    }
    return Layout.NOWHERE;
  }

  /** Leaves out moves that are not worth it without those that had no way. */
  private void prune() {
    for (int move = draft.size() - 1; move >= first; move--) {
      int vm = draft.vm(move);
      int back = draft.from(move);
      if (!aside.contains(vm) && layout.place(vm) != back) {
        double loss = -worth.gainOfMove(draft, vm, back);
        if (!policy.threshold().accepts(loss, worth.cost(vm)) && draft.admits(vm, back)) {
          draft.leaveOut(move);
        }
      }
    }
  }
}
