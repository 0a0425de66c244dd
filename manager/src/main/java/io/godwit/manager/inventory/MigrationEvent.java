package io.godwit.manager.inventory;

import io.godwit.model.error.Problem;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationResult;
import io.godwit.model.vm.Generation;
import java.time.Instant;

/** What happens to an accepted migration. Recorded; the input of {@link MigrationState#next}. */
public sealed interface MigrationEvent extends StateRecord {
  MigrationId migration();

  /** The VM is in handover from now on, under {@code generation}. */
  record HandoverReserved(MigrationId migration, Generation generation) implements MigrationEvent {}

  /** The destination is about to be told to listen. */
  record PrepareBegun(MigrationId migration) implements MigrationEvent {}

  /** The source is about to be told to copy: from now on the guest may arrive. */
  record CopyBegun(MigrationId migration) implements MigrationEvent {}

  /** Nobody can say at the moment which of the two has the guest. */
  record HandoverUncertain(MigrationId migration, Problem problem) implements MigrationEvent {}

  /** The destination is known not to have the guest; the source is about to be told to run it. */
  record TakeBackDecided(MigrationId migration, Problem problem) implements MigrationEvent {}

  /** The guest runs on the destination, which owns it from now on. */
  record MigrationCompleted(MigrationId migration, MigrationResult result, Instant at)
      implements MigrationEvent {}

  /** The migration was undone; the source owns the VM. */
  record MigrationFailed(MigrationId migration, Problem problem, Instant at)
      implements MigrationEvent {}

  /** The migration was undone because someone asked for it; the source owns the VM. */
  record MigrationCancelled(MigrationId migration, Problem problem, Instant at)
      implements MigrationEvent {}
}
