package io.godwit.planner.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.planner.check.Checked;
import io.godwit.planner.check.PlanCheck;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Clusters;
import io.godwit.planner.cluster.Clusters.Shape;
import org.junit.jupiter.api.Test;

/** Random clusters with broken and contradicting rules; a failure names its seed. */
final class RepairPropertyTest {
  private static final int SEEDS = 600;

  @Test
  void everyPlanIsSoundAndWhatItSaysIsMetIsMet() {
    int met = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Shape shape = new Shape(2 + seed % 9, 5 + seed % 40, seed % 8, seed % 2 == 0);
      ClusterSnapshot snapshot = Clusters.random(seed, shape);

      Repaired repaired = Repair.of(snapshot, seed);

      String replay = "seed " + seed + " " + shape;
      Checked.sound(snapshot, repaired.plan(), replay);
      boolean holds = PlanCheck.of(snapshot, repaired.plan()).isComplete();
      assertThat(repaired.isComplete()).as("%s: %s", replay, repaired.unmet()).isEqualTo(holds);
      met += holds ? 1 : 0;
    }
    assertThat(met).as("clusters that could be put right").isGreaterThan(SEEDS / 4);
  }

  @Test
  void equalQuestionsGetEqualAnswersAndASecondRepairFindsNothingToDo() {
    for (int seed = 0; seed < 100; seed++) {
      ClusterSnapshot snapshot = Clusters.random(seed, new Shape(6, 20, 4, true));
      Repaired repaired = Repair.of(snapshot, seed);

      assertThat(Repair.of(snapshot, seed)).as("seed %d", seed).isEqualTo(repaired);
      if (repaired.isComplete()) {
        Repaired again = Repair.of(snapshot.after(repaired.plan()), seed);
        assertThat(again.plan().isEmpty()).as("seed %d", seed).isTrue();
      }
    }
  }
}
