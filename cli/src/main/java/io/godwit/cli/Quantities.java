package io.godwit.cli;

import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads times and rates as people type them; {@link DataSize#parse} reads sizes. */
final class Quantities {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|min|h|d)");
  private static final Pattern LINE_RATE = Pattern.compile("(\\d{1,9})\\s*([MG])bit/s");

  private Quantities() {}

  /**
   * Reads {@code 300ms}, {@code 60s}, {@code 5 min}, {@code 1h}, {@code 2d}.
   *
   * @throws IllegalArgumentException if the text is none of these
   */
  static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a duration; write a whole number and ms, s, min, h or d");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m", "min" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  /**
   * Reads {@code 100MiB/s}, {@code 1 GiB/s}, {@code 800Mbit/s}.
   *
   * @throws IllegalArgumentException if the text is none of these
   */
  static DataRate rate(String text) {
    String stripped = text.strip();
    Matcher line = LINE_RATE.matcher(stripped);
    if (line.matches()) {
      double megabits = Long.parseLong(line.group(1)) * (line.group(2).equals("G") ? 1000.0 : 1.0);
      return DataRate.ofMegabitsPerSecond(megabits);
    }
    if (stripped.endsWith("/s")) {
      try {
        return new DataRate(DataSize.parse(stripped.substring(0, stripped.length() - 2)).bytes());
      } catch (IllegalArgumentException notASize) {
        throw notARate(text);
      }
    }
    throw notARate(text);
  }

  private static IllegalArgumentException notARate(String text) {
    return new IllegalArgumentException(
        "'"
            + text
            + "' is not a data rate; write a whole number and KiB/s, MiB/s, GiB/s, Mbit/s or"
            + " Gbit/s");
  }
}
