package io.godwit.model.host;

import java.util.regex.Pattern;

/**
 * A network that VMs join, known to its hosts by this name.
 *
 * @param value 1 to 63 lower-case letters, digits and dashes
 */
public record NetworkName(String value) implements Comparable<NetworkName> {
  private static final Pattern FORM = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  public NetworkName {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a network name is 1 to 63 lower-case letters, digits and dashes");
    }
  }

  @Override
  public int compareTo(NetworkName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
