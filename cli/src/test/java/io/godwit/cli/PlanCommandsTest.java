package io.godwit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.protocol.api.ItemList;
import io.godwit.protocol.api.PlanSummary;
import io.godwit.protocol.api.PlanView;
import io.godwit.protocol.api.PlanView.ConsequencesView;
import io.godwit.protocol.api.PlanView.MoveView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PlanCommandsTest {
  private static final Instant AT = Instant.parse("2026-12-01T12:00:00Z");

  private final CommandFixture godwit = new CommandFixture();

  @AfterEach
  void stop() {
    godwit.close();
  }

  private static PlanView kept(String purpose, @Nullable String host, String report) {
    return new PlanView(
        7,
        AT,
        "c1",
        "AUTOMATIC",
        3,
        "d1",
        List.of(new MoveView("web", "h1", "h2", "POWER", "as asked", List.of(), 1500)),
        List.of(report),
        purpose,
        host,
        "1.0",
        List.of(),
        List.of(),
        new ConsequencesView(1, 0, 1 << 20, 1500, null, null, List.of("h1")));
  }

  private String shown(PlanView plan) {
    godwit.manager.says("GET /api/v1/clusters/c1/plans/7", plan);
    assertThat(godwit.run("plan", "show", "c1", "--number", "7")).isZero();
    return godwit.out();
  }

  @Test
  void aKeptPlanSaysWhatItWasFor() {
    assertThat(shown(kept("MAINTENANCE", "h1", "h1 is empty then")))
        .contains("host h1 was to be emptied", "balancing automatic, threshold 3");
  }

  @Test
  void soDoesOneOfThoseThatComeHome() {
    assertThat(shown(kept("HOMECOMING", "h1", "1 of 2 VMs come back to h1")))
        .contains("VMs that had left host h1 were to come home", "1 of 2 VMs come back");
  }

  @Test
  void aPlanOfPowerHasNothingToDoWithBalancing() {
    assertThat(shown(kept("POWER", null, "h1 is switched OFF: VMs want 0.9 cores now.")))
        .contains("h1 is switched OFF", "plan 7 of cluster c1", "as far as they are needed")
        .doesNotContain("balancing");
  }

  @Test
  void theListSaysWhatEachWasFor() {
    godwit.manager.says(
        "GET /api/v1/clusters/c1/plans?limit=20",
        new ItemList<>(
            List.of(
                new PlanSummary(8, AT, "POWER", 2, "d2", "h1 is switched OFF"),
                new PlanSummary(7, AT, "HOMECOMING", 1, "d1", "1 of 2 VMs come back to h1"))));
    assertThat(godwit.run("plan", "list", "c1")).isZero();
    assertThat(godwit.out()).contains("power", "homecoming");
  }
}
