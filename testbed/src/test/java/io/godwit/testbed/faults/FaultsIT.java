package io.godwit.testbed.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.testbed.center.NeedsLab;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** At least one fault of each phase; {@code ./dev faults} plays all of them. */
@NeedsLab
@Timeout(600)
final class FaultsIT {
  @Test
  void aGuestOutlivesFaultsInEachPhase() throws Exception {
    List<Cell> cells =
        List.of(
            new Cell(Phase.CHECK, Fault.DATASTORE_GONE),
            new Cell(Phase.PREPARE, Fault.DESTINATION_DISK_FULL),
            new Cell(Phase.PREPARE, Fault.KEY_REFUSED),
            new Cell(Phase.PRECOPY, Fault.LINK_CUT_BRIEFLY),
            new Cell(Phase.PRECOPY, Fault.DESTINATION_DISK_FULL),
            new Cell(Phase.SWITCHOVER, Fault.LINK_CUT),
            new Cell(Phase.SWITCHOVER, Fault.MANAGER_KILLED),
            new Cell(Phase.HANDOVER, Fault.SOURCE_AGENT_KILLED));
    try (FaultMatrix matrix = new FaultMatrix(FaultsIT::tell)) {
      assertThat(matrix.play(cells))
          .allSatisfy(verdict -> {
            assertThat(verdict.wrong()).as(verdict.line()).isEmpty();
            assertThat(verdict.outcome()).as(verdict.line()).isIn("refused", "stayed", "moved");
          });
    }
  }

  private static void tell(String line) {
    System.out.println(line);
  }
}
