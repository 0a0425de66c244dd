package io.godwit.planner.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.migration.Compression;
import io.godwit.model.migration.Course;
import io.godwit.model.migration.Forecast;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.migration.Postcopy;
import io.godwit.model.migration.Secrecy;
import io.godwit.model.migration.Transport;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import java.time.Duration;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

final class ForecasterTest {
  private static final MigrationLimits LIMITS = MigrationLimits.DEFAULT;

  /** 16 GiB at 10 Gbit/s, 100 ms: the table of performance.md, section 4.2. */
  @Test
  void constantDirtyRateGivesTheGeometricSeries() {
    double link = 1.25e9 * 0.94;
    double memory = 16.0 * (1L << 30);
    Precopy.Pace pace = new Precopy.Pace(memory / link, memory, link, 1);
    DirtyModel half = new DirtyModel(link / 2, 1e15);
    Precopy run = Precopy.run(pace, half, half, 0.1, 3600);
    assertThat(run.ends()).isTrue();
    assertThat(run.rounds()).isEqualTo(8);
    assertThat(run.seconds()).isCloseTo(29.1, Percentage.withPercentage(1));
  }

  @Test
  void anIdleGuestCostsItsFilledMemoryOnce() {
    Forecast idle = plain(Guests.rewriting(0, 400), LIMITS);
    assertThat(idle.transferred().toMebibytes()).isBetween(400L, 403L);
    assertThat(idle.duration()).isBetween(Duration.ofMillis(3500), Duration.ofMillis(3700));
    assertThat(idle.downtime()).isBetween(Duration.ofMillis(40), Duration.ofMillis(50));
    assertThat(idle.convergence()).isEqualTo(100);
    assertThat(idle.slowdown()).isZero();
    assertThat(idle.grounds()).isEqualTo(Forecast.Grounds.SAMPLED);
  }

  @Test
  void aGuestFasterThanTheLinkStallsWhereTheFormulaSays() {
    Forecast busy = plain(Guests.rewriting(224, 400), LIMITS); // twice 112 MiB/s
    double stalled = 0.797 * 400 / 112;
    assertThat(busy.downtime().toMillis() / 1000.0)
        .isCloseTo(stalled, Percentage.withPercentage(5));
    assertThat(busy.convergence()).isLessThan(5);
    assertThat(busy.reasons()).anyMatch(each -> each.startsWith("rounds do not shrink below"));
  }

  @Test
  void aLimitOfTheBandwidthStretchesTheCopy() {
    Forecast slow =
        plain(Guests.rewriting(1, 40), LIMITS.withBandwidth(DataRate.ofMebibytesPerSecond(20)));
    assertThat(slow.duration()).isGreaterThan(Duration.ofSeconds(20));
    assertThat(slow.reasons()).anyMatch(each -> each.startsWith("link: limited to 20 MiB/s of"));
  }

  @Test
  void packingSendsTheSampledShare() {
    Situation packs = Guests.on(Guests.GIGABIT, Guests.facts(0, 400, 0.25, null));
    Forecast zstd =
        forecast(packs, new Transport(2, Compression.ZSTD, Postcopy.OFF, Secrecy.CLEAR), 0, false);
    assertThat(zstd.transferred().toMebibytes()).isBetween(100L, 102L);
    assertThat(zstd.duration()).isLessThan(plain(packs, LIMITS).duration().dividedBy(2));
  }

  @Test
  void packingIsNotFasterThanItsProcessors() {
    Link fast = new Link(DataRate.ofMegabitsPerSecond(100_000), Link.Basis.CARD, 0);
    Situation packs = Guests.on(fast, Guests.facts(0, 400, 0.25, null));
    Forecast zstd =
        forecast(packs, new Transport(2, Compression.ZSTD, Postcopy.OFF, Secrecy.CLEAR), 0, false);
    assertThat(zstd.duration()).isGreaterThan(plain(packs, LIMITS).duration());
  }

  @Test
  void postcopyEndsWhateverTheGuestDoes() {
    Forecast ahead =
        forecast(
            Guests.rewriting(500, 400),
            new Transport(1, Compression.NONE, Postcopy.READY, Secrecy.CLEAR),
            0,
            true);
    assertThat(ahead.convergence()).isEqualTo(100);
    assertThat(ahead.downtime()).isLessThan(Duration.ofMillis(100));
    assertThat(ahead.duration()).isLessThan(Duration.ofMillis(7500));
    assertThat(ahead.slowdown()).isPositive();
  }

  @Test
  void whatWasNotSampledIsSaid() {
    Forecast blind = plain(Guests.on(Link.UNKNOWN, null), LIMITS);
    assertThat(blind.grounds()).isEqualTo(Forecast.Grounds.ASSUMED);
    assertThat(blind.transferred().toMebibytes()).isGreaterThanOrEqualTo(1024);
    assertThat(blind.reasons())
        .contains(
            "memory: not known how much of 1 GiB is used, all of it is counted",
            "link: 112 MiB/s, assumed: nothing was measured between the two hosts yet")
        .anyMatch(each -> each.startsWith("the guest was not sampled; assumed that"));
  }

  @Test
  void residentMemoryIsBetterThanNothing() {
    Situation known =
        new Situation(
            Guests.MEMORY,
            DataSize.ofMebibytes(200),
            null,
            Guests.GIGABIT,
            2,
            Guests.ALL,
            Secrecy.CLEAR,
            TrackRecord.NONE);
    assertThat(plain(known, LIMITS).transferred().toMebibytes()).isBetween(200L, 250L);
  }

  private static Forecast plain(Situation situation, MigrationLimits limits) {
    Forecaster forecaster = new Forecaster(situation, limits);
    return forecaster.of(
        new Course(Transport.PLAIN, 0, false, forecaster.pause(Transport.PLAIN, false)));
  }

  private static Forecast forecast(
      Situation situation, Transport transport, int throttle, boolean postcopy) {
    Forecaster forecaster = new Forecaster(situation, LIMITS);
    return forecaster.of(
        new Course(transport, throttle, postcopy, forecaster.pause(transport, postcopy)));
  }
}
