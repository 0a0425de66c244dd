package io.godwit.model.catalog;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where VMs are filed: names of folders, each in the one before.
 *
 * @param value as {@code prod/db}: 1 to 6 names of 1 to 63 lower-case letters, digits, dots and
 *     dashes
 */
public record FolderPath(String value) implements Comparable<FolderPath> {
  /** Rights are inherited along it, and a path of rights has so many segments. */
  public static final int MAX_DEPTH = 6;

  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?");

  public FolderPath {
    String[] names = value.split("/", -1);
    if (names.length > MAX_DEPTH
        || Arrays.stream(names).anyMatch(name -> !NAME.matcher(name).matches())) {
      throw new IllegalArgumentException(
          "the path of a folder is up to "
              + MAX_DEPTH
              + " names of lower-case letters, digits, dots and dashes, as prod/db");
    }
  }

  /** The names, the outermost first. */
  public List<String> names() {
    return List.of(value.split("/", -1));
  }

  /** The folder it lies in, if it lies in one. */
  public Optional<FolderPath> parent() {
    int slash = value.lastIndexOf('/');
    return slash < 0 ? Optional.empty() : Optional.of(new FolderPath(value.substring(0, slash)));
  }

  @Override
  public int compareTo(FolderPath other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
