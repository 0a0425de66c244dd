package io.godwit.model.catalog;

import java.util.Comparator;

/** A rule of a cluster. */
public record RuleId(ClusterName cluster, RuleName name) implements Comparable<RuleId> {
  private static final Comparator<RuleId> ORDER =
      Comparator.comparing(RuleId::cluster).thenComparing(RuleId::name);

  @Override
  public int compareTo(RuleId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return cluster + "/" + name;
  }
}
