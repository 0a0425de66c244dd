package io.godwit.manager.history;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a list that is sorted by time and, within one microsecond, by sequence. People get it
 * as a text that means nothing to them.
 */
public record Cursor(Paging.Order order, Instant at, long sequence) {
  private static final Pattern FORM = Pattern.compile("([NO])(-?\\d{1,18})\\.(\\d{1,18})");
  private static final int MAX_TEXT = 80;

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws GodwitException REQUEST_MALFORMED if it is something else, or of a list in the other
   *     order
   */
  public static Cursor parse(String text, Paging.Order expected) {
    if (text.length() <= MAX_TEXT) {
      try {
        byte[] plain = Base64.getUrlDecoder().decode(text);
        Matcher parts = FORM.matcher(new String(plain, StandardCharsets.ISO_8859_1));
        if (parts.matches() && letter(expected).equals(parts.group(1))) {
          Instant at = Instant.EPOCH.plus(Long.parseLong(parts.group(2)), ChronoUnit.MICROS);
          return new Cursor(expected, at, Long.parseLong(parts.group(3)));
        }
      } catch (IllegalArgumentException | DateTimeException | ArithmeticException notOurs) {
        throw malformed();
      }
    }
    throw malformed();
  }

  private static GodwitException malformed() {
    return new GodwitException(
        ErrorCode.REQUEST_MALFORMED,
        "The cursor is not one that a page of this list, in this order, ended with.",
        "Start without a cursor and take the one that each answer has.");
  }

  private static String letter(Paging.Order order) {
    return switch (order) {
      case NEWEST_FIRST -> "N";
      case OLDEST_FIRST -> "O";
    };
  }

  @Override
  public String toString() {
    String plain = letter(order) + ChronoUnit.MICROS.between(Instant.EPOCH, at) + "." + sequence;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(plain.getBytes(StandardCharsets.ISO_8859_1));
  }
}
