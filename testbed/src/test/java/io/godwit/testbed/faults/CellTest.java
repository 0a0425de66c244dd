package io.godwit.testbed.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class CellTest {
  @Test
  void aCellIsReadAsItIsWritten() {
    for (Cell cell : Cell.all()) {
      assertThat(Cell.parse(cell.toString())).containsExactly(cell);
    }
    assertThat(Cell.parse("precopy/*")).hasSize(Fault.values().length);
  }

  @Test
  void whatIsNoCellIsRefusedWithTheNames() {
    assertThatThrownBy(() -> Cell.parse("precopy/rain"))
        .hasMessageContaining("is no cell")
        .hasMessageContaining("source-qemu-killed")
        .hasMessageContaining("switchover");
    assertThatThrownBy(() -> Cell.parse("")).hasMessageContaining("is no cell");
  }

  @Test
  void everyPhaseHasFaultsAndWhatIsLeftOutHasAReason() {
    for (Phase phase : Phase.values()) {
      assertThat(Fault.values()).anyMatch(fault -> fault.senseless(phase).isEmpty());
    }
    assertThat(Cell.all())
        .allSatisfy(cell ->
            assertThat(cell.fault().senseless(cell.phase()).orElse("it makes sense")).isNotBlank());
  }
}
