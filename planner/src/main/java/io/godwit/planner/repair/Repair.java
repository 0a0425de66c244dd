package io.godwit.planner.repair;

import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Digest;
import io.godwit.planner.cluster.Move;
import io.godwit.planner.cluster.PlacementRule;
import io.godwit.planner.cluster.Plan;
import io.godwit.planner.cluster.Report;
import io.godwit.planner.draft.Draft;
import io.godwit.planner.draft.Draft.Purpose;
import io.godwit.planner.layout.Layout;
import io.godwit.planner.rules.RuleBook;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;

/** Puts right what is wrong in a cluster. */
public final class Repair {
  /** A VM that cannot move stays; of the others the one with less memory goes. */
  private static final double STAYS = 1e30;

  /** What is put right can show what else is wrong only where VMs were ejected. */
  private static final int MOST_ROUNDS = 3;

  private final Draft draft;
  private final Layout layout;
  private final Settling settling;
  private final Ejection ejection;
  private final Shortfall shortfall;

  private Repair(Draft draft) {
    this.draft = draft;
    this.layout = draft.layout();
    this.settling = new Settling(draft);
    this.ejection = new Ejection(draft, settling);
    this.shortfall = new Shortfall(draft);
  }

  /**
   * Meets all MUST rules, empties hosts that are {@code LEAVING}, brings every host back to what it
   * can hold, and places VMs that run nowhere.
   *
   * @param seed noted in the plan; nothing here is left to chance
   */
  public static Repaired of(ClusterSnapshot snapshot, long seed) {
    Draft draft = new Draft(snapshot);
    List<Unmet> unmet = mend(draft);
    List<String> lines = new ArrayList<>();
    lines.add(
        Report.count(draft.size(), "move")
            + (unmet.isEmpty() ? "" : "; not everything can be put right"));
    unmet.forEach(each -> lines.add(each.sentence()));
    Report report = new Report(lines, List.of(), List.of());
    Plan plan = new Plan(draft.steps(), report, Digest.of(snapshot, "repair"), seed);
    return new Repaired(plan, unmet);
  }

  /** The same in a draft that goes on. Returns what could not be met. */
  public static List<Unmet> mend(Draft draft) {
    return new Repair(draft).mend();
  }

  /** Empties some hosts only, whatever else is wrong. Returns what stays on them. */
  public static List<Unmet> empty(Draft draft, IntPredicate hosts) {
    Repair repair = new Repair(draft);
    for (int round = 0, before = -1; round < MOST_ROUNDS && draft.size() != before; round++) {
      before = draft.size();
      repair.emptyHosts(hosts);
    }
    return repair.shortfall.leftOn(hosts);
  }

  /** Places VMs that run nowhere, and moves no other. Returns those for which there is no place. */
  public static List<Unmet> placeAll(Draft draft) {
    Repair repair = new Repair(draft);
    repair.placeNew(false);
    return repair.shortfall.homeless();
  }

  private List<Unmet> mend() {
    for (int round = 0; round < MOST_ROUNDS; round++) {
      int before = draft.size();
      keepRules();
      emptyHosts(host -> layout.host(host).condition().empties());
      shrinkHosts();
      placeNew(true);
      if (draft.size() == before) {
        break;
      }
    }
    return shortfall.of(draft.rules().breaches(this::stay));
  }

  private double stay(int vm) {
    return draft.isMovable(vm) ? layout.wants().memory(vm) : STAYS;
  }

  private void keepRules() {
    Set<List<Integer>> seen = new HashSet<>();
    for (RuleBook.Breach breach : draft.rules().breaches(this::stay)) {
      for (int vm : largestFirst(breach.offenders())) {
        int[] unit = draft.rules().group(vm);
        if (seen.add(Arrays.stream(unit).boxed().toList())) {
          settle(unit, Move.Purpose.RULE, broken(breach.rule(), vm), _ -> true);
        }
      }
    }
  }

  private String broken(PlacementRule rule, int vm) {
    return layout.place(vm) == Layout.NOWHERE
        ? "rule " + rule.name()
        : "rule %s is broken on %s".formatted(rule.name(), layout.host(layout.place(vm)).id());
  }

