package io.godwit.manager.inventory;

import io.godwit.manager.event.Origin;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.Course;
import io.godwit.model.migration.Decision;
import io.godwit.model.migration.DiskCopy;
import io.godwit.model.migration.Forecast;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A migration as recorded.
 *
 * @param name what the VM was called
 * @param limits what it may use
 * @param course how it goes about it
 * @param forecast what was expected of it; null in records of older managers
 * @param decisions what was decided about it so far, oldest first
 * @param copies the disks that go along
 * @param acceptedAt wall clock, for people
 * @param begunAt when its turn came; null as long as it waits for that
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
    Course course,
    @Nullable Forecast forecast,
    List<Decision> decisions,
    List<DiskCopy> copies,
    Instant acceptedAt,
    @Nullable Instant begunAt,
    Origin origin,
    MigrationState state) {

  public Migration {
    copies = List.copyOf(copies);
    decisions = List.copyOf(decisions);
  }

  Migration in(MigrationState next) {
    return with(next, decisions);
  }

  /** The same once its turn has come. */
  Migration begun(MigrationEvent.TurnCame came) {
    return new Migration(
        id,
        vm,
        name,
        source,
        destination,
        limits,
        came.course(),
        came.forecast(),
        came.decisions(),
        came.copies(),
        acceptedAt,
        came.at(),
        origin,
        state);
  }

  /** The same while it waits for its turn. */
  Migration waiting() {
    return new Migration(
        id,
        vm,
        name,
        source,
        destination,
        limits,
        course,
        forecast,
        decisions,
        copies,
        acceptedAt,
        null,
        origin,
        state);
  }

  Migration with(Decision decision) {
    List<Decision> more = new ArrayList<>(decisions);
    more.add(decision);
    return with(state, more.subList(Math.max(0, more.size() - Decision.MAX_OF_ONE), more.size()));
  }

  private Migration with(MigrationState otherState, List<Decision> otherDecisions) {
    return new Migration(
        id,
        vm,
        name,
        source,
        destination,
        limits,
        course,
        forecast,
        otherDecisions,
        copies,
        acceptedAt,
        begunAt,
        origin,
        otherState);
  }

  /** Whether it will end by itself; of one that nobody can decide that is not known. */
  public boolean awaitsItsEnd() {
    return !hasEnded() && !(state instanceof MigrationState.Uncertain);
  }

  public boolean hasEnded() {
    return state instanceof MigrationState.Ended;
  }
}
