package io.godwit.model.host;

import java.util.regex.Pattern;

/**
 * Names one host for as long as it is enrolled.
 *
 * @param value 1 to 63 lower-case letters, digits, dots and dashes, as a host name
 */
public record HostId(String value) implements Comparable<HostId> {
  private static final Pattern FORM = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?");

  public HostId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a host id is 1 to 63 lower-case letters, digits, dots and dashes");
    }
  }

  @Override
  public int compareTo(HostId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
