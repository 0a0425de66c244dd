package io.godwit.manager.inventory;

import io.godwit.model.error.Problem;
import io.godwit.model.migration.Course;
import io.godwit.model.migration.Decision;
import io.godwit.model.migration.DiskCopy;
import io.godwit.model.migration.DiskWish;
import io.godwit.model.migration.Forecast;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationResult;
import io.godwit.model.vm.Generation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happens to an accepted migration. Recorded; the input of {@link MigrationState#next}. */
public sealed interface MigrationEvent extends StateRecord {
  MigrationId migration();

  /**
   * It was checked and waits for its turn.
   *
   * @param number its place in the line; smaller is earlier
   * @param disks what is asked for of its disks, for the checks when its turn comes
   */
  record Enqueued(MigrationId migration, long number, DiskWish disks) implements MigrationEvent {}

  /**
   * Its turn has come, and what was found when it was checked again replaces what was found before.
   *
   * @param decisions what led to the course
   */
  record TurnCame(
      MigrationId migration,
      Course course,
      @Nullable Forecast forecast,
      List<Decision> decisions,
      List<DiskCopy> copies,
      Instant at)
      implements MigrationEvent {}

  /** The VM is in handover from now on, under {@code generation}. */
  record HandoverReserved(MigrationId migration, Generation generation) implements MigrationEvent {}

  /** The destination is about to be told to listen. */
  record PrepareBegun(MigrationId migration) implements MigrationEvent {}

  /** The source is about to be told to copy: from now on the guest may arrive. */
  record CopyBegun(MigrationId migration) implements MigrationEvent {}

  /** The source is about to be told to let the guest go ahead of its memory. */
  record PostcopyBegun(MigrationId migration) implements MigrationEvent {}

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

  /**
   * The guest has gone ahead and lost the rest of its memory; the destination owns what is left.
   */
  record GuestLost(MigrationId migration, Problem problem, Instant at) implements MigrationEvent {}

  /** The migration was undone because someone asked for it; the source owns the VM. */
  record MigrationCancelled(MigrationId migration, Problem problem, Instant at)
      implements MigrationEvent {}
}
