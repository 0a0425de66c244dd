package io.godwit.planner.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.unit.DataRate;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class CrowdingTest {
  private static final Offset<Double> NEARLY = Offset.offset(0.15);

  private static double of(Situation situation, MigrationLimits limits) {
    return Crowding.of(situation, limits, Strategy.choose(situation, limits).forecast());
  }

  @Test
  void aCalmGuestTakesTwiceAsLongOnHalfOfItsLink() {
    assertThat(of(Guests.rewriting(0, 1), MigrationLimits.DEFAULT)).isCloseTo(2, NEARLY);
  }

  @Test
  void aGuestThatRewritesItsMemoryTakesLongerThanThat() {
    double some = of(Guests.rewriting(30, 300), MigrationLimits.DEFAULT);
    double more = of(Guests.rewriting(45, 300), MigrationLimits.DEFAULT);
    assertThat(some).isGreaterThan(2.25);
    assertThat(more).isGreaterThan(some);
  }

  @Test
  void aCopyThatIsLimitedToLessThanHalfDoesNotMind() {
    MigrationLimits slow = MigrationLimits.DEFAULT.withBandwidth(DataRate.ofMegabitsPerSecond(200));
    assertThat(of(Guests.rewriting(0, 1), slow)).isCloseTo(1, NEARLY);
  }

  @Test
  void nothingIsSaidForAnAssumption() {
    Situation assumed = Guests.on(Link.UNKNOWN, Guests.facts(45, 300, null, null));
    assertThat(of(assumed, MigrationLimits.DEFAULT)).isEqualTo(Crowding.FAIR);
  }
}
