package io.godwit.manager.orchestration;

import io.godwit.manager.inventory.VmEntry;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.DiskWish;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationLimits;

/**
 * A migration that somebody thinks of.
 *
 * @param id what it is called where it is asked about; it need not begin
 * @param vm as it is now
 * @param disks what happens to those that the two hosts do not share
 */
record Trip(MigrationId id, VmEntry vm, HostId to, MigrationLimits limits, DiskWish disks) {
  HostId home() {
    return vm.right().home();
  }
}
