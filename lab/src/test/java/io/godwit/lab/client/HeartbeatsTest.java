package io.godwit.lab.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.godwit.lab.client.ClientReport.HeartbeatReport;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {
  private static final long MS = 1_000_000;
  private static final int BOOT = 0xb007;

  private final Heartbeats heartbeats = new Heartbeats();

  /** Guest time and arrival time run together, {@code late} apart. */
  private void beats(long from, long to, long stoppedNs) {
    for (long number = from; number <= to; number++) {
      long jitter = number % 7 * 100_000; // some are late
      heartbeats.accept(number * MS + stoppedNs + jitter, BOOT, number, number * MS);
    }
  }

  @Test
  void findsThePauseBetweenTheGuestsClockAndOurs() {
    beats(1, 500, 0);
    beats(501, 1000, 124 * MS);
    HeartbeatReport report = heartbeats.report(1000 * MS + 124 * MS);
    assertThat(report.pauseMs()).isCloseTo(124, within(0.8));
    assertThat(report.longestSilenceMs()).isCloseTo(125, within(0.8));
    assertThat(report.missing()).isZero();
    assertThat(report.oneSender()).isTrue();
  }

  @Test
  void aStarvedGuestIsSilentButDoesNotPause() {
    beats(1, 500, 0);
    for (long number = 501; number <= 1000; number++) {
      long time = (number + 80) * MS; // both clocks went on
      heartbeats.accept(time, BOOT, number, time);
    }
    HeartbeatReport report = heartbeats.report(1080 * MS);
    assertThat(report.pauseMs()).isLessThan(1);
    assertThat(report.longestSilenceMs()).isGreaterThan(79);
  }

  @Test
  void aBurstAfterADelayIsNoPause() {
    beats(1, 500, 0);
    for (long number = 501; number <= 550; number++) {
      heartbeats.accept(550 * MS, BOOT, number, number * MS);
    }
    beats(551, 1000, 0);
    assertThat(heartbeats.report(1000 * MS).pauseMs()).isLessThan(30);
  }

  @Test
  void countsWhatNeverCameAndWhatCameLate() {
    beats(1, 10, 0);
    beats(14, 20, 0);
    beats(12, 12, 0);
    HeartbeatReport report = heartbeats.report(20 * MS);
    assertThat(report.missing()).isEqualTo(2);
    assertThat(report.outOfOrder()).isEqualTo(1);
    assertThat(report.oneSender()).isTrue();
  }

  @Test
  void aDoubledDatagramIsNoSecondSender() {
    beats(1, 10, 0);
    beats(10, 10, 0);
    assertThat(heartbeats.report(10 * MS).duplicates()).isEqualTo(1);
    assertThat(heartbeats.report(10 * MS).oneSender()).isTrue();
  }

  @Test
  void noticesASecondGuestWithTheSameNumbers() {
    beats(1, 100, 0);
    heartbeats.accept(101 * MS, BOOT, 101, 101 * MS);
    heartbeats.accept(102 * MS, BOOT, 101, 60 * MS);
    assertThat(heartbeats.report(102 * MS).conflicts()).isEqualTo(1);
    assertThat(heartbeats.report(102 * MS).oneSender()).isFalse();
  }

  @Test
  void noticesAGuestThatBootedAgain() {
    beats(1, 100, 0);
    heartbeats.accept(101 * MS, BOOT + 1, 101, MS);
    assertThat(heartbeats.report(101 * MS).oneSender()).isFalse();
  }

  @Test
  void aMarkBeginsAnew() {
    beats(1, 100, 0);
    beats(101, 200, 50 * MS);
    heartbeats.mark();
    beats(201, 300, 50 * MS);
    HeartbeatReport report = heartbeats.report(350 * MS);
    assertThat(report.longestSilenceMs()).isLessThan(2);
    assertThat(report.pauseMs()).isLessThan(1);
    assertThat(report.received()).isEqualTo(300);
  }
}
