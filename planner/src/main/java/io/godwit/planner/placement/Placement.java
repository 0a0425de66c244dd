package io.godwit.planner.placement;

import io.godwit.model.vm.VmId;
import io.godwit.planner.balance.Standing;
import io.godwit.planner.balance.Worth;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Digest;
import io.godwit.planner.cluster.Move;
import io.godwit.planner.cluster.Plan;
import io.godwit.planner.cluster.Report;
import io.godwit.planner.cluster.Report.Part;
import io.godwit.planner.draft.Draft;
import io.godwit.planner.draft.Refusal;
import io.godwit.planner.draft.Refusals;
import io.godwit.planner.layout.Layout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Places VMs that run nowhere yet. */
public final class Placement {
  private final Draft draft;
  private final Layout layout;
  private final Worth worth;

  private Placement(ClusterSnapshot snapshot) {
    this.draft = new Draft(snapshot);
    this.layout = draft.layout();
    this.worth = new Worth(layout);
  }

  /**
   * Places a batch, the largest first; each sees those before it.
   *
   * @param vms of the snapshot that have no home; others are passed over
   * @param seed noted in the plan; nothing here is left to chance
   */
  public static Placed of(ClusterSnapshot snapshot, List<VmId> vms, long seed) {
    return new Placement(snapshot).place(snapshot, vms, seed);
  }

  /**
   * What each host is to one VM as things are, also to one that runs: its own host is ranked, too.
   */
  public static Ranking rank(ClusterSnapshot snapshot, VmId vm) {
    Placement placement = new Placement(snapshot);
    int number =
        placement
            .layout
            .findVm(vm)
            .orElseThrow(() -> new IllegalArgumentException("no VM " + vm + " in this cluster"));
    if (placement.layout.place(number) != Layout.NOWHERE) {
      placement.layout.take(number);
    }
    return placement.rank(number);
  }

  private Placed place(ClusterSnapshot snapshot, List<VmId> vms, long seed) {
    List<Integer> order = new ArrayList<>();
    vms.stream()
        .flatMap(id -> layout.findVm(id).stream())
        .filter(vm -> layout.place(vm) == Layout.NOWHERE)
        .sorted(
            Comparator.<Integer>comparingLong(vm -> -layout.wants().memory(vm))
                .thenComparing(vm -> vm))
        .forEach(order::add);
    List<Ranking> rankings = new ArrayList<>();
    List<VmId> rejected = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (int vm : order) {
      Ranking ranking = rank(vm);
      rankings.add(ranking);
      if (ranking.ranked().isEmpty()) {
        rejected.add(ranking.vm());
        lines.add(
            "%s: no host takes it; %s"
                .formatted(layout.vm(vm).name(), new Refusals(draft).summary(vm)));
      } else {
        lines.add(begin(vm, ranking));
      }
    }
    Report report = Report.EMPTY.and(lines);
    Plan plan = new Plan(draft.steps(), report, Digest.of(snapshot, vms), seed);
    return new Placed(plan, rankings, rejected);
  }

  private String begin(int vm, Ranking ranking) {
    Ranked best = ranking.ranked().getFirst();
    String because =
        "%s is the best of %s: %s"
            .formatted(best.host(), Report.count(ranking.ranked().size(), "host"), words(best));
    draft.move(
        vm,
        layout.hostNumber(best.host()),
        Draft.Purpose.demanded(Move.Purpose.PLACEMENT, because));
    return layout.vm(vm).name() + ": " + because;
  }

  private static String words(Ranked ranked) {
    return String.join(
        ", ",
        ranked.parts().stream()
            .map(part -> String.format(Locale.ROOT, "%s %.1f", part.name(), part.value()))
            .toList());
  }

  private record Candidate(int host, double gain, int unkept, double fullness, double gets) {}

  private Ranking rank(int vm) {
    List<Candidate> candidates = new ArrayList<>();
    List<Refused> refused = new ArrayList<>();
    Refusals refusals = new Refusals(draft);
    for (int host = 0; host < layout.hosts(); host++) {
      if (draft.admits(vm, host)) {
        candidates.add(candidate(vm, host));
      } else {
        Optional<Refusal> why = refusals.of(vm, host);
        if (why.isPresent()) {
          refused.add(new Refused(layout.host(host).id(), why.get()));
        }
      }
    }
    // What the cluster gets, a broken SHOULD rule taken off, says most; then whoever has most room.
    candidates.sort(
        Comparator.<Candidate>comparingDouble(it -> -Math.round(1e6 * it.gain()))
            .thenComparingDouble(Candidate::fullness)
            .thenComparingInt(Candidate::host));
    return new Ranking(layout.vm(vm).id(), candidates.stream().map(this::ranked).toList(), refused);
  }

  private Candidate candidate(int vm, int host) {
    int unkept = draft.rules().unkept(vm, host);
    double before = worth.got(host);
    layout.place(vm, host);
    int[] residents = layout.residents(host);
    double[] parts = Standing.ofHost(layout, host, residents);
    double gets = 0;
    for (int i = 0; i < residents.length; i++) {
      gets = residents[i] == vm ? parts[i] : gets;
    }
    double gain = worth.got(host) - before - Worth.SHOULD * unkept;
    double fullness = Math.max(layout.fullness(host), worth.use(host));
    layout.take(vm);
    return new Candidate(host, gain, unkept, fullness, gets);
  }

  private Ranked ranked(Candidate candidate) {
    return new Ranked(
        layout.host(candidate.host()).id(),
        List.of(
            new Part("VM gets %", candidate.gets()),
            new Part("cluster gains cores", candidate.gain()),
            new Part("SHOULD rules broken", candidate.unkept()),
            new Part("host taken %", 100 * candidate.fullness())));
  }
}
