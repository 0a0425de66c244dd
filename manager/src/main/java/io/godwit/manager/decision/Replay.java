package io.godwit.manager.decision;

import io.godwit.planner.balance.Balance;
import io.godwit.planner.cluster.Plan;
import io.godwit.planner.evacuation.Evacuation;
import java.util.List;

/**
 * A kept plan that was made once more from what it was made from.
 *
 * @param again what came of it this time
 */
public record Replay(Decision decision, Plan again) {
  /** Plans again. */
  static Replay of(Decision decision) {
    long seed = decision.plan().seed();
    Plan again =
        switch (decision.purpose()) {
          case BALANCE -> Balance.of(decision.snapshot(), decision.policy(), seed);
          case MAINTENANCE ->
              Evacuation.of(decision.snapshot(), List.of(decision.emptied().orElseThrow()), seed)
                  .plan();
        };
    return new Replay(decision, again);
  }

  /** Whether moves, reasons, figures and digest are the same to the last bit. */
  public boolean isSame() {
    return Packed.text(again).equals(Packed.text(decision.plan()));
  }
}
