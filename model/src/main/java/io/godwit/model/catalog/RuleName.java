package io.godwit.model.catalog;

/**
 * A rule of one cluster, known there by this name.
 *
 * @param value 1 to 63 lower-case letters, digits and dashes
 */
public record RuleName(String value) implements Comparable<RuleName> {
  public RuleName {
    Texts.requireName("a rule", value);
  }

  @Override
  public int compareTo(RuleName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