  private void emptyHosts(IntPredicate hosts) {
    List<Integer> leaving = new ArrayList<>();
    for (int host = 0; host < layout.hosts(); host++) {
      if (hosts.test(host)) {
        Arrays.stream(layout.residents(host)).filter(draft::isMovable).forEach(leaving::add);
      }
    }
    for (int vm : largestFirst(leaving)) {
      int at = layout.place(vm);
      if (at != Layout.NOWHERE && hosts.test(at)) {
        settle(
            draft.rules().group(vm),
            Move.Purpose.EVACUATION,
            layout.host(at).id() + " is emptied",
            _ -> true);
      }
    }
  }

  private void shrinkHosts() {
    for (int host = 0; host < layout.hosts(); host++) {
      int before = -1;
      while (layout.isOverfull(host) && layout.count(host) != before) {
        before = layout.count(host);
        shed(host);
      }
    }
  }

  /** One VM goes: the smallest after which the host is not overfull, else the largest. */
  private void shed(int host) {
    List<Integer> movable = new ArrayList<>();
    for (int vm : layout.residents(host)) {
      if (draft.isMovable(vm)) {
        movable.add(vm);
      }
    }
    List<Integer> order = largestFirst(movable);
    List<Integer> enough = order.reversed().stream().filter(vm -> relieves(vm, host)).toList();
    List<Integer> tried = new ArrayList<>(enough);
    order.stream().filter(vm -> !enough.contains(vm)).forEach(tried::add);
    String because = "%s has promised more than it has".formatted(layout.host(host).id());
    for (int vm : tried) {
      if (settle(draft.rules().group(vm), Move.Purpose.CAPACITY, because, it -> it != host)) {
        return;
      }
    }
  }

  private boolean relieves(int vm, int host) {
    layout.take(vm);
    boolean relieved = !layout.isOverfull(host);
    layout.place(vm, host);
    return relieved;
  }

  private void placeNew(boolean others) {
    List<Integer> homeless = new ArrayList<>();
    for (int vm = 0; vm < layout.vms(); vm++) {
      if (layout.place(vm) == Layout.NOWHERE) {
        homeless.add(vm);
      }
    }
    for (int vm : largestFirst(homeless)) {
      if (layout.place(vm) == Layout.NOWHERE) {
        int[] unit = draft.rules().group(vm);
        String because = "it runs nowhere yet";
        if (others) {
          settle(unit, Move.Purpose.PLACEMENT, because, _ -> true);
        } else {
          settleAsIs(unit, Move.Purpose.PLACEMENT, because, _ -> true);
        }
      }
    }
  }

  private List<Integer> largestFirst(List<Integer> some) {
    Comparator<Integer> bySize =
        Comparator.<Integer>comparingDouble(vm ->
                layout.wants().reserved(vm)
                    + layout.wants().mean(vm)
                    + layout.wants().memory(vm) / (double) (1L << 32))
            .reversed();
    return some.stream().sorted(bySize.thenComparing(vm -> vm)).toList();
  }

  private boolean settle(int[] unit, Move.Purpose kind, String because, IntPredicate allowed) {
    if (settleAsIs(unit, kind, because, allowed)) {
      return true;
    }
    return unit.length == 1
        && draft.isMovable(unit[0])
        && ejection.settle(
            unit[0], allowed, Purpose.demanded(kind, because + "; others make room for it"));
  }

  private boolean settleAsIs(int[] unit, Move.Purpose kind, String because, IntPredicate allowed) {
    Optional<Settling.Choice> choice = settling.best(unit, allowed);
    if (choice.isEmpty()) {
      return false;
    }
    String where =
        String.format(
            Locale.ROOT,
            "%s; of %d hosts that take it %s is the best (%.0f %% used then)",
            because,
            choice.get().takers(),
            layout.host(choice.get().host()).id(),
            100 * choice.get().use());
    return settling.settle(unit, choice.get().host(), Purpose.demanded(kind, where));
  }
}
