package io.godwit.planner.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.migration.Compression;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.migration.MigrationPhase;
import io.godwit.model.migration.MigrationProgress;
import io.godwit.model.migration.Postcopy;
import io.godwit.model.migration.PostcopyPolicy;
import io.godwit.model.migration.Secrecy;
import io.godwit.model.migration.Transport;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SteeringTest {
  private static final MigrationLimits LIMITS = MigrationLimits.DEFAULT;
  private static final DataRate GIGABIT = DataRate.ofMebibytesPerSecond(112);
  private static final Transport READY =
      new Transport(1, Compression.NONE, Postcopy.READY, Secrecy.CLEAR);
  private static final Duration PAUSE = Duration.ofMillis(260);

  @Test
  void theFirstPassGoesOn() {
    assertThat(steering(LIMITS).next(List.of())).isInstanceOf(Step.GoOn.class);
  }

  @Test
  void roundsThatShrinkGoOn() {
    Step step = steering(LIMITS).next(rounds(0, 300, 200, 130));
    assertThat(step).isInstanceOf(Step.GoOn.class);
    assertThat(step.because())
        .isEqualTo("round 3 leaves 130 MiB, 1.2 s at 112 MiB/s, 65 % of the smallest before");
  }

  @Test
  void whatFitsThePauseIsLeftToQemu() {
    Step step = steering(LIMITS).next(rounds(0, 300, 200, 20));
    assertThat(step).isInstanceOf(Step.GoOn.class);
    assertThat(step.because()).contains("QEMU switches over by itself");
  }

  @Test
  void aStalledGuestIsHeldBackByWhatItNeeds() {
    Step step = steering(LIMITS.withMaxSlowdown(80)).next(rounds(0, 300, 290, 295));
    // 295 MiB in 2.6 s are 114 MiB/s of dirt; 0.8 of the link is 90 MiB/s
    assertThat(step)
        .isInstanceOfSatisfying(
            Step.Throttle.class, throttle -> assertThat(throttle.percent()).isBetween(15, 35));
    assertThat(step.because()).contains("no net progress").contains("of at most 80 %");
  }

  @Test
  void aThrottleIsGivenTimeToShowWhatItDoes() {
    List<Round> rounds = new ArrayList<>(rounds(0, 300, 290, 295));
    rounds.add(round(4, 11, 280, 40));
    assertThat(steering(LIMITS.withMaxSlowdown(80)).next(rounds)).isInstanceOf(Step.GoOn.class);
  }

  @Test
  void aThrottleThatDoesNotDoIsRaisedUpToTheLimitOnly() {
    Step step = steering(LIMITS.withMaxSlowdown(45)).next(rounds(40, 300, 290, 295));
    assertThat(step).isInstanceOf(Step.GoOn.class);
    Step more = steering(LIMITS.withMaxSlowdown(60)).next(rounds(40, 300, 290, 295));
    assertThat(more)
        .isInstanceOfSatisfying(
            Step.Throttle.class, throttle -> assertThat(throttle.percent()).isBetween(50, 60));
  }

  @Test
  void postcopyFollowsWhereItIsAllowedAndReady() {
    MigrationLimits allowed = LIMITS.withPostcopy(PostcopyPolicy.ALLOWED);
    assertThat(new Steering(allowed, READY, PAUSE).next(rounds(0, 300, 290, 295)))
        .isInstanceOf(Step.SwitchToPostcopy.class);
    assertThat(new Steering(allowed, Transport.PLAIN, PAUSE).next(rounds(0, 300, 290, 295)))
        .isInstanceOf(Step.GoOn.class);
    assertThat(new Steering(LIMITS, READY, PAUSE).next(rounds(0, 300, 290, 295)))
        .isInstanceOf(Step.GoOn.class);
  }

  @Test
  void aLocalMinimumThatFitsWhatWasAskedIsTaken() {
    Steering narrow =
        new Steering(
            LIMITS.withDowntimeLimit(Duration.ofSeconds(2)),
            Transport.PLAIN,
            Duration.ofMillis(300));
    Step step = narrow.next(rounds(0, 200, 120, 118));
    assertThat(step)
        .isInstanceOfSatisfying(
            Step.ForceSwitchover.class,
            forced ->
                assertThat(forced.pause())
                    .isBetween(Duration.ofMillis(1054), Duration.ofSeconds(2)));
  }

  @Test
  void awayFromTheMinimumItWaits() {
    Steering narrow =
        new Steering(
            LIMITS.withDowntimeLimit(Duration.ofSeconds(2)),
            Transport.PLAIN,
            Duration.ofMillis(300));
    assertThat(narrow.next(rounds(0, 200, 120, 180))).isInstanceOf(Step.GoOn.class);
  }

  @Test
  void givesUpWhenWhatRemainsIsTooMuchForTheDeadline() {
    Step step =
        steering(LIMITS.withDeadline(Duration.ofSeconds(10))).next(rounds(0, 300, 290, 295));
    assertThat(step).isInstanceOf(Step.GiveUp.class);
    assertThat(step.because()).contains("too late for the deadline of 10.0 s");
  }

  @Test
  void nothingEverPassesALimit() {
    for (int seed = 0; seed < 2000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      MigrationLimits limits =
          LIMITS
              .withDowntimeLimit(Duration.ofMillis(random.nextInt(1, 5000)))
              .withDeadline(Duration.ofSeconds(random.nextInt(10, 200)))
              .withMaxSlowdown(random.nextInt(100))
              .withPostcopy(
                  random.nextBoolean() ? PostcopyPolicy.ALLOWED : PostcopyPolicy.FORBIDDEN);
      int throttle = random.nextInt(limits.maxSlowdown() + 1);
      int[] left = random.ints(random.nextInt(1, 8), 1, 500).toArray();
      Duration pause = limits.downtimeLimit().dividedBy(random.nextInt(1, 4));
      Transport transport = random.nextBoolean() ? READY : Transport.PLAIN;
      Step step =
          new Steering(limits, transport, pause.isZero() ? Duration.ofMillis(1) : pause)
              .next(rounds(throttle, left));
      String replay = "seed " + seed + ": " + step;
      switch (step) {
        case Step.GoOn _ -> assertThat(step.because()).as(replay).isNotEmpty();
        case Step.GiveUp _ -> assertThat(step.because()).as(replay).contains("deadline");
        case Step.Throttle more ->
            assertThat(more.percent()).as(replay).isBetween(throttle + 1, limits.maxSlowdown());
        case Step.SwitchToPostcopy _ -> {
          assertThat(limits.postcopy()).as(replay).isEqualTo(PostcopyPolicy.ALLOWED);
          assertThat(transport).as(replay).isEqualTo(READY);
        }
        case Step.ForceSwitchover forced ->
            assertThat(forced.pause()).as(replay).isBetween(pause, limits.downtimeLimit());
      }
    }
  }

  @Test
  void roundsAreReadOffSamples() {
    Rounds rounds =
        Rounds.NONE
            .with(sample(1, 1, 900), 0)
            .with(sample(2, 1, 100), 0)
            .with(sample(9, 2, 300), 0)
            .with(sample(10, 2, 200), 0)
            .with(sample(12, 3, 150), 20)
            .with(sample(11, 2, 100), 20);
    assertThat(rounds.ended()).extracting(Round::number).containsExactly(1L, 2L);
    assertThat(rounds.ended())
        .extracting(round -> round.remaining().toMebibytes())
        .containsExactly(300L, 150L);
    assertThat(rounds.ended()).extracting(Round::throttle).containsExactly(0, 20);
  }

  private static MigrationProgress sample(int second, int round, int mebibytesLeft) {
    return new MigrationProgress(
        MigrationPhase.PRECOPY,
        Duration.ofSeconds(second),
        round,
        Guests.MEMORY,
        DataSize.ZERO,
        DataSize.ofMebibytes(mebibytesLeft),
        GIGABIT,
        DataRate.ZERO,
        Duration.ZERO);
  }

  private static Steering steering(MigrationLimits limits) {
    return new Steering(limits, Transport.PLAIN, PAUSE);
  }

  /** Each as long as what the round before left, at the link's speed. */
  private static List<Round> rounds(int throttle, int... mebibytesLeft) {
    List<Round> rounds = new ArrayList<>();
    double seconds = 4;
    for (int i = 0; i < mebibytesLeft.length; i++) {
      rounds.add(round(i + 1, seconds, mebibytesLeft[i], throttle));
      seconds += mebibytesLeft[i] / 112.0;
    }
    return rounds;
  }

  private static Round round(int number, double seconds, int mebibytesLeft, int throttle) {
    return new Round(
        number,
        Duration.ofMillis(Math.round(1000 * seconds)),
        DataSize.ofMebibytes(mebibytesLeft),
        GIGABIT,
        throttle);
  }
}
