package io.godwit.testbed.bench.planner;

import io.godwit.model.host.HostId;
import io.godwit.planner.check.PlanCheck;
import io.godwit.planner.check.Verdict;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Condition;
import io.godwit.planner.evacuation.Evacuation;
import io.godwit.planner.evacuation.EvacuationPlan;
import java.util.List;

/** One host of a thousand is emptied. */
final class EvacuationCase implements PlannerCase {
  private static final int HOSTS = 1_000;
  private static final double LONGEST_MS = 100;

  @Override
  public String name() {
    return "evacuation";
  }

  @Override
  public List<Figure> run(Settings settings) {
    settings.progress().accept("evacuation: 1 host of " + HOSTS);
    ClusterSnapshot snapshot = Synthetic.cluster(HOSTS, 1);
    List<HostId> host = List.of(new HostId("h10"));
    Settings.Timed<EvacuationPlan> timed = settings.time(() -> Evacuation.of(snapshot, host, 1));
    EvacuationPlan plan = timed.result();
    Verdict verdict = PlanCheck.of(snapshot.with(Condition.LEAVING, host), plan.plan());
    return List.of(
        Figure.time("1 host of 1,000, 20,000 VMs", timed.medianMs(), LONGEST_MS),
        Figure.told("  its plan", plan.plan().report().lines().getFirst()),
        Figure.fact(
            "  checked",
            verdict.isSound()
                ? "sound, " + plan.blockers().size() + " blockers"
                : "" + verdict.findings(),
            verdict.isSound() && plan.empties()));
  }
}
