package io.godwit.planner.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.godwit.model.migration.MemoryFacts.Dirtied;
import io.godwit.model.unit.DataSize;
import java.time.Duration;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DirtyModelTest {
  private static final double MIB = 1 << 20;

  @ParameterizedTest
  @CsvSource({"1, 400", "10, 40", "50, 400", "200, 400", "200, 100", "1000, 400"})
  void twoWindowsGiveBackRateAndWorkingSet(double rate, double workingSet) {
    DirtyModel actual = new DirtyModel(rate * MIB, workingSet * MIB);
    DirtyModel found = DirtyModel.through(windows(actual, 0.2, 8), 1000 * MIB);
    for (double seconds : new double[] {0.1, 0.5, 1, 3, 8}) {
      assertThat(found.within(seconds))
          .as("after %s s", seconds)
          .isCloseTo(actual.within(seconds), Percentage.withPercentage(3));
    }
  }

  @Test
  void oneWindowTakesAllUsedMemoryForTheWorkingSet() {
    DirtyModel found =
        DirtyModel.through(
            List.of(new Dirtied(Duration.ofSeconds(1), DataSize.ofMebibytes(50))), 400 * MIB);
    assertThat(found.workingSet()).isEqualTo(400 * MIB);
    assertThat(found.within(1)).isCloseTo(50 * MIB, within(MIB));
  }

  @Test
  void anIdleGuestRewritesNothing() {
    DirtyModel found =
        DirtyModel.through(List.of(new Dirtied(Duration.ofSeconds(1), DataSize.ZERO)), 400 * MIB);
    assertThat(found.within(3600)).isZero();
    assertThat(found.headroom(1, 1)).isInfinite();
  }

  @Test
  void neverFindsMoreThanTheGuestUses() {
    DirtyModel found =
        DirtyModel.through(
            List.of(
                new Dirtied(Duration.ofSeconds(1), DataSize.ofMebibytes(900)),
                new Dirtied(Duration.ofSeconds(8), DataSize.ofMebibytes(800))),
            400 * MIB);
    assertThat(found.within(1e6)).isLessThanOrEqualTo(400 * MIB);
  }

  /** performance.md's table of stall levels: rate over link to share of the working set. */
  @ParameterizedTest
  @CsvSource({"1.05, 0.094", "1.1, 0.176", "1.25, 0.371", "1.5, 0.583", "2, 0.797", "3, 0.940"})
  void headroomIsOneWhereRoundsStall(double overload, double share) {
    DirtyModel dirty = new DirtyModel(overload * 100 * MIB, 400 * MIB);
    assertThat(dirty.headroom(share * 400 * MIB, 100 * MIB)).isCloseTo(1, within(0.01));
  }

  private static List<Dirtied> windows(DirtyModel dirty, double first, double second) {
    return List.of(window(dirty, first), window(dirty, second));
  }

  private static Dirtied window(DirtyModel dirty, double seconds) {
    return new Dirtied(
        Duration.ofMillis(Math.round(1000 * seconds)),
        DataSize.ofBytes(Math.round(dirty.within(seconds))));
  }
}
