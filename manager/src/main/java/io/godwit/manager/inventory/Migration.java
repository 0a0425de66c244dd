package io.godwit.manager.inventory;

import io.godwit.manager.event.Origin;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.DiskCopy;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.migration.Transport;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import java.time.Instant;
import java.util.List;

/**
 * A migration as recorded.
 *
 * @param name what the VM was called
 * @param limits what it may use
 * @param transport how the guest's memory is carried
 * @param copies the disks that go along
 * @param acceptedAt wall clock, for people
 * @param origin who asked for it
 * @param state where it stands
 */
public record Migration(
    MigrationId id,
    VmId vm,
    VmName name,
    HostId source,
    HostId destination,
    MigrationLimits limits,
    Transport transport,
    List<DiskCopy> copies,
    Instant acceptedAt,
    Origin origin,
    MigrationState state) {

  public Migration {
    copies = List.copyOf(copies);
  }

  Migration in(MigrationState next) {
    return new Migration(
        id, vm, name, source, destination, limits, transport, copies, acceptedAt, origin, next);
  }

  public boolean hasEnded() {
    return state instanceof MigrationState.Ended;
  }
}
