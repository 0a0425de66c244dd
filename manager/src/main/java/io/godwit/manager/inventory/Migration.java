package io.godwit.manager.inventory;

import io.godwit.manager.event.Origin;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.migration.Transport;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import java.time.Instant;

/**
 * A migration as recorded.
 *
 * @param name what the VM was called
 * @param limits what it may use
 * @param transport how the guest's memory is carried
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
    Instant acceptedAt,
    Origin origin,
    MigrationState state) {

  Migration in(MigrationState next) {
    return new Migration(
        id, vm, name, source, destination, limits, transport, acceptedAt, origin, next);
  }

  public boolean hasEnded() {
    return state instanceof MigrationState.Ended;
  }
}
