package io.godwit.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.protocol.api.MigrationView;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationProgressBarTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 11, 20, 30, 40, 47, 60, 80, 100, 120, 200})
  void neverReachesTheLastColumn(int width) {
    MigrationProgressBar bar = redrawn(width);
    for (int sent = 0; sent < 800; sent += 37) {
      bar.accept(precopy(sent / 100, sent, 800 - sent));
      bar.accept(view(MigrationView.State.RUNNING, "SWITCHOVER", 9, sent, 0));
    }
    assertThat(text().substring(1).split("\r", -1))
        .allMatch(line -> line.length() < Math.max(10, width));
  }

  @Test
  void showsEverythingWhereThereIsRoom() {
    redrawn(200).accept(precopy(3, 495, 303));

    assertThat(text())
        .matches(
            "\rprecopy  round 3 \\[#+-+\\] 62 %  495 MiB  118 MiB/s  dirty 50 MiB/s"
                + "  pause ~124 ms  4.2 s");
    assertThat(text()).contains("[" + "#".repeat(24) + "-".repeat(16) + "]");
  }

  @Test
  void leavesOutTheDirtyRateFirst() {
    redrawn(80).accept(precopy(3, 495, 303));

    assertThat(text())
        .matches("\rprecopy  round 3 \\[#+-+\\] 62 %  495 MiB  118 MiB/s  pause ~124 ms  4.2 s");
    assertThat(text()).hasSizeLessThanOrEqualTo(80);
  }

  @Test
  void keepsPhaseShareBarAndTimeWhereThereIsLittle() {
    redrawn(40).accept(precopy(3, 495, 303));

    assertThat(text()).matches("\rprecopy \\[#+-+\\] 62 %  4.2 s");
  }

  @Test
  void neverGoesBackAndSaysAHundredOnlyAtTheEnd() {
    MigrationProgressBar bar = redrawn(60);
    bar.accept(precopy(1, 300, 100));
    bar.accept(precopy(2, 310, 290));
    bar.accept(precopy(3, 600, 0));
    bar.accept(view(MigrationView.State.COMPLETED, "HANDOVER", 3, 600, 0));

    List<Integer> shares = new ArrayList<>();
    for (String line : text().substring(1).split("\r", -1)) {
      shares.add(Integer.valueOf(line.replaceAll(".*\\] (\\d+) %.*", "$1").strip()));
    }
    assertThat(shares).containsExactly(75, 75, 99, 100);
  }

  @Test
  void wipesWhatALongerLineLeft() {
    MigrationProgressBar bar = redrawn(200);
    bar.accept(precopy(3, 495, 303));
    int longer = text().length();
    bytes.reset();
    bar.accept(view(MigrationView.State.RUNNING, "CHECK", 0, 0, 0));

    assertThat(text()).hasSize(longer).startsWith("\rcheck [").endsWith("  ");
  }

  @Test
  void usesColourOnlyWhenAllowed() {
    MigrationProgressBar.redrawn(out, () -> 80, Colour.ON).accept(precopy(3, 495, 303));
    assertThat(text()).contains("\033[36m#");
    bytes.reset();
    redrawn(80).accept(precopy(3, 495, 303));
    assertThat(text()).doesNotContain("\033");
  }

  @Test
  void isSilentOnceClosed() {
    MigrationProgressBar bar = redrawn(80);
    bar.accept(precopy(1, 1, 1));
    bar.close();
    bar.close();
    bar.accept(precopy(2, 2, 2));

    assertThat(text()).endsWith("s" + System.lineSeparator()).doesNotContain("round 2");
  }

  @Test
  void printsALineForEveryRoundElsewhere() {
    MigrationProgressBar bar = MigrationProgressBar.plain(out);
    for (int sent = 0; sent < 100; sent++) {
      bar.accept(precopy(1, sent, 100 - sent));
    }
    bar.accept(precopy(2, 120, 10));
    bar.accept(view(MigrationView.State.RUNNING, "SWITCHOVER", 2, 130, 0));
    bar.accept(view(MigrationView.State.FAILED, "SWITCHOVER", 2, 130, 0));
    bar.close();

    assertThat(text().lines())
        .containsExactly(
            "web-1: precopy round 1, pause ~124 ms, 4.2 s",
            "web-1: precopy round 2, 99 %, 120 MiB at 118 MiB/s, pause ~124 ms, 4.2 s",
            "web-1: switchover round 2, 99 %, 130 MiB at 118 MiB/s, pause ~124 ms, 4.2 s",
            "web-1: failed, 99 %, 130 MiB, 4.2 s");
  }

  @Test
  void copesWithNonsense() {
    redrawn(80)
        .accept(
            new MigrationView(
                "m1",
                "web-1",
                "h1",
                "h2",
                MigrationView.State.RUNNING,
                "PRE\u001bCOPY",
                Instant.EPOCH,
                null,
                new MigrationView.Progress(-1, -1, -1, -1, -1, -1, -1, -1),
                null,
                null,
                "ann",
                null,
                List.of(),
                null,
                null));
    assertThat(text()).contains("pre\\x1bcopy").contains(" 0 %");
  }

  private MigrationProgressBar redrawn(int width) {
    return MigrationProgressBar.redrawn(out, () -> width, Colour.OFF);
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static MigrationView precopy(long round, long sentMib, long leftMib) {
    return view(MigrationView.State.RUNNING, "PRECOPY", round, sentMib, leftMib);
  }

  private static MigrationView view(
      MigrationView.State state, String phase, long round, long sentMib, long leftMib) {
    return new MigrationView(
        "m7f3",
        "web-1",
        "h1",
        "h2",
        state,
        phase,
        Instant.EPOCH,
        null,
        new MigrationView.Progress(
            4200, round, 1L << 30, sentMib << 20, leftMib << 20, 118L << 20, 50L << 20, 124),
        null,
        null,
        "ann",
        null,
        List.of(),
        null,
        null);
  }
}
