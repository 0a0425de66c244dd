package io.godwit.cli.text;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Amounts and strangers' strings as people read them. */
public final class Words {
  /** What stands where there is nothing. */
  public static final String ABSENT = "-";

  private Words() {}

  /** The value's text, escaped, or {@link #ABSENT}. */
  public static String of(@Nullable Object value) {
    String text = value == null ? "" : escaped(value.toString());
    return text.isBlank() ? ABSENT : text;
  }

  /**
   * Replaces what could move the cursor, change colours or reorder a line: controls, format
   * characters, line and paragraph separators, lone surrogates.
   */
  public static String escaped(String text) {
    return escaped(text, "");
  }

  /** As {@link #escaped(String)}, but several lines stay several lines and tabs stay tabs. */
  public static String escapedLines(String text) {
    return escaped(text.replace("\r\n", "\n"), "\n\t");
  }

  /** A time between two things: {@code 4.2 s}, {@code 1 min 12 s}, {@code 3 h 5 min}. */
  public static String elapsed(Duration time) {
    long seconds = time.toSeconds();
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", Math.floor(time.toMillis() / 100.0) / 10);
    }
    return seconds < 3600
        ? seconds / 60 + " min " + seconds % 60 + " s"
        : seconds / 3600 + " h " + seconds / 60 % 60 + " min";
  }

  /** How long ago, in its largest unit: {@code 3 s}, {@code 5 min}, {@code 2 h}, {@code 4 d}. */
  public static String age(Duration time) {
    long seconds = Math.max(0, time.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return seconds / 60 + " min";
    }
    return seconds < 86_400 ? seconds / 3600 + " h" : seconds / 86_400 + " d";
  }

  /** A moment, to the second: {@code 2026-03-01T12:00:00Z}; programs get all of it. */
  public static @Nullable String moment(@Nullable Instant at) {
    return at == null ? null : at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** A short time: {@code 8.4 ms}, {@code 124 ms}, {@code 1.2 s}. */
  public static String milliseconds(double ms) {
    if (ms >= 1000) {
      return String.format(Locale.ROOT, "%.1f s", ms / 1000);
    }
    return String.format(Locale.ROOT, ms < 10 ? "%.1f ms" : "%.0f ms", ms);
  }

  /** {@code 1 round}, {@code 4 rounds}. */
  public static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  private static String escaped(String text, String kept) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> {
          if (kept.indexOf(c) < 0 && isTreacherous(c)) {
            out.append(String.format(Locale.ROOT, c < 0x100 ? "\\x%02x" : "\\u%04x", c));
          } else {
            out.appendCodePoint(c);
          }
        });
    return out.toString();
  }

  private static boolean isTreacherous(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
