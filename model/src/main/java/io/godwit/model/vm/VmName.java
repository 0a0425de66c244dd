package io.godwit.model.vm;

import java.util.regex.Pattern;

/**
 * What people call a VM; unique in a data center.
 *
 * @param value 1 to 63 lower-case letters, digits, dots and dashes
 */
public record VmName(String value) implements Comparable<VmName> {
  private static final Pattern FORM = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?");

  public VmName {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a VM name is 1 to 63 lower-case letters, digits, dots and dashes");
    }
  }

  @Override
  public int compareTo(VmName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
