package io.godwit.model.host;

import java.util.regex.Pattern;

/**
 * A directory that holds disks, known to its hosts by this name.
 *
 * @param value 1 to 63 lower-case letters, digits and dashes
 */
public record DatastoreName(String value) implements Comparable<DatastoreName> {
  private static final Pattern FORM = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  public DatastoreName {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a datastore name is 1 to 63 lower-case letters, digits and dashes");
    }
  }

  @Override
  public int compareTo(DatastoreName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
