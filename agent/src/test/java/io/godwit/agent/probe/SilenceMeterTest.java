package io.godwit.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class SilenceMeterTest {
  private static final long MS = 1_000_000;

  private final SilenceMeter meter = new SilenceMeter(Duration.ofMillis(2));

  @Test
  void aSilenceIsFromAnswerToAnswer() {
    exchange(0);
    exchange(2);
    silence(4, 60);
    exchange(62);
    exchange(64);
    assertThat(meter.longest()).isEqualTo(Duration.ofMillis(60));
    assertThat(meter.blind()).isLessThan(Duration.ofMillis(1));
  }

  @Test
  void whoWasNotAskedWasNotSilent() {
    exchange(0);
    exchange(500);
    assertThat(meter.longest()).isLessThan(Duration.ofMillis(3));
  }

  @Test
  void theLongestOfSeveralCounts() {
    exchange(0);
    silence(2, 10);
    exchange(12);
    silence(14, 40);
    exchange(42);
    silence(44, 50);
    exchange(52);
    assertThat(meter.longest()).isBetween(Duration.ofMillis(29), Duration.ofMillis(31));
  }

  @Test
  void aSilenceWhoseBeginningNobodySawIsKeptApart() {
    silence(0, 80);
    exchange(82);
    exchange(84);
    assertThat(meter.longest()).isLessThan(Duration.ofMillis(3));
    assertThat(meter.blind()).isGreaterThan(Duration.ofMillis(81));
  }

  @Test
  void afterARestItBeginsAnew() {
    exchange(0);
    meter.rest();
    exchange(9000);
    assertThat(meter.longest()).isZero();
  }

  @Test
  void anOpenSilenceIsTold() {
    exchange(0);
    meter.asked(2 * MS);
    assertThat(meter.open(50 * MS)).isEqualTo(Duration.ofNanos(49_500_000));
    meter.answered(51 * MS);
    assertThat(meter.open(60 * MS)).isZero();
  }

  /** A question, and its answer half a millisecond later. */
  private void exchange(long ms) {
    meter.asked(ms * MS);
    meter.answered(ms * MS + MS / 2);
  }

  private void silence(long fromMs, long toMs) {
    for (long at = fromMs; at <= toMs; at += 2) {
      meter.asked(at * MS);
    }
  }
}
