package io.godwit.agent.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.unit.DataRate;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class StretchTest {
  @Test
  void aRateIsBytesASecond() {
    assertThat(Stretch.rate(1_000_000, 200_000_000)).isEqualTo(new DataRate(5_000_000));
    assertThat(Stretch.rate(1, 10_000_000_000L)).as("little is not nothing").isEqualTo(one());
    assertThat(Stretch.rate(0, 200_000_000)).isEqualTo(DataRate.ZERO);
    assertThat(Stretch.rate(1_000, 0)).isEqualTo(DataRate.ZERO);
  }

  private static DataRate one() {
    return new DataRate(1);
  }

  @Test
  void oneHiccupDoesNotMoveTheMedian() {
    assertThat(Stretch.median(new long[] {900_000_000, 3, 1, 2, 4})).isEqualTo(Duration.ofNanos(3));
  }

  @Test
  void anAddressOfNoInterfaceHasNoMtu() throws Exception {
    assertThat(Stretch.mtu(InetAddress.getByName("192.0.2.1"))).isZero();
  }
}
