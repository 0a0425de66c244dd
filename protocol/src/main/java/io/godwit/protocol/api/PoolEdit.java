package io.godwit.protocol.api;

import org.jspecify.annotations.Nullable;

/**
 * A pool as it is to be; what is not given is empty or as usual.
 *
 * @param name needed to make one; if given in an edit, that of the path
 * @param parent a pool of the same cluster
 * @param cpu in hundredths of a core
 * @param memory in bytes
 */
public record PoolEdit(
    @Nullable String name,
    @Nullable String parent,
    @Nullable ShareEdit cpu,
    @Nullable ShareEdit memory,
    @Nullable String description) {
  /**
   * What a pool is to have of one resource.
   *
   * @param reservation 0 if not given
   * @param limit none if not given
   * @param shares 4000 if not given
   */
  public record ShareEdit(
      @Nullable Long reservation, @Nullable Long limit, @Nullable Integer shares) {}
}
