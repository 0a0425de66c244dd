package io.godwit.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.godwit.model.unit.DataSize;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabOptionsTest {
  @ParameterizedTest
  @CsvSource({
    "1Gbit, 125000000",
    "500Mbit, 62500000",
    "500mbit/s, 62500000",
    "2.5gbit/s, 312500000",
    "8kbit, 1000",
    "' 1GBIT ', 125000000",
  })
  void readsALinkRate(String text, long bytesPerSecond) {
    assertThat(LabOptions.parseLink(text).bytesPerSecond()).isEqualTo(bytesPerSecond);
  }

  @Test
  void noneIsNoLimit() {
    assertThat(LabOptions.parseLink("none")).isNull();
    assertThat(LabOptions.parseLink(" None ")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1G",
        "Gbit",
        "-1Gbit",
        "0Mbit",
        "0.000Mbit",
        "1 Gbit",
        "1MB/s",
        "1Tbit",
        "1.Mbit",
        "1.2345Gbit",
        "9999999kbit",
        "1Gbit/min",
        "unlimited"
      })
  void refusesWhatIsNoLinkRate(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabOptions.parseLink(text))
        .withMessage("'" + text + "' is not a link rate; write 1Gbit, 500Mbit or none");
  }

  @Test
  void hostsAreNumbered() {
    LabOptions options =
        LabOptions.ofHosts(3).withHost("h2", h -> h.withMemory(DataSize.ofGibibytes(1)));
    assertThat(options.hosts().stream().map(HostOptions::name)).containsExactly("h1", "h2", "h3");
    assertThat(options.hosts().stream().map(h -> h.memory().toMebibytes()))
        .isEqualTo(List.of(4096L, 1024L, 4096L));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 17})
  void refusesANumberOfHostsThatMakesNoLab(int hosts) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabOptions.ofHosts(hosts))
        .withMessage("a lab has 1 to 16 hosts");
  }
}
