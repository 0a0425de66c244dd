package io.godwit.simulator.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TraceFileTest {
  @TempDir Path folder;

  private Path file(String text) {
    try {
      return Files.writeString(folder.resolve("day.csv"), text);
    } catch (IOException full) {
      throw new IllegalStateException(full);
    }
  }

  @Test
  void readsARowForEachVm() {
    Trace trace = TraceFile.read(file("# a comment\nweb,1,2,3\ndb,0,99.5,100\n"), 3);
    assertThat(trace.name()).isEqualTo("day");
    assertThat(trace.vms()).containsExactly("web", "db");
    assertThat(trace.samples()).isEqualTo(3);
    assertThat(trace.percent(1, 1)).isEqualTo(99.5);
    assertThat(trace.clamped()).isZero();
  }

  @Test
  void takesWhatIsAboveAHundredAsAHundredAndCountsIt() {
    Trace trace = TraceFile.read(file("web,1,100.5,3\ndb,250,1,2\n"), 3);
    assertThat(trace.percent(0, 1)).isEqualTo(100);
    assertThat(trace.percent(1, 0)).isEqualTo(100);
    assertThat(trace.clamped()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "db,1,,3        | has a hole at sample 2",
        "db,1,2         | has 2 samples, not 3",
        "db,1,2,3,4     | has 4 samples, not 3",
        "db,1,-2,3      | has -2 at sample 2, below zero",
        "db,1,two,3     | has 'two' at sample 2, no number",
        "db,1,NaN,3     | has 'NaN' at sample 2, not finite",
        "db,1,Infinity,3| has 'Infinity' at sample 2, not finite",
        "web,1,2,3      | names web, which an earlier line has already",
        "' ,1,2,3'      | has no name at its beginning"
      })
  void refusesAFileWithTheLineAndTheReason(String line, String reason) {
    Path file = file("web,1,2,3\n" + line + "\n");
    assertThatThrownBy(() -> TraceFile.read(file, 3))
        .isInstanceOfSatisfying(
            GodwitException.class,
            refused -> {
              assertThat(refused.code()).isEqualTo(ErrorCode.TRACE_INVALID);
              assertThat(refused.problem().detail())
                  .contains(file.toString(), "line 2 " + reason, "nothing of it was used");
            });
  }

  @Test
  void refusesAnEmptyFileAndOneThatIsNotThere() {
    Path empty = file("");
    assertThatThrownBy(() -> TraceFile.read(empty, 3)).hasMessageContaining("has no VM in it");
    assertThatThrownBy(() -> TraceFile.read(folder.resolve("absent.csv"), 3))
        .isInstanceOf(GodwitException.class)
        .hasMessageContaining("cannot be read");
  }
}
