package io.godwit.planner.repair;

import io.godwit.planner.cluster.Condition;
import io.godwit.planner.cluster.Move;
import io.godwit.planner.draft.Draft;
import io.godwit.planner.layout.Layout;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Makes room for a VM that no host takes: others go elsewhere first. */
final class Ejection {
  /** Chains longer than this have cost more than they found. */
  private static final int DEEPEST = 2;

  /** VMs that leave one host for another one's sake. */
  private static final int MOST_EJECTED = 6;

  /** Hosts that are tried for one VM, those with most room first. */
  private static final int MOST_HOSTS = 64;

  private final Draft draft;
  private final Layout layout;
  private final Settling settling;

  /** How often anything was tried in one repair; a cluster without a solution has an end, too. */
  private int budget = 50_000;

  Ejection(Draft draft, Settling settling) {
    this.draft = draft;
    this.layout = draft.layout();
    this.settling = settling;
  }

  /** Settles a VM after others have made room; changes nothing if that is not possible. */
  boolean settle(int vm, IntPredicate allowed, Draft.Purpose purpose) {
    return settle(vm, allowed, purpose, DEEPEST);
  }

  private boolean settle(int vm, IntPredicate allowed, Draft.Purpose purpose, int depth) {
    int here = layout.place(vm);
    Integer[] order =
        IntStream.range(0, layout.hosts())
            .filter(host -> host != here && allowed.test(host))
            .filter(host -> layout.host(host).condition() == Condition.OPEN)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingLong(
                        host -> layout.memory(host) - layout.memoryRoom(host))
                    .thenComparing(host -> host))
            .limit(MOST_HOSTS)
            .toArray(Integer[]::new);
    for (int host : order) {
      if (ejectOne(vm, host, allowed, purpose, depth)) {
        return true;
      }
    }
    for (int host : order) {
      if (ejectSome(vm, host, allowed, purpose)) {
        return true;
      }
    }
    return false;
  }

  private Integer[] candidates(int host, boolean largestFirst) {
    Comparator<Integer> order = Comparator.comparingLong(other -> layout.wants().memory(other));
    return Arrays.stream(layout.residents(host))
        .filter(other -> draft.isMovable(other) && draft.rules().isAlone(other))
        .boxed()
        .sorted((largestFirst ? order.reversed() : order).thenComparing(other -> other))
        .toArray(Integer[]::new);
  }

  private boolean ejectOne(
      int vm, int host, IntPredicate allowed, Draft.Purpose purpose, int depth) {
    for (int other : candidates(host, false)) {
      if (budget-- <= 0) {
        return false;
      }
      if (!wouldHelp(vm, host, other)) {
        continue;
      }
      int mark = draft.size();
      if (eject(other, host, allowed, depth, vm)) {
        if (draft.admits(vm, host)) {
          draft.move(vm, host, purpose);
          return true;
        }
        draft.undoTo(mark);
      }
    }
    return false;
  }

  private boolean wouldHelp(int vm, int host, int other) {
    layout.take(other);
    boolean helps = draft.admits(vm, host);
    layout.place(other, host);
    return helps;
  }

  private boolean eject(int other, int host, IntPredicate allowed, int depth, int forWhom) {
    IntPredicate elsewhere = allowed.and(it -> it != host);
    Draft.Purpose room =
        Draft.Purpose.demanded(
            Move.Purpose.ROOM,
            "makes room on %s for %s".formatted(layout.host(host).id(), layout.vm(forWhom).name()));
    Optional<Settling.Choice> choice = settling.best(new int[] {other}, elsewhere);
    if (choice.isPresent()) {
      draft.move(other, choice.get().host(), room);
      return true;
    }
    return depth > 1 && settle(other, elsewhere, room, depth - 1);
  }

  private boolean ejectSome(int vm, int host, IntPredicate allowed, Draft.Purpose purpose) {
    int mark = draft.size();
    int ejected = 0;
    for (int other : candidates(host, true)) {
      if (budget-- <= 0 || ejected == MOST_EJECTED) {
        break;
      }
      if (eject(other, host, allowed, 1, vm)) {
        ejected++;
        if (draft.admits(vm, host)) {
          draft.move(vm, host, purpose);
          return true;
        }
      }
    }
    draft.undoTo(mark);
    return false;
  }
}
