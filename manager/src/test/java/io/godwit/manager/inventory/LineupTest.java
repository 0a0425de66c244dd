package io.godwit.manager.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.manager.event.Origin;
import io.godwit.manager.inventory.MigrationEvent.CopyBegun;
import io.godwit.manager.inventory.MigrationEvent.Enqueued;
import io.godwit.manager.inventory.MigrationEvent.HandoverReserved;
import io.godwit.manager.inventory.MigrationEvent.HandoverUncertain;
import io.godwit.manager.inventory.MigrationEvent.PrepareBegun;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.Problem;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.Course;
import io.godwit.model.migration.DiskWish;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.migration.Transport;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.AcceleratorChoice;
import io.godwit.model.vm.Boot;
import io.godwit.model.vm.DatastoreFile;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.MachineType;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.model.vm.VmSpec;
import io.godwit.planner.turn.Turn;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class LineupTest {
  private static final HostId SOURCE = new HostId("h1");

  private static DatastoreFile file(String path) {
    return new DatastoreFile(new DatastoreName("shared"), path);
  }

  private static VmId vm(int number) {
    return new VmId(new UUID(0, number));
  }

  private static MigrationId id(int number) {
    return new MigrationId("m" + number);
  }

  /** A VM on h1, and a migration of it to h2 that is accepted. */
  private static HardState accepted(HardState state, int number) {
    VmName name = new VmName("vm" + number);
    VmSpec spec =
        new VmSpec(
            name,
            1,
            "max",
            DataSize.ofMebibytes(64),
            MachineType.Q35,
            AcceleratorChoice.AUTO,
            new Boot.Kernel(file("k"), file("i"), ""),
            List.of(),
            List.of());
    return state
        .apply(new StateRecord.VmDefined(vm(number), spec, SOURCE, Generation.FIRST))
        .apply(
            new StateRecord.MigrationAccepted(
                id(number),
                vm(number),
                name,
                SOURCE,
                new HostId("h2"),
                MigrationLimits.DEFAULT,
                new Course(Transport.PLAIN, 0, false, MigrationLimits.DEFAULT.downtimeLimit()),
                null,
                List.of(),
                List.of(),
                Instant.EPOCH,
                Origin.SYSTEM));
  }

  private static HardState waiting(HardState state, int number) {
    return accepted(state, number)
        .apply(new Enqueued(id(number), Lineup.nextNumber(state), DiskWish.SHARED_ONLY));
  }

  private static HardState copying(HardState state, int number) {
    return accepted(state, number)
        .apply(new HandoverReserved(id(number), Generation.FIRST.next()))
        .apply(new PrepareBegun(id(number)))
        .apply(new CopyBegun(id(number)));
  }

  @Test
  void whoCameFirstIsFirstWhateverItsClockAndItsIdSay() {
    HardState state = waiting(waiting(waiting(HardState.EMPTY, 9), 5), 7);
    assertThat(Lineup.of(state)).extracting(Turn::id).containsExactly(id(9), id(5), id(7));
    assertThat(Lineup.of(state)).extracting(Turn::hasCome).containsExactly(true, true, false);
  }

  @Test
  void oneThatNobodyCanDecideHoldsNoPlace() {
    HardState busy = waiting(copying(copying(HardState.EMPTY, 1), 2), 3);
    assertThat(Lineup.of(busy)).extracting(Turn::hasCome).containsExactly(false);
    Problem silent = new Problem(ErrorCode.OUTCOME_UNKNOWN, "So.", "Then.");
    assertThat(Lineup.of(busy.apply(new HandoverUncertain(id(2), silent))))
        .extracting(Turn::hasCome)
        .containsExactly(true);
  }

  @Test
  void oneMoreThanTheLineHoldsIsRefused() {
    HardState state = HardState.EMPTY;
    for (int i = 0; i < Lineup.MAX_QUEUED; i++) {
      assertThat(Lineup.tooLong(state)).isEmpty();
      state = waiting(state, i);
    }
    assertThat(Lineup.tooLong(state))
        .hasValueSatisfying(problem -> assertThat(problem.code()).isEqualTo(ErrorCode.QUEUE_FULL));
  }

  @Test
  void whatItIsCheckedAgainstLacksOnlyItself() {
    HardState one = accepted(HardState.EMPTY, 1);
    HardState both = waiting(one, 2);
    Migration queued = both.migrations().get(id(2)).orElseThrow();
    assertThat(both.without(queued).migrations()).isEqualTo(one.migrations());
    assertThat(both.without(queued).inFlight()).isEqualTo(one.inFlight());
    assertThat(both.without(queued).vm(queued.name())).isPresent();
  }
}
