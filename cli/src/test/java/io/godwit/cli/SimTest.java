package io.godwit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code godwit sim}. */
class SimTest {
  private final CommandFixture godwit = new CommandFixture();
  @TempDir Path folder;

  @BeforeEach
  void day() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int vm = 0; vm < 16; vm++) {
      rows.append("vm").append(vm);
      for (int sample = 0; sample < 288; sample++) {
        rows.append(',').append(5 + (vm + sample / 24) % 20);
      }
      rows.append('\n');
    }
    Files.writeString(folder.resolve("monday.csv"), rows);
  }

  @AfterEach
  void stop() {
    godwit.close();
  }

  private int sim(String... options) {
    String[] all = new String[options.length + 5];
    all[0] = "sim";
    all[1] = "--trace";
    all[2] = folder.toString();
    all[3] = "--hosts";
    all[4] = "20";
    System.arraycopy(options, 0, all, 5, options.length);
    return godwit.runExactly(all);
  }

  @Test
  void playsEachDayOfAFolderWithoutAManager() {
    assertThat(sim("--packing", "dense")).isZero();
    assertThat(godwit.out())
        .startsWith("DAY ")
        .contains("LEAST KWH", "MOVES/VM", "monday  16 ")
        .hasLineCount(2);
  }

  @Test
  void migrationsWaitForTheirTurnUnlessTheyAllBeginAtOnce() {
    assertThat(sim("--packing", "dense", "-o", "json", "--moves", "at-once")).isZero();
    assertThat(godwit.out()).contains("\"longestWaitSeconds\" : 0.0", "\"movesLeftOut\" : 0");
    assertThat(sim("--packing", "dense", "-o", "json")).isZero();
    assertThat(godwit.out()).doesNotContain("\"longestWaitSeconds\" : 0.0");
  }

  @Test
  void printsNumbersForPrograms() {
    assertThat(sim("--policy", "none", "-o", "json")).isZero();
    assertThat(godwit.out()).contains("\"day\" : \"monday\"", "\"migrationsPerVmDay\" : 0.0");
  }

  @Test
  void refusesWhatIsNoTraceWithItsLine() throws IOException {
    Files.writeString(folder.resolve("broken.csv"), "vm1,1,2,,4\n");
    assertThat(sim()).isEqualTo(3);
    assertThat(godwit.err()).contains("TRACE_INVALID", "broken.csv", "line 1 has 4 samples");
    assertThat(sim("--days", "sunday")).isEqualTo(3);
  }

  @Test
  void refusesWordsThatMeanNothing() {
    assertThat(sim("--policy", "luck")).isEqualTo(2);
    assertThat(godwit.err()).contains("'luck' is not a policy; write power, balance or none.");
    assertThat(sim("--packing", "airy")).isEqualTo(2);
    assertThat(sim("--moves", "fast")).isEqualTo(2);
    assertThat(godwit.err()).contains("Moves are not made 'fast'; write in-line or at-once.");
    assertThat(sim("--hosts", "0")).isEqualTo(2);
  }
}
