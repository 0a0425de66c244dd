package io.godwit.manager.evacuation;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.manager.evacuation.Setbacks.Setback;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.Problem;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class SetbacksTest {
  private static final Instant AT = Instant.parse("2026-01-01T12:00:00Z");
  private static final Problem PROBLEM =
      new Problem(ErrorCode.MIGRATION_FAILED, "It did not leave.", "Try again.");

  @Test
  void aVmWaitsTwiceAsLongEachTimeAndTenMinutesAtMost() {
    Setback first = new Setback(1, AT, PROBLEM);
    assertThat(first.isInTheWay(AT.plusSeconds(29))).isTrue();
    assertThat(first.isInTheWay(AT.plusSeconds(30))).isFalse();
    Setback third = new Setback(3, AT, PROBLEM);
    assertThat(third.isInTheWay(AT.plusSeconds(119))).isTrue();
    assertThat(third.isInTheWay(AT.plusSeconds(120))).isFalse();
    Setback many = new Setback(50, AT, PROBLEM);
    assertThat(many.isInTheWay(AT.plus(Duration.ofMinutes(9)))).isTrue();
    assertThat(many.isInTheWay(AT.plus(Duration.ofMinutes(10)))).isFalse();
  }

  @Test
  void whatAClockThatWasAheadHasToldIsNotWaitedFor() {
    Setback ahead = new Setback(1, AT.plus(Duration.ofHours(2)), PROBLEM);
    assertThat(ahead.isInTheWay(AT)).isFalse();
  }
}
