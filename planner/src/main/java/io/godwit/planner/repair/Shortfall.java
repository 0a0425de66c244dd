package io.godwit.planner.repair;

import io.godwit.model.vm.VmName;
import io.godwit.planner.cluster.Condition;
import io.godwit.planner.cluster.PlacementRule;
import io.godwit.planner.draft.Draft;
import io.godwit.planner.draft.Refusals;
import io.godwit.planner.layout.Layout;
import io.godwit.planner.rules.RuleBook;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;

/** Says what is still wrong, why, and which rules would have to be relaxed. */
final class Shortfall {
  private final Draft draft;
  private final Layout layout;
  private final Refusals refusals;

  Shortfall(Draft draft) {
    this.draft = draft;
    this.layout = draft.layout();
    this.refusals = new Refusals(draft);
  }

  /**
   * Everything that is wrong now.
   *
   * @param breaches of MUST rules
   */
  List<Unmet> of(List<RuleBook.Breach> breaches) {
    List<Unmet> unmet = new ArrayList<>();
    for (RuleBook.Breach breach : breaches) {
      for (int vm : breach.offenders()) {
        unmet.add(of(vm, "rule %s is broken by %s".formatted(breach.rule().name(), name(vm))));
      }
    }
    unmet.addAll(leftOn(host -> layout.host(host).condition().empties()));
    for (int host = 0; host < layout.hosts(); host++) {
      if (layout.isOverfull(host)) {
        unmet.add(
            new Unmet(
                null,
                layout.host(host).id(),
                layout.host(host).id()
                    + " has promised more than it has, and none of its VMs can go elsewhere",
                List.of()));
      }
    }
    unmet.addAll(homeless());
    return unmet;
  }

  /** VMs that should have left these hosts. */
  List<Unmet> leftOn(IntPredicate hosts) {
    List<Unmet> unmet = new ArrayList<>();
    for (int host = 0; host < layout.hosts(); host++) {
      if (hosts.test(host)) {
        for (int vm : layout.residents(host)) {
          unmet.add(of(vm, "%s cannot leave %s".formatted(name(vm), layout.host(host).id())));
        }
      }
    }
    return unmet;
  }

  /** VMs that have no host. */
  List<Unmet> homeless() {
    List<Unmet> unmet = new ArrayList<>();
    for (int vm = 0; vm < layout.vms(); vm++) {
      if (layout.place(vm) == Layout.NOWHERE) {
        unmet.add(of(vm, "no place for " + name(vm)));
      }
    }
    return unmet;
  }

  private VmName name(int vm) {
    return layout.vm(vm).name();
  }

  private Unmet of(int vm, String what) {
    int at = layout.place(vm);
    String why = draft.hindrance(vm).orElseGet(() -> "of the other hosts: " + refusals.summary(vm));
    return new Unmet(
        layout.vm(vm).id(),
        at == Layout.NOWHERE ? null : layout.host(at).id(),
        what + ": " + why,
        draft.hindrance(vm).isPresent() ? List.of() : relax(vm));
  }

  /** Of the hosts that have room, the one with the fewest rules against it. */
  private List<String> relax(int vm) {
    List<PlacementRule> fewest = null;
    for (int host = 0; host < layout.hosts(); host++) {
      boolean room = layout.host(host).condition() == Condition.OPEN && layout.fits(vm, host);
      if (room && host != layout.place(vm)) {
        List<PlacementRule> against = draft.rules().against(vm, host, true);
        if (fewest == null || against.size() < fewest.size()) {
          fewest = against;
        }
      }
    }
    return fewest == null
        ? List.of()
        : fewest.stream().map(PlacementRule::name).sorted(Comparator.naturalOrder()).toList();
  }
}
