package io.godwit.model.catalog;

import java.util.Comparator;

/** A pool of a cluster. */
public record PoolId(ClusterName cluster, PoolName name) implements Comparable<PoolId> {
  private static final Comparator<PoolId> ORDER =
      Comparator.comparing(PoolId::cluster).thenComparing(PoolId::name);

  @Override
  public int compareTo(PoolId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return cluster + "/" + name;
  }
}
