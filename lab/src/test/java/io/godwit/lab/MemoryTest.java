package io.godwit.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.godwit.model.unit.DataSize;
import org.junit.jupiter.api.Test;

class MemoryTest {
  @Test
  void saysHowMuchIsMissingAndWhatToDo() {
    assertThatExceptionOfType(LabException.class)
        .isThrownBy(() -> Memory.require(DataSize.ofGibibytes(1 << 20)))
        .withMessageMatching(
            "This lab needs 1073741824 MiB of memory and this machine has \\d+ MiB available\\."
                + " End something, or ask for a smaller guest with --memory and --fill\\.");
  }

  @Test
  void isContentWithEnough() {
    assertThatCode(() -> Memory.require(DataSize.ofMebibytes(1))).doesNotThrowAnyException();
  }

  @Test
  void readsWhatIsAvailableNotWhatIsFree() {
    String meminfo =
        """
        MemTotal:        8000000 kB
        MemFree:          100000 kB
        MemAvailable:    4096000 kB
        """;
    assertThat(Memory.available(meminfo)).isEqualTo(DataSize.ofMebibytes(4000));
  }

  @Test
  void saysThatTheKernelIsTooOld() {
    assertThatExceptionOfType(LabException.class)
        .isThrownBy(() -> Memory.available("MemFree: 1 kB\n"))
        .withMessageContaining("Linux 3.14 or newer is needed");
  }

  @Test
  void aGuestIsNeededTwiceWhileItMoves() {
    assertThat(Lab.memoryNeeded(3, DataSize.ofMebibytes(512)))
        .isEqualTo(DataSize.ofMebibytes(2 * 512 + 350 + 3 * 150));
  }
}
