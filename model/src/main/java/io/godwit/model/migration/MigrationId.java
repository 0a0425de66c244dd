package io.godwit.model.migration;

import java.util.regex.Pattern;

/**
 * Names one migration for ever.
 *
 * @param value {@code m} and 1 to 19 lower-case letters and digits, as {@code m7f3k2}
 */
public record MigrationId(String value) implements Comparable<MigrationId> {
  private static final Pattern FORM = Pattern.compile("m[a-z0-9]{1,19}");

  public MigrationId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("a migration id is m and 1 to 19 letters and digits");
    }
  }

  /** Whether a text can be a migration's id. */
  public static boolean isOne(String text) {
    return FORM.matcher(text).matches();
  }

  @Override
  public int compareTo(MigrationId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
