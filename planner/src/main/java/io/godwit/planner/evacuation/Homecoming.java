package io.godwit.planner.evacuation;

import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import io.godwit.planner.balance.Threshold;
import io.godwit.planner.balance.Worth;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Digest;
import io.godwit.planner.cluster.Move;
import io.godwit.planner.cluster.Plan;
import io.godwit.planner.cluster.Report;
import io.godwit.planner.draft.Draft;
import io.godwit.planner.draft.Refusals;
import io.godwit.planner.layout.Layout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** VMs that come home after maintenance. */
public final class Homecoming {
  private final ClusterSnapshot snapshot;
  private final int home;
  private final Draft draft;
  private final Worth worth;
  private final List<String> lines = new ArrayList<>();

  private Homecoming(ClusterSnapshot snapshot, HostId home) {
    this.snapshot = snapshot;
    this.draft = new Draft(snapshot);
    this.home = draft.layout().hostNumber(home);
    this.worth = new Worth(draft.layout());
  }

  /**
   * Which of those that left a host come back: those for which that is worth a move, most first.
   *
   * @param left VMs that were there before it was emptied; those that are gone are passed over
   * @param threshold by how much it has to be worth it
   * @param seed noted in the plan; nothing here is left to chance
   * @throws IllegalArgumentException if the snapshot has no such host
   */
  public static Plan of(
      ClusterSnapshot snapshot, HostId home, List<VmId> left, Threshold threshold, long seed) {
    return new Homecoming(snapshot, home).plan(left, threshold, seed);
  }

  private record Return(int vm, double gain, double cost) {}

  private Plan plan(List<VmId> left, Threshold threshold, long seed) {
    Layout layout = draft.layout();
    List<Integer> away = new ArrayList<>();
    left.stream()
        .sorted()
        .flatMap(id -> layout.findVm(id).stream())
        .filter(vm -> layout.place(vm) != Layout.NOWHERE && layout.place(vm) != home)
        .forEach(away::add);
    Optional<Return> best = best(away);
    while (best.isPresent() && threshold.accepts(best.get().gain(), best.get().cost())) {
      Return next = best.get();
      come(next);
      away.removeIf(vm -> vm == next.vm());
      best = best(away);
    }
    away.forEach(this::stays);
    lines.addFirst(
        "%d of %d VMs come back to %s"
            .formatted(draft.size(), draft.size() + away.size(), layout.host(home).id()));
    Report report = Report.EMPTY.and(lines);
    return new Plan(draft.steps(), report, Digest.of(snapshot, left + "→" + home), seed);
  }

  private Optional<Return> best(List<Integer> away) {
    return away.stream()
        .filter(vm -> draft.isMovable(vm) && draft.rules().isAlone(vm) && draft.admits(vm, home))
        .map(vm -> new Return(vm, worth.gainOfMove(draft, vm, home), worth.cost(vm)))
        .max(
            Comparator.comparingDouble((Return it) -> it.gain() - it.cost())
                .thenComparing(Comparator.comparingInt(Return::vm).reversed()));
  }

  private void come(Return it) {
    String because =
        String.format(
            Locale.ROOT, "home again: brings %.0f core-seconds, costs %.0f", it.gain(), it.cost());
    draft.move(it.vm(), home, new Draft.Purpose(Move.Purpose.HOMECOMING, because, it.gain()));
  }

  private void stays(int vm) {
    Layout layout = draft.layout();
    String why =
        draft
            .hindrance(vm)
            .or(() -> new Refusals(draft).of(vm, home).map(refusal -> refusal.text()))
            .orElseGet(() ->
                String.format(
                    Locale.ROOT,
                    "coming back brings %.0f core-seconds and costs %.0f",
                    worth.gainOfMove(draft, vm, home),
                    worth.cost(vm)));
    lines.add(
        "%s stays on %s: %s"
            .formatted(layout.vm(vm).name(), layout.host(layout.place(vm)).id(), why));
  }
}
