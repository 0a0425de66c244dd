package io.godwit.planner.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Plan;

/** Every plan of every test goes through here. */
public final class Checked {
  private Checked() {}

  /** The plan, if it keeps capacity and rules during and after each of its moves. */
  public static Plan sound(ClusterSnapshot snapshot, Plan plan, Object replay) {
    assertThat(PlanCheck.of(snapshot, plan).findings()).as("%s", replay).isEmpty();
    return plan;
  }

  /** The plan, if everything holds after it, too. */
  public static Plan complete(ClusterSnapshot snapshot, Plan plan, Object replay) {
    sound(snapshot, plan, replay);
    assertThat(PlanCheck.of(snapshot, plan).unmet()).as("%s", replay).isEmpty();
    return plan;
  }
}
