package io.godwit.protocol.api;

import org.jspecify.annotations.Nullable;

/**
 * A pool of a cluster.
 *
 * @param parent the pool it is a part of
 * @param cpu in hundredths of a core
 * @param memory in bytes
 * @param vms number of VMs in it, those of its parts not counted
 */
public record PoolView(
    String cluster,
    String name,
    @Nullable String parent,
    ShareView cpu,
    ShareView memory,
    String description,
    int vms) {
  /**
   * What a pool has of one resource.
   *
   * @param reservation kept for it
   * @param limit the most it may use, if there is a limit
   * @param shares its weight against its siblings where resources are short
   */
  public record ShareView(long reservation, @Nullable Long limit, int shares) {}
}
