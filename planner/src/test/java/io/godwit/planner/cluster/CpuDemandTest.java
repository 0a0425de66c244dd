package io.godwit.planner.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CpuDemandTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void aSteadyLoadIsStableForAsLongAsItWasSeen() {
    CpuDemand demand = CpuDemand.of(Collections.nCopies(40, 2.0), MINUTE);

    assertThat(demand).isEqualTo(new CpuDemand(2, 2, 2, Duration.ofMinutes(40)));
  }

  @Test
  void bothPhasesOfAnOscillatingLoadLookTheSame() {
    CpuDemand endsHigh = CpuDemand.of(oscillating(0), MINUTE);
    CpuDemand endsLow = CpuDemand.of(oscillating(5), MINUTE);

    assertThat(endsHigh.mean()).isCloseTo(endsLow.mean(), within(0.01)).isCloseTo(2, within(0.01));
    assertThat(endsHigh.high()).isEqualTo(4);
    assertThat(endsHigh.stable()).isLessThanOrEqualTo(Duration.ofMinutes(6));
  }

  private static List<Double> oscillating(int shift) {
    return IntStream.range(0, 40).mapToObj(i -> (i + shift) / 5 % 2 == 0 ? 4.0 : 0.0).toList();
  }

  @Test
  void aLoadThatWentUpOnceIsTakenAsItIsSinceThen() {
    List<Double> samples = IntStream.range(0, 40).mapToObj(i -> i < 20 ? 1.0 : 3.0).toList();

    CpuDemand demand = CpuDemand.of(samples, MINUTE);

    assertThat(demand.mean()).isEqualTo(3);
    assertThat(demand.stable()).isEqualTo(Duration.ofMinutes(20));
  }

  @Test
  void noiseIsNoChange() {
    List<Double> samples = IntStream.range(0, 40).mapToObj(i -> 2 + (i % 2) * 0.2).toList();

    assertThat(CpuDemand.of(samples, MINUTE).stable()).isEqualTo(Duration.ofMinutes(40));
  }

  @Test
  void withoutSamplesNothingIsKnownAndBadOnesAreRefused() {
    assertThatThrownBy(() -> CpuDemand.of(List.of(), MINUTE)).hasMessageContaining("unknown");
    assertThatThrownBy(() -> CpuDemand.of(List.of(-1.0), MINUTE)).hasMessageContaining("0 or more");
    assertThatThrownBy(() -> CpuDemand.of(List.of(Double.NaN), MINUTE))
        .hasMessageContaining("finite");
  }
}
