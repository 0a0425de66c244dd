package io.godwit.manager.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.host.HostId;
import io.godwit.model.migration.Blackout;
import io.godwit.model.migration.MigrationPhase;
import io.godwit.model.migration.MigrationProgress;
import io.godwit.model.migration.MigrationResult;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class BlackoutWatchTest {
  private static final HostId H3 = new HostId("h3");

  @Test
  void asksAtOnceWhileNobodyKnowsHowLongTheCopyTakes() {
    MigrationProgress nothing = MigrationProgress.before(MigrationPhase.PRECOPY);
    assertThat(BlackoutWatch.untilNear(nothing, Duration.ofSeconds(1))).isZero();
    assertThat(BlackoutWatch.untilNear(nothing, Duration.ofSeconds(9))).isPositive();
  }

  @Test
  void asksWhenTheRestIsSentSoon() {
    assertThat(BlackoutWatch.untilNear(copying(190, 100), Duration.ofMinutes(1))).isZero();
    assertThat(BlackoutWatch.untilNear(copying(0, 100), Duration.ofMinutes(1))).isZero();
  }

  @Test
  void restsHalfOfTheWayAndNotForLong() {
    assertThat(BlackoutWatch.untilNear(copying(600, 100), Duration.ofMinutes(1)))
        .isEqualTo(Duration.ofSeconds(2));
    assertThat(BlackoutWatch.untilNear(copying(90_000, 100), Duration.ofMinutes(1)))
        .isEqualTo(Duration.ofSeconds(5));
    assertThat(BlackoutWatch.untilNear(copying(201, 100), Duration.ofMinutes(1)))
        .isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void asksThroughTheSwitchover() {
    assertThat(
            BlackoutWatch.untilNear(
                MigrationProgress.before(MigrationPhase.SWITCHOVER), Duration.ofHours(1)))
        .isZero();
  }

  @Test
  void aProberThatSawLessThanTheGuestStoodStillMissedIt() {
    assertThat(Figures.with(stoodStill(80), measured(85)).blackout()).isEqualTo(measured(85));
    assertThat(Figures.with(stoodStill(80), measured(3)).blackout())
        .isInstanceOf(Blackout.NotMeasured.class);
  }

  private static Blackout measured(long ms) {
    return new Blackout.Measured(Duration.ofMillis(ms), H3);
  }

  private static MigrationResult stoodStill(long ms) {
    Duration still = Duration.ofMillis(ms);
    return new MigrationResult(
        Duration.ofSeconds(2), still, still, Duration.ofSeconds(1), DataSize.ZERO, 2, null);
  }

  private static MigrationProgress copying(long leftMebibytes, long mebibytesPerSecond) {
    return new MigrationProgress(
        MigrationPhase.PRECOPY,
        Duration.ofSeconds(9),
        1,
        DataSize.ofGibibytes(128),
        DataSize.ofMebibytes(1),
        DataSize.ofMebibytes(leftMebibytes),
        DataRate.ofMebibytesPerSecond(mebibytesPerSecond),
        DataRate.ZERO,
        Duration.ZERO);
  }
}
