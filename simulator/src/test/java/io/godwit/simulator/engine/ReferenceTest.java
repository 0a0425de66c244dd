package io.godwit.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.godwit.simulator.trace.Trace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CloudSim 3.0.3 on the same days: nothing is claimed before its figures come out here. */
final class ReferenceTest {
  private static final int HOSTS = 800;

  @ParameterizedTest
  @CsvSource({
    "20110303, 764.96, 118.4",
    "20110306, 618.28, 95.5",
    "20110309, 678.96, 103.3",
    "20110322, 956.81, 128.7",
    "20110325, 763.54, 107.0",
    "20110409, 913.57, 139.5",
    "20110411, 889.92, 132.2",
    "20110412, 732.53, 112.6"
  })
  void vmsThatStayUseWhatTheReferenceSays(String day, double energy, double bound) {
    Trace trace = Days.planetlab(day);
    Center center = Center.planetlab(trace, HOSTS, true);
    Outcome counted = Engine.run(center, Policy.NONE, Rules.reference(trace.samples()));
    assertThat(counted.energyKwh()).isEqualTo(energy, within(0.005));
    assertThat(counted.migrations()).isZero();
    Outcome whole = Engine.run(center, Policy.NONE, Rules.wholeDay(trace.samples()));
    assertThat(whole.boundKwh()).isEqualTo(bound, within(0.051));
  }

  @Test
  void hostsThatAreNeverSwitchedOffUseTheirFullPower() {
    double watts = 0;
    for (int host = 0; host < HOSTS; host++) {
      HostType type = host % 2 == 0 ? HostType.ML110_G4 : HostType.ML110_G5;
      watts += type.power().at(1);
    }
    assertThat(watts * 24 / 1000).isEqualTo(2419.2, within(0.05));
  }
}
