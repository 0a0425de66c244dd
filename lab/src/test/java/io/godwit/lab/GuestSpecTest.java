package io.godwit.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.godwit.model.unit.DataSize;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuestSpecTest {
  @Test
  void itsNumberSaysWhereItIs() {
    GuestSpec spec = GuestSpec.of("web", "h1", 199);
    assertThat(spec.address()).isEqualTo("10.78.0.199");
    assertThat(spec.heartbeatPort()).isEqualTo(7299);
    assertThat(spec.mac()).isEqualTo("52:54:00:4c:41:c7");
  }

  @Test
  void noTwoGuestsShareAnAddressAPortOrAMac() {
    assertThat(IntStream.rangeClosed(10, 199).mapToObj(i -> GuestSpec.of("web", "h1", i)))
        .extracting(GuestSpec::address, GuestSpec::heartbeatPort, GuestSpec::mac)
        .doesNotHaveDuplicates()
        .hasSize(190);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 2, 9, 200, 256})
  void refusesANumberThatIsNoGuests(int number) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GuestSpec.of("web", "h1", number))
        .withMessage("a guest's number is 10 to 199, not " + number);
  }

  @Test
  void tellsTheGuestItsLoad() {
    GuestSpec spec =
        GuestSpec.of("web", "h1", 10)
            .withMemory(DataSize.ofMebibytes(192))
            .withLoad(16, 5, "compressible");
    assertThat(spec.memory()).isEqualTo(DataSize.ofMebibytes(192));
    assertThat(spec.commandLine("10.78.0.2"))
        .isEqualTo(
            "console=ttyS0 quiet godwit.ip=10.78.0.10/24 godwit.peer=10.78.0.2:7110"
                + " godwit.fill=16 godwit.rate=5 godwit.pattern=compressible godwit.records=100");
  }
}
