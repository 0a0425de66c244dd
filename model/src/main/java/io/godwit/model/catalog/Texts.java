package io.godwit.model.catalog;

import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What names and texts of the catalog may be. */
final class Texts {
  /** A sentence or two, shown in one line of a table. */
  static final int MAX_DESCRIPTION = 500;

  /** A page; all of a data center's fit into memory. */
  static final int MAX_NOTES = 4000;

  /** Nobody reads more, and rules look through them. */
  static final int MAX_TAGS = 32;

  /** As long as a name. */
  private static final int MAX_LABEL = 63;

  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  private Texts() {}

  static void requireName(String noun, String value) {
    if (!NAME.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "the name of " + noun + " is 1 to 63 lower-case letters, digits and dashes");
    }
  }

  /** A word of people for a thing that Godwit does not know. */
  static void requireLabel(String noun, String value) {
    if (value.isBlank() || value.length() > MAX_LABEL || !value.equals(value.strip())) {
      throw new IllegalArgumentException(noun + " is 1 to " + MAX_LABEL + " characters");
    }
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(noun + " is one line");
    }
  }

  static void requireDescription(String text) {
    if (text.length() > MAX_DESCRIPTION || text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "a description is one line of at most " + MAX_DESCRIPTION + " characters");
    }
  }

  static void requireNotes(String text) {
    boolean strange = text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n');
    if (text.length() > MAX_NOTES || strange) {
      throw new IllegalArgumentException(
          "notes are lines of at most " + MAX_NOTES + " characters in all");
    }
  }

  /** In order and each once, so that equal sets of tags are equal. */
  static List<TagName> sorted(List<TagName> tags) {
    List<TagName> sorted = List.copyOf(new TreeSet<>(tags));
    if (sorted.size() > MAX_TAGS) {
      throw new IllegalArgumentException("there are at most " + MAX_TAGS + " tags on one thing");
    }
    return sorted;
  }
}
