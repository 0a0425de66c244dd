package io.godwit.model.catalog;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A part of a cluster's processors and memory, for the VMs in it.
 *
 * @param parent the pool of the same cluster that this one is a part of
 * @param cpu in hundredths of a core
 * @param memory in bytes
 */
public record Pool(
    ClusterName cluster,
    PoolName name,
    @Nullable PoolName parent,
    Share cpu,
    Share memory,
    String description)
    implements CatalogObject {
  /** Deeper, and nobody can say what a VM is entitled to. */
  public static final int MAX_DEPTH = 8;

  public Pool {
    Texts.requireDescription(description);
    if (name.equals(parent)) {
      throw new IllegalArgumentException("a pool is no part of itself");
    }
  }

  /** Which pool it is. */
  public PoolId key() {
    return new PoolId(cluster, name);
  }

  /** The pool it is a part of, if it is one of a pool. */
  public Optional<PoolId> above() {
    return Optional.ofNullable(parent).map(up -> new PoolId(cluster, up));
  }

  @Override
  public String id() {
    return cluster + ":" + name;
  }
}
