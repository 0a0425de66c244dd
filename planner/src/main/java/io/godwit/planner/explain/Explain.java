package io.godwit.planner.explain;

import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import io.godwit.planner.balance.Policy;
import io.godwit.planner.balance.Worth;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.PlacementRule;
import io.godwit.planner.cluster.Report.Part;
import io.godwit.planner.draft.Draft;
import io.godwit.planner.draft.Refusal;
import io.godwit.planner.draft.Refusals;
import io.godwit.planner.layout.Layout;
import io.godwit.planner.placement.Placement;
import io.godwit.planner.placement.Ranked;
import io.godwit.planner.placement.Ranking;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Explains places of VMs. */
public final class Explain {
  /** Other hosts that are told one by one. */
  private static final int TOLD = 5;

  private final Policy policy;
  private final Draft draft;
  private final Layout layout;
  private final int vm;
  private final int here;

  private Explain(ClusterSnapshot snapshot, VmId id, Policy policy) {
    this.policy = policy;
    this.draft = new Draft(snapshot);
    this.layout = draft.layout();
    this.vm =
        layout
            .findVm(id)
            .orElseThrow(() -> new IllegalArgumentException("no VM " + id + " in this cluster"));
    this.here = layout.place(vm);
  }

  /**
   * Why a VM is where it is, and why not elsewhere.
   *
   * @throws IllegalArgumentException if the snapshot has no such VM
   */
  public static Explanation of(ClusterSnapshot snapshot, VmId vm, Policy policy) {
    Ranking ranking = Placement.rank(snapshot, vm);
    Explain explain = new Explain(snapshot, vm, policy);
    List<String> lines = new ArrayList<>(explain.whyHere(ranking));
    int told = 0;
    for (Ranked each : ranking.ranked()) {
      int host = explain.layout.hostNumber(each.host());
      if (host != explain.here && told < TOLD) {
        lines.addAll(explain.whyNot(host, ranking));
        told++;
      }
    }
    if (!ranking.refused().isEmpty()) {
      lines.add("of the other hosts: " + new Refusals(explain.draft).summary(explain.vm));
    }
    return explain.explanation(ranking, lines);
  }

  /**
   * Why a VM is not on a host.
   *
   * @throws IllegalArgumentException if the snapshot has no such VM or host
   */
  public static Explanation whyNot(ClusterSnapshot snapshot, VmId vm, HostId host, Policy policy) {
    Ranking ranking = Placement.rank(snapshot, vm);
    Explain explain = new Explain(snapshot, vm, policy);
    List<String> lines = explain.whyNot(explain.layout.hostNumber(host), ranking);
    return explain.explanation(ranking, lines);
  }

  private Explanation explanation(Ranking ranking, List<String> lines) {
    HostId at = here == Layout.NOWHERE ? null : layout.host(here).id();
    return new Explanation(ranking.vm(), at, ranking, lines);
  }

  private List<String> whyHere(Ranking ranking) {
    if (here == Layout.NOWHERE) {
      return List.of("%s runs nowhere".formatted(layout.vm(vm).name()));
    }
    List<String> lines = new ArrayList<>();
    HostId at = layout.host(here).id();
    Optional<Ranked> mine = find(ranking, at);
    lines.add(
        "%s is on %s%s"
            .formatted(
                layout.vm(vm).name(), at, mine.map(it -> ": " + words(it.parts())).orElse("")));
    draft.hindrance(vm).ifPresent(why -> lines.add("it cannot be moved now: " + why));
    for (PlacementRule rule : draft.rules().against(vm, here, true)) {
      lines.add("rule %s is broken there".formatted(rule.name()));
    }
    for (PlacementRule rule : draft.rules().against(vm, here, false)) {
      lines.add("rule %s, which should be kept, is not".formatted(rule.name()));
    }
    return lines;
  }

  private List<String> whyNot(int host, Ranking ranking) {
    HostId id = layout.host(host).id();
    if (host == here) {
      return List.of("it is on " + id);
    }
    Optional<Refusal> refusal = new Refusals(draft).of(vm, host);
    if (refusal.isPresent()) {
      return List.of(
          "not on %s: %s".formatted(id, refusal.get().text()), change(host, refusal.get()));
    }
    List<String> lines = new ArrayList<>();
    String there = find(ranking, id).map(it -> words(it.parts())).orElse("");
    if (here == Layout.NOWHERE) {
      lines.add("%s would take it: %s".formatted(id, there));
      return lines;
    }
    Worth worth = new Worth(layout);
    double gain = worth.gainOfMove(draft, vm, host);
    double cost = worth.cost(vm);
    String figures =
        String.format(Locale.ROOT, "a move brings %.0f core-seconds and costs %.0f", gain, cost);
    if (!layout.wants().isKnown(vm)) {
      lines.add(
          "not on %s: its demand was not measured, so nothing is gained by guessing".formatted(id));
    } else if (policy.threshold().accepts(gain, cost)) {
      lines.add("%s would be better (%s): %s".formatted(id, there, figures));
    } else {
      lines.add("not on %s (%s): %s".formatted(id, there, figures));
      lines.add(
          gain <= 0
              ? "it would be if %s became busier or %s less busy"
                  .formatted(layout.host(here).id(), id)
              : String.format(
                  Locale.ROOT,
                  "it would be if it brought %.1f times as much, at threshold %d",
                  policy.threshold().needed(gain, cost),
                  policy.threshold().level()));
    }
    return lines;
  }

  private String change(int host, Refusal refusal) {
    return switch (refusal.kind()) {
      case CONDITION -> "it could be if the host were open";
      case MEMORY, PROCESSORS, RESERVATION -> "it could be if other VMs left the host";
      case RULE -> {
        List<String> names =
            draft.rules().against(vm, host, true).stream().map(PlacementRule::name).toList();
        yield "it could be without " + String.join(" and ", names);
      }
    };
  }

  private static Optional<Ranked> find(Ranking ranking, HostId host) {
    return ranking.ranked().stream().filter(each -> each.host().equals(host)).findFirst();
  }

  private static String words(List<Part> parts) {
    return String.join(
        ", ",
        parts.stream()
            .map(part -> String.format(Locale.ROOT, "%s %.1f", part.name(), part.value()))
            .toList());
  }
}
