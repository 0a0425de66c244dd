package io.godwit.model.identity;

import java.util.regex.Pattern;

/**
 * Names one token for ever. It is no secret.
 *
 * @param value {@code t} and 1 to 19 lower-case letters and digits
 */
public record TokenId(String value) implements Comparable<TokenId> {
  private static final Pattern FORM = Pattern.compile("t[a-z0-9]{1,19}");

  public TokenId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("a token id is t and 1 to 19 letters and digits");
    }
  }

  @Override
  public int compareTo(TokenId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
