package io.godwit.testbed.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.testbed.simulation.center.DataCenterRun;
import io.godwit.testbed.simulation.center.Flaws;
import io.godwit.testbed.simulation.scheduler.Journal;
import org.junit.jupiter.api.Test;

final class DataCenterSimulationTest {
  private static final long SEEDS = Long.getLong("godwit.simulation.seeds", 1000);
  private static final int TOLD = 40;

  @Test
  void nothingHappensThatMustNeverBe() throws Exception {
    Campaign.Tally tally = new Campaign(1, SEEDS, Flaws.NONE).run();
    assertThat(tally.failure())
        .as(() -> "replay it with ./dev sim --seeds 1 --from SEED:\n" + story(tally))
        .isEmpty();
    assertThat(tally.seeds()).isEqualTo(SEEDS);
    // A simulation in which nothing is done and nothing goes wrong finds nothing.
    assertThat(tally.commits()).isGreaterThan(10 * SEEDS);
    assertThat(tally.terms()).isGreaterThan(2 * SEEDS);
    assertThat(tally.faults().values().stream().mapToLong(Long::longValue).sum())
        .isGreaterThan(10 * SEEDS);
    assertThat(tally.planned()).isGreaterThan(SEEDS / 4);
    assertThat(tally.switchedOff()).isGreaterThan(SEEDS / 20);
    assertThat(tally.faults()).containsKeys("MANAGER_CLOCK_JUMPS", "AGENT_CLOCK_JUMPS");
  }

  private static String story(Campaign.Tally tally) {
    return tally
        .failure()
        .map(failure -> String.join("\n", Campaign.replay(failure.seed(), Flaws.NONE, TOLD)))
        .orElse("");
  }

  @Test
  void aSeedIsOneHistory() {
    long first = fingerprint(7, Journal.Detail.FINGERPRINT);
    assertThat(fingerprint(7, Journal.Detail.FINGERPRINT)).isEqualTo(first);
    assertThat(fingerprint(7, Journal.Detail.WORDS)).isEqualTo(first);
    assertThat(fingerprint(8, Journal.Detail.FINGERPRINT)).isNotEqualTo(first);
  }

  private static long fingerprint(long seed, Journal.Detail detail) {
    return DataCenterRun.of(seed, Flaws.NONE, new Journal(detail)).fingerprint();
  }
}
