package io.godwit.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DemoReportTest {
  private static final DemoReport.Whole GOOD =
      new DemoReport.Whole(true, null, 366, 462, 0, null, 51200, 72920, 0, true, true, 7532, 0);

  private static DemoReport report(DemoReport.Whole whole) {
    DemoReport.Move move = new DemoReport.Move("h1", "h2", 2512, 59.4, 105.2, 60.1, 325_058_560, 4);
    return DemoReport.of("demo", List.of(move), whole, 18.6);
  }

  @Test
  void passesWhenEveryPromiseHolds() {
    DemoReport report = report(GOOD);
    assertThat(report.passed()).isTrue();
    assertThat(report.toTable())
        .isEqualTo(
            """
            migration   total   downtime   blackout   on the wire   rounds
            h1 -> h2    2.5 s      59 ms     105 ms       310 MiB        4

            TCP session   survived, 366 answers in order
            disk writes   462 acknowledged, 0 lost
            memory pages  72920 verified, 0 wrong
            guest         the same since its boot, running once at any time
            heartbeats    7532 received, 0 lost on the way

            Nobody noticed. (18.6 s)
            """);
  }

  @Test
  void failsForALostWriteOrAWrongPage() {
    DemoReport.Whole bad =
        new DemoReport.Whole(true, null, 366, 462, 3, null, 51200, 72920, 1, true, true, 7532, 0);
    DemoReport report = report(bad);
    assertThat(report.passed()).isFalse();
    assertThat(report.toTable())
        .contains(
            "FAILED. 3 acknowledged writes are not on the disk. 1 pages of memory are wrong.");
  }

  @Test
  void isOneJsonDocument() {
    assertThat(report(GOOD).toJson()).contains("\"passed\" : true").contains("\"blackoutMs\"");
  }
}
