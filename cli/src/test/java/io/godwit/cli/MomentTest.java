package io.godwit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;

class MomentTest {
  private static final ZonedDateTime NOW =
      ZonedDateTime.of(2026, 11, 30, 12, 0, 0, 0, ZoneId.of("Europe/Berlin"));

  @Test
  void aTimeOfDayIsTheLastThatWas() {
    assertThat(Moment.of("02:00", NOW)).isEqualTo(Instant.parse("2026-11-30T01:00:00Z"));
    assertThat(Moment.of("13:00", NOW)).isEqualTo(Instant.parse("2026-11-29T12:00:00Z"));
    assertThat(Moment.of("12:00", NOW)).isEqualTo(NOW.toInstant());
  }

  @Test
  void anInstantIsThatInstant() {
    assertThat(Moment.of("2026-12-24T02:00:00Z", NOW))
        .isEqualTo(Instant.parse("2026-12-24T02:00:00Z"));
  }

  @Test
  void whatIsNoTimeIsRefused() {
    for (String text : new String[] {"", "2:00", "25:00", "at night"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Moment.of(text, NOW))
          .withMessageContaining("02:00");
    }
  }
}
