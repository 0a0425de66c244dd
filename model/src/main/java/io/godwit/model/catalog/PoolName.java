package io.godwit.model.catalog;

/**
 * A pool of one cluster, known there by this name.
 *
 * @param value 1 to 63 lower-case letters, digits and dashes
 */
public record PoolName(String value) implements Comparable<PoolName> {
  public PoolName {
    Texts.requireName("a pool", value);
  }

  @Override
  public int compareTo(PoolName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
