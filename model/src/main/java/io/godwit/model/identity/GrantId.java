package io.godwit.model.identity;

import java.util.regex.Pattern;

/**
 * Names one grant for ever.
 *
 * @param value {@code g} and 1 to 19 lower-case letters and digits
 */
public record GrantId(String value) implements Comparable<GrantId> {
  private static final Pattern FORM = Pattern.compile("g[a-z0-9]{1,19}");

  public GrantId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("a grant id is g and 1 to 19 letters and digits");
    }
  }

  @Override
  public int compareTo(GrantId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
