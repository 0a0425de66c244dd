package io.godwit.model.migration;

import io.godwit.model.host.DatastoreName;
import io.godwit.model.vm.DiskFormat;
import org.jspecify.annotations.Nullable;

/**
 * What shall become of disks that the two hosts of a migration do not share.
 *
 * @param copied whether they go along; if not, a VM that has one stays
 * @param datastore where on the destination; null is one of the same name
 * @param format what they become there; null is what they are
 */
public record DiskWish(
    boolean copied, @Nullable DatastoreName datastore, @Nullable DiskFormat format) {
  /** No disk goes along. */
  public static final DiskWish SHARED_ONLY = new DiskWish(false, null, null);

  /** They go along, to a datastore of the same name, as they are. */
  public static final DiskWish ALONG = new DiskWish(true, null, null);
}
