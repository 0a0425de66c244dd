package io.godwit.model.catalog;

/**
 * What is written on the tags of things that have something in common.
 *
 * @param value 1 to 63 lower-case letters, digits and dashes
 */
public record TagName(String value) implements Comparable<TagName> {
  public TagName {
    Texts.requireName("a tag", value);
  }

  @Override
  public int compareTo(TagName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
