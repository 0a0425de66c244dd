package io.godwit.manager.decision;

import io.godwit.planner.balance.Balance;
import io.godwit.planner.balance.Threshold;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Plan;
import io.godwit.planner.evacuation.Evacuation;
import io.godwit.planner.evacuation.Homecoming;
import io.godwit.planner.power.PowerManagement;
import io.godwit.planner.power.PowerPlan;
import java.util.List;

/**
 * A kept plan that was made once more from what it was made from.
 *
 * @param again what came of it this time
 */
public record Replay(Decision decision, Decision again) {
  /** Plans again. */
  static Replay of(Decision decision) {
    ClusterSnapshot from = decision.snapshot();
    long seed = decision.plan().seed();
    return switch (decision.matter()) {
      case Matter.Balance balance -> replanned(decision, Balance.of(from, balance.policy(), seed));
      case Matter.Maintenance maintenance ->
          replanned(decision, Evacuation.of(from, List.of(maintenance.emptied()), seed).plan());
      case Matter.Homecoming coming -> {
        Threshold threshold = Threshold.of(decision.how().threshold());
        yield replanned(
            decision, Homecoming.of(from, coming.home(), coming.left(), threshold, seed));
      }
      case Matter.Power power -> {
        PowerPlan plan = PowerManagement.plan(from, power.past(), power.settings(), power.kept());
        Matter again = Matter.Power.of(power.past(), power.settings(), power.kept(), plan);
        yield new Replay(decision, decision.coming(plan.plan(), again));
      }
    };
  }

  private static Replay replanned(Decision decision, Plan again) {
    return new Replay(decision, decision.coming(again, decision.matter()));
  }

  /** Whether moves, switches, reasons, figures and digest are the same to the last bit. */
  public boolean isSame() {
    return Packed.text(again).equals(Packed.text(decision));
  }
}
