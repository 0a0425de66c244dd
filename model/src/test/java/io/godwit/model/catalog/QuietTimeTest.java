package io.godwit.model.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.godwit.model.catalog.QuietTime.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class QuietTimeTest {
  /** A Monday. */
  private static final Instant MONDAY = Instant.parse("2026-11-30T00:00:00Z");

  private static List<Span> week(String text) {
    return new QuietTime(text).spans(MONDAY, MONDAY.plus(Duration.ofDays(7)));
  }

  private static Span span(String from, String until) {
    return new Span(Instant.parse(from), Instant.parse(until));
  }

  @Test
  void onceIsOnce() {
    String text = "2026-12-01T18:00:00Z/2026-12-02T06:00:00Z";
    assertThat(week(text)).containsExactly(span("2026-12-01T18:00:00Z", "2026-12-02T06:00:00Z"));
    assertThat(new QuietTime(text).spans(MONDAY, MONDAY.plusSeconds(60))).isEmpty();
  }

  @Test
  void workingDaysAreTakenInTheirZone() {
    assertThat(week("mon-fri 08:00-18:00 Europe/Berlin"))
        .hasSize(5)
        .startsWith(span("2026-11-30T07:00:00Z", "2026-11-30T17:00:00Z"));
    assertThat(week("sat,sun 00:00-24:00"))
        .startsWith(
            span("2026-12-05T00:00:00Z", "2026-12-06T00:00:00Z"),
            span("2026-12-06T00:00:00Z", "2026-12-07T00:00:00Z"));
    assertThat(week("fri-mon 12:00-13:00")).hasSize(4);
  }

  @Test
  void aNightThatBeganTheDayBeforeGoesOn() {
    assertThat(new QuietTime("daily 22:00-06:00").spans(MONDAY, MONDAY.plusSeconds(1)))
        .containsExactly(span("2026-11-29T22:00:00Z", "2026-11-30T06:00:00Z"));
  }

  @Test
  void clocksThatAreChangedMoveIt() {
    Instant before = Instant.parse("2026-10-24T12:00:00Z");
    assertThat(
            new QuietTime("daily 08:00-09:00 Europe/Berlin")
                .spans(before, before.plus(Duration.ofDays(2))))
        .containsExactly(
            span("2026-10-25T07:00:00Z", "2026-10-25T08:00:00Z"),
            span("2026-10-26T07:00:00Z", "2026-10-26T08:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "at night",
        "mon-fri",
        "mon-fri 8:00-18:00",
        "mon 08:00-25:00",
        "moon 08:00-09:00",
        "mon, 08:00-09:00",
        "mon 08:00-09:00 Nowhere/Land",
        "2026-12-02T06:00:00Z/2026-12-01T18:00:00Z",
        "2026-12-02/2026-12-03",
      })
  void whatIsNoTimeIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new QuietTime(text))
        .withMessageContaining("mon-fri 08:00-18:00");
  }
}
