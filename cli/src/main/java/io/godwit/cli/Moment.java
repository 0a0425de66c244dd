package io.godwit.cli;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/** A time as people write it: one of day, which is the last that was, or an instant. */
final class Moment {
  private static final Pattern OF_DAY = Pattern.compile("\\d\\d:\\d\\d");

  private Moment() {}

  /**
   * When that was.
   *
   * @param now here
   * @throws IllegalArgumentException if it is no time
   */
  static Instant of(String text, ZonedDateTime now) {
    try {
      if (!OF_DAY.matcher(text).matches()) {
        return Instant.parse(text);
      }
      ZonedDateTime today = now.with(LocalTime.parse(text));
      return (today.isAfter(now) ? today.minusDays(1) : today).toInstant();
    } catch (DateTimeParseException wrong) {
      throw new IllegalArgumentException(
          "'" + text + "' is no time; it is 02:00, or 2026-12-24T02:00:00Z", wrong);
    }
  }
}
