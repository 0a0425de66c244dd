package io.godwit.manager.rest;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A place in a list that is sorted by key: behind a key, whether there is still something under it
 * or not. People get it as a text that means nothing to them.
 *
 * @param list what the list is called, so that a cursor of another one is noticed
 */
record KeyCursor(String list, String key) {
  private static final char SEPARATOR = ' ';

  /** Longer than any name in base 64. */
  private static final int MAX_TEXT = 1024;

  /**
   * The key that a cursor says, or nothing without a cursor.
   *
   * @throws GodwitException REQUEST_MALFORMED if {@code text} is no cursor of this list
   */
  static <K> @Nullable K parse(@Nullable String text, String list, Function<String, K> key) {
    if (text == null) {
      return null;
    }
    if (text.length() <= MAX_TEXT) {
      try {
        String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
        if (plain.startsWith(list + SEPARATOR)) {
          return key.apply(plain.substring(list.length() + 1));
        }
      } catch (IllegalArgumentException notOurs) {
        throw malformed();
      }
    }
    throw malformed();
  }

  private static GodwitException malformed() {
    return new GodwitException(
        ErrorCode.REQUEST_MALFORMED,
        "The cursor is not one that a page of this list ended with.",
        "Start without a cursor and take the one that each answer has.");
  }

  @Override
  public String toString() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((list + SEPARATOR + key).getBytes(StandardCharsets.UTF_8));
  }
}
