package io.godwit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {
  @ParameterizedTest
  @CsvSource({"300ms,300", "60s,60000", "5 min,300000", "5m,300000", "1h,3600000", "2d,172800000"})
  void readsDurations(String text, long ms) {
    assertThat(Quantities.duration(text)).isEqualTo(Duration.ofMillis(ms));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "-1s", "1.5s", "1h30m", "s", "PT1S", "9999999999999s"})
  void refusesOtherDurations(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Quantities.duration(text))
        .withMessageStartingWith("'" + text + "' is not a duration; write");
  }

  @ParameterizedTest
  @CsvSource({"100MiB/s,104857600", "1 GiB/s,1073741824", "5B/s,5", "800Mbit/s,100000000"})
  void readsRates(String text, long bytesPerSecond) {
    assertThat(Quantities.rate(text).bytesPerSecond()).isEqualTo(bytesPerSecond);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/s", "5", "5MiB", "-5MiB/s", "5MB/s", "5 bit/s"})
  void refusesOtherRates(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Quantities.rate(text))
        .withMessageStartingWith("'" + text + "' is not a data rate; write");
  }
}
