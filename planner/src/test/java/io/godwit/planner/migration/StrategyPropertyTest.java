package io.godwit.planner.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.migration.Forecast;
import io.godwit.model.migration.MemoryFacts;
import io.godwit.model.migration.MemoryFacts.Dirtied;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.migration.PostcopyPolicy;
import io.godwit.model.migration.Secrecy;
import io.godwit.model.migration.SecrecyPolicy;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Of random guests, links and limits. */
final class StrategyPropertyTest {
  private static final int SEEDS = 400;

  @Test
  void whatIsChosenKeepsToTheLimits() {
    for (int seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      MigrationLimits limits = limits(random);
      Choice choice = Strategy.choose(situation(random), limits);
      Forecast forecast = choice.forecast();
      String replay = "seed " + seed + ": " + choice;
      assertThat(forecast.course().throttle()).as(replay).isLessThanOrEqualTo(limits.maxSlowdown());
      assertThat(forecast.course().pause()).as(replay).isLessThanOrEqualTo(limits.downtimeLimit());
      if (limits.postcopy() == PostcopyPolicy.FORBIDDEN) {
        assertThat(forecast.course().postcopy()).as(replay).isFalse();
      }
      if (choice instanceof Choice.Chosen) {
        assertThat(forecast.downtime()).as(replay).isLessThanOrEqualTo(limits.downtimeLimit());
        assertThat(forecast.duration()).as(replay).isLessThanOrEqualTo(limits.deadline());
      }
    }
  }

  @Test
  void aRelaxationThatIsNamedWouldDoAndGivesWhatWasAskedOrMore() {
    int relaxed = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      MigrationLimits limits = limits(random);
      Situation situation = situation(random);
      if (Strategy.choose(situation, limits) instanceof Choice.Refused refused
          && refused.relaxation().isPresent()) {
        relaxed++;
        MigrationLimits wider = refused.relaxation().get().limits();
        String replay = "seed " + seed + ": " + refused;
        assertThat(Strategy.choose(situation, wider)).as(replay).isInstanceOf(Choice.Chosen.class);
        assertThat(wider.downtimeLimit()).as(replay).isGreaterThanOrEqualTo(limits.downtimeLimit());
        assertThat(wider.deadline()).as(replay).isGreaterThanOrEqualTo(limits.deadline());
        assertThat(wider.maxSlowdown()).as(replay).isGreaterThanOrEqualTo(limits.maxSlowdown());
        assertThat(refused.relaxation().get().sentence()).as(replay).doesNotStartWith(" ");
      }
    }
    assertThat(relaxed).isGreaterThan(SEEDS / 10);
  }

  @Test
  void equalQuestionsGetEqualAnswers() {
    for (int seed = 0; seed < SEEDS / 10; seed++) {
      assertThat(answer(seed)).isEqualTo(answer(seed));
    }
  }

  private static Choice answer(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return Strategy.choose(situation(random), limits(random));
  }

  @Test
  void aFasterLinkNeverTakesLonger() {
    for (int seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Situation slow = situation(random);
      DataRate twice = new DataRate(2 * slow.link().bandwidth().bytesPerSecond());
      Situation fast =
          new Situation(
              slow.memory(),
              slow.resident(),
              slow.facts(),
              new Link(twice, Link.Basis.CARD, 0),
              slow.cores(),
              slow.support(),
              slow.secrecy(),
              slow.past());
      Forecast before = new Candidates(slow, MigrationLimits.DEFAULT).gentle().getFirst();
      Forecast after = new Candidates(fast, MigrationLimits.DEFAULT).gentle().getFirst();
      assertThat(after.downtime())
          .as("seed " + seed)
          .isLessThanOrEqualTo(
              before.downtime().compareTo(MigrationLimits.DEFAULT.downtimeLimit()) > 0
                  ? before.downtime()
                  : MigrationLimits.DEFAULT.downtimeLimit());
      assertThat(after.convergence())
          .as("seed " + seed)
          .isGreaterThanOrEqualTo(before.convergence());
    }
  }

  private static Situation situation(SplittableRandom random) {
    DataSize memory = DataSize.ofMebibytes(random.nextLong(64, 1 << 16));
    DataSize used = DataSize.ofBytes((long) (memory.bytes() * random.nextDouble(0.05, 1)));
    DataSize zero = DataSize.ofBytes((long) (used.bytes() * random.nextDouble(0, 0.5)));
    DirtyModel dirty =
        new DirtyModel(
            Math.exp(random.nextDouble(0, 22)),
            Math.max(1, used.bytes() * random.nextDouble(0.01, 1)));
    MemoryFacts facts =
        new MemoryFacts(
            Instant.EPOCH,
            memory,
            used,
            zero,
            List.of(window(dirty, 1), window(dirty, 10)),
            random.nextBoolean() ? random.nextDouble(0.1, 1.1) : null,
            random.nextBoolean() ? random.nextDouble(0.05, 1) : null);
    Link link =
        new Link(
            DataRate.ofMegabitsPerSecond(Math.exp(random.nextDouble(2.5, 11.5))),
            Link.Basis.MEASURED,
            3);
    return new Situation(
        memory,
        null,
        facts,
        link,
        random.nextInt(1, 64),
        Guests.ALL,
        Secrecy.CLEAR,
        TrackRecord.NONE);
  }

  private static Dirtied window(DirtyModel dirty, int seconds) {
    return new Dirtied(
        Duration.ofSeconds(seconds), DataSize.ofBytes(Math.round(dirty.within(seconds))));
  }

  private static MigrationLimits limits(SplittableRandom random) {
    Duration pause = Duration.ofMillis(Math.round(Math.exp(random.nextDouble(1, 9))));
    return new MigrationLimits(
        pause,
        random.nextBoolean()
            ? DataRate.ZERO
            : DataRate.ofMebibytesPerSecond(random.nextLong(1, 2000)),
        pause.plusMillis(Math.round(Math.exp(random.nextDouble(7, 15)))),
        random.nextBoolean() ? 0 : random.nextInt(100),
        random.nextInt(4) == 0 ? PostcopyPolicy.ALLOWED : PostcopyPolicy.FORBIDDEN,
        SecrecyPolicy.PREFERRED);
  }
}
