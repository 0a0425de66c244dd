package io.godwit.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.planner.power.PowerSettings;
import io.godwit.simulator.Simulation.Kind;
import io.godwit.simulator.engine.Center;
import io.godwit.simulator.engine.Days;
import io.godwit.simulator.engine.Outcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What power management has to reach on measured days. */
final class PlanetlabTest {
  @ParameterizedTest
  @ValueSource(strings = {"20110303", "20110322"})
  void aDayTakesLittleMoreThanItHasToWithFewMigrations(String day) {
    Center center = Center.planetlab(Days.planetlab(day), 800, false);
    Outcome outcome = Simulation.play(center, Kind.POWER, PowerSettings.dense());
    assertThat(outcome.ratio()).isLessThan(1.25);
    assertThat(outcome.migrationsPerVmDay()).isLessThan(3);
    assertThat(outcome.violations().ofAllTime()).isLessThan(0.03);
    assertThat(outcome.violations().onTheLine()).isLessThan(0.03);
    assertThat(outcome.violations().withArrivals()).isLessThan(0.03);
    assertThat(outcome.esv()).isLessThan(1e-3);
  }
}
