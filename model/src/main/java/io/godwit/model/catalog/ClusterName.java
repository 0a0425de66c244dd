package io.godwit.model.catalog;

/**
 * Names one cluster of the data center.
 *
 * @param value 1 to 63 lower-case letters, digits and dashes
 */
public record ClusterName(String value) implements Comparable<ClusterName> {
  /** Where hosts are that nobody has put elsewhere; always there. */
  public static final ClusterName DEFAULT = new ClusterName("default");

  public ClusterName {
    Texts.requireName("a cluster", value);
  }

  @Override
  public int compareTo(ClusterName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
