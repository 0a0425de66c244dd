package io.godwit.testbed.bench.planner;

import io.godwit.planner.balance.Balance;
import io.godwit.planner.balance.Policy;
import io.godwit.planner.balance.Standing;
import io.godwit.planner.balance.Threshold;
import io.godwit.planner.check.PlanCheck;
import io.godwit.planner.check.Verdict;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One balancing pass over clusters of growing size. */
final class ScaleCase implements PlannerCase {
  private static final int[] HOSTS = {100, 300, 1_000, 2_000, 5_000};

  /** The size that something was promised for. */
  private static final int PROMISED_HOSTS = 1_000;

  private static final double LONGEST_MS = 1_000;
  private static final long MOST_HEAP_MIB = 512;

  @Override
  public String name() {
    return "scale";
  }

  @Override
  public List<Figure> run(Settings settings) {
    List<Figure> figures = new ArrayList<>();
    for (int hosts : HOSTS) {
      settings.progress().accept("scale: " + hosts + " hosts");
      ClusterSnapshot snapshot = Synthetic.cluster(hosts, 1);
      // As many moves as hosts: a pass that has much to do.
      Policy policy = new Policy(Threshold.MODERATE, hosts);
      Settings.Timed<Plan> timed = settings.time(() -> Balance.of(snapshot, policy, 1));
      figures.addAll(figures(snapshot, timed));
    }
    long heap = Runtime.getRuntime().maxMemory() >> 20;
    figures.add(Figure.fact("heap that this JVM may use", heap + " MiB", heap <= MOST_HEAP_MIB));
    return figures;
  }

  private static List<Figure> figures(ClusterSnapshot snapshot, Settings.Timed<Plan> timed) {
    int hosts = snapshot.hosts().size();
    Plan plan = timed.result();
    String what =
        String.format(
            Locale.ROOT,
            "%,d hosts, %,d VMs, %,d rules",
            hosts,
            snapshot.vms().size(),
            snapshot.rules().size());
    Verdict verdict = PlanCheck.of(snapshot, plan);
    Standing before = Standing.of(snapshot);
    Standing after = Standing.of(snapshot.after(plan));
    List<Figure> figures = new ArrayList<>();
    figures.add(
        hosts == PROMISED_HOSTS
            ? Figure.time(what, timed.medianMs(), LONGEST_MS)
            : Figure.told(what, Figure.text(timed.medianMs())));
    figures.add(
        Figure.told(
            "  for each host",
            String.format(Locale.ROOT, "%.0f µs", 1e3 * timed.medianMs() / hosts)));
    figures.add(
        Figure.told(
            "  its plan",
            String.format(
                Locale.ROOT,
                "%d moves, imbalance %.3f → %.3f, busiest %.2f → %.2f",
                plan.steps().size(),
                before.imbalance(),
                after.imbalance(),
                before.busiest(),
                after.busiest())));
    figures.add(
        Figure.fact(
            "  checked",
            verdict.isSound() && verdict.isComplete()
                ? "sound, all rules kept"
                : verdict.findings().size() + " findings, " + verdict.unmet().size() + " unmet",
            verdict.isSound() && verdict.isComplete()));
    return figures;
  }
}
