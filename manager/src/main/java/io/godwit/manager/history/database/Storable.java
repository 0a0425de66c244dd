package io.godwit.manager.history.database;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Values as both databases can keep them. PostgreSQL takes neither the character NUL nor half of a
 * surrogate pair, and one such text would stop everything behind it.
 */
public final class Storable {
  private static final char REPLACEMENT = '\uFFFD';

  private Storable() {}

  /** The text, with what cannot be kept replaced by U+FFFD. */
  public static String of(String text) {
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      if (each == 0 || Character.isSurrogate(each)) {
        return replaced(text);
      }
    }
    return text;
  }

  /** At most {@code most} characters of it: for columns that are only searched by. */
  public static String of(String text, int most) {
    return of(text.length() <= most ? text : text.substring(0, most));
  }

  /** To the microsecond, downwards; PostgreSQL would round it, maybe into the next second. */
  public static Instant of(Instant at) {
    return at.truncatedTo(ChronoUnit.MICROS);
  }

  private static String replaced(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c == 0 || (c >= 0xD800 && c <= 0xDFFF) ? REPLACEMENT : c)
        .forEach(kept::appendCodePoint);
    return kept.toString();
  }
}
