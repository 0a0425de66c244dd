package io.godwit.planner.repair;

import io.godwit.planner.cluster.Condition;
import io.godwit.planner.cluster.Move;
import io.godwit.planner.draft.Draft;
import io.godwit.planner.layout.Layout;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Finds hosts for VMs that have to go somewhere. A unit is one VM, or a group that stays together.
 */
final class Settling {
  private final Draft draft;
  private final Layout layout;

  Settling(Draft draft) {
    this.draft = draft;
    this.layout = draft.layout();
  }

  /**
   * A host that takes a unit.
   *
   * @param takers how many hosts do
   * @param use the larger share of its room or processors that is taken then
   */
  record Choice(int host, int takers, double use) {}

  /** The best host: most of the unit is there, fewest SHOULD rules are broken, least used then. */
  Optional<Choice> best(int[] unit, IntPredicate allowed) {
    return unit.length == 1 ? best(unit[0], allowed) : bestOfGroup(unit, allowed);
  }

  private Optional<Choice> best(int vm, IntPredicate allowed) {
    int best = Layout.NOWHERE;
    int takers = 0;
    int fewest = Integer.MAX_VALUE;
    double least = Double.MAX_VALUE;
    int here = layout.place(vm);
    for (int host = 0; host < layout.hosts(); host++) {
      if (host == here || !allowed.test(host) || !draft.admits(vm, host)) {
        continue;
      }
      takers++;
      int unkept = draft.rules().unkept(vm, host);
      double use = useWith(vm, host);
      if (unkept < fewest || (unkept == fewest && use < least)) {
        best = host;
        fewest = unkept;
        least = use;
      }
    }
    return best == Layout.NOWHERE ? Optional.empty() : Optional.of(new Choice(best, takers, least));
  }

  private double useWith(int vm, int host) {
    double memory =
        (double) (layout.memory(host) + layout.wants().memory(vm)) / layout.memoryRoom(host);
    double cores = layout.host(host).cores();
    double wanted = (layout.mean(host) + layout.wants().mean(vm)) / cores;
    double kept = (layout.reserved(host) + layout.wants().reserved(vm)) / cores;
    return Math.max(memory, Math.max(wanted, kept));
  }

  private Optional<Choice> bestOfGroup(int[] unit, IntPredicate allowed) {
    int best = Layout.NOWHERE;
    int takers = 0;
    long fewest = Long.MAX_VALUE;
    int unkept = Integer.MAX_VALUE;
    double least = Double.MAX_VALUE;
    for (int host = 0; host < layout.hosts(); host++) {
      if (!allowed.test(host) || !takesAll(unit, host)) {
        continue;
      }
      takers++;
      long moved = 0;
      int broken = 0;
      for (int vm : unit) {
        moved += layout.place(vm) == host ? 0 : layout.wants().memory(vm);
        broken += draft.rules().unkept(vm, host);
      }
      double use = layout.fullness(host);
      boolean fewer = moved < fewest || (moved == fewest && broken < unkept);
      if (fewer || (moved == fewest && broken == unkept && use < least)) {
        best = host;
        fewest = moved;
        unkept = broken;
        least = use;
      }
    }
    return best == Layout.NOWHERE ? Optional.empty() : Optional.of(new Choice(best, takers, least));
  }

  private boolean takesAll(int[] unit, int host) {
    int mark = draft.size();
    boolean taken = settle(unit, host, Draft.Purpose.demanded(Move.Purpose.ROOM, ""));
    draft.undoTo(mark);
    return taken;
  }

  /** Moves a unit to a host, one after the other; changes nothing if not all can go there. */
  boolean settle(int[] unit, int host, Draft.Purpose purpose) {
    if (layout.host(host).condition() == Condition.LEAVING) {
      return false;
    }
    int[] places = new int[unit.length];
    for (int i = 0; i < unit.length; i++) {
      places[i] = layout.place(unit[i]);
      if (places[i] != host && !draft.isMovable(unit[i])) {
        restore(unit, places, i);
        return false;
      }
      if (places[i] != host && places[i] != Layout.NOWHERE) {
        layout.take(unit[i]);
      }
    }
    int mark = draft.size();
    for (int i = 0; i < unit.length; i++) {
      if (places[i] != host) {
        if (!draft.admits(unit[i], host)) {
          draft.undoTo(mark);
          restore(unit, places, unit.length);
          return false;
        }
        draft.move(unit[i], places[i], host, purpose);
      }
    }
    // Those that were there already may have no right to be.
    for (int vm : unit) {
      if (!draft.rules().admits(vm, host)) {
        draft.undoTo(mark);
        restore(unit, places, unit.length);
        return false;
      }
    }
    return true;
  }

  /** Puts back those of the first few that are nowhere now. */
  private void restore(int[] unit, int[] places, int count) {
    for (int i = 0; i < count; i++) {
      if (places[i] != Layout.NOWHERE && layout.place(unit[i]) == Layout.NOWHERE) {
        layout.place(unit[i], places[i]);
      }
    }
  }
}
