package io.godwit.manager.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.manager.inventory.MigrationState.Transition;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.Problem;
import io.godwit.model.migration.Course;
import io.godwit.model.migration.DiskWish;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationPhase;
import io.godwit.model.migration.MigrationResult;
import io.godwit.model.migration.Transport;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.Generation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MigrationStateTest {
  private static final Problem WHY = new Problem(ErrorCode.MIGRATION_FAILED, "So.", "Then.");
  private static final Instant AT = Instant.EPOCH;
  private static final MigrationId ID = new MigrationId("m1");
  private static final Generation TWO = new Generation(2);
  private static final Generation THREE = new Generation(3);
  private static final MigrationResult RESULT =
      new MigrationResult(
          Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, DataSize.ZERO, 1, null);

  private static final List<MigrationState> STATES =
      List.of(
          new MigrationState.Accepted(),
          new MigrationState.Reserved(TWO),
          new MigrationState.Preparing(TWO),
          new MigrationState.Copying(TWO),
          new MigrationState.Ahead(TWO),
          new MigrationState.Uncertain(TWO, WHY),
          new MigrationState.TakingBack(THREE, WHY),
          new MigrationState.Completed(TWO, RESULT, AT),
          new MigrationState.Failed(MigrationPhase.PRECOPY, WHY, AT),
          new MigrationState.Cancelled(MigrationPhase.PRECOPY, WHY, AT),
          new MigrationState.Queued(1, DiskWish.SHARED_ONLY));

  private static final List<MigrationEvent> EVENTS =
      List.of(
          new MigrationEvent.HandoverReserved(ID, TWO),
          new MigrationEvent.PrepareBegun(ID),
          new MigrationEvent.CopyBegun(ID),
          new MigrationEvent.PostcopyBegun(ID),
          new MigrationEvent.HandoverUncertain(ID, WHY),
          new MigrationEvent.TakeBackDecided(ID, WHY),
          new MigrationEvent.MigrationCompleted(ID, RESULT, AT),
          new MigrationEvent.MigrationFailed(ID, WHY, AT),
          new MigrationEvent.GuestLost(ID, WHY, AT),
          new MigrationEvent.MigrationCancelled(ID, WHY, AT),
          new MigrationEvent.Enqueued(ID, 1, DiskWish.SHARED_ONLY),
          new MigrationEvent.TurnCame(
              ID,
              new Course(Transport.PLAIN, 0, false, Duration.ofSeconds(1)),
              null,
              List.of(),
              List.of(),
              AT));

  @Test
  void theTableHasEveryEvent() {
    assertThat(EVENTS).hasSize(MigrationEvent.class.getPermittedSubclasses().length);
  }

  /** A row per state, a column per event: the next state and what becomes of the right to run. */
  @ParameterizedTest
  @CsvSource({
    "0, Reserved H2, -, -, -, -, -, -, Failed, -, Cancelled, Queued, -",
    "1, -, Preparing, -, -, -, -, -, Failed S3, -, Cancelled S3, -, -",
    "2, -, -, Copying, -, -, -, -, Failed S3, -, Cancelled S3, -, -",
    "3, -, -, -, Ahead, Uncertain, TakingBack S3, Completed D2, Failed S3, -, Cancelled S3, -, -",
    "4, -, -, -, -, Uncertain, TakingBack S3, Completed D2, Failed S3, Failed D2, Cancelled S3, -, -",
    "5, -, -, -, -, -, TakingBack S3, Completed D2, Failed S3, Failed D2, Cancelled S3, -, -",
    "6, -, -, -, -, -, -, -, Failed, -, -, -, -",
    "7, -, -, -, -, -, -, -, -, -, -, -, -",
    "8, -, -, -, -, -, -, -, -, -, -, -, -",
    "9, -, -, -, -, -, -, -, -, -, -, -, -",
    "10, -, -, -, -, -, -, -, Failed, -, Cancelled, -, Accepted",
  })
  void everyPairHasItsTransitionOrIsIllegal(
      int row,
      String e0,
      String e1,
      String e2,
      String e3,
      String e4,
      String e5,
      String e6,
      String e7,
      String e8,
      String e9,
      String e10,
      String e11) {
    List<String> cells = List.of(e0, e1, e2, e3, e4, e5, e6, e7, e8, e9, e10, e11);
    MigrationState state = STATES.get(row);
    for (int column = 0; column < EVENTS.size(); column++) {
      MigrationEvent event = EVENTS.get(column);
      if (cells.get(column).equals("-")) {
        assertThatThrownBy(() -> MigrationState.next(state, event))
            .as("%s then %s", state, event)
            .isInstanceOf(IllegalStateException.class);
      } else {
        assertThat(words(MigrationState.next(state, event)))
            .as("%s then %s", state, event)
            .isEqualTo(cells.get(column));
      }
    }
  }

  private static String words(Transition transition) {
    String next = transition.next().getClass().getSimpleName();
    return switch (transition.right()) {
      case MigrationState.RightChange.None _ -> next;
      case MigrationState.RightChange.ToHandover to -> next + " H" + to.generation();
      case MigrationState.RightChange.ToSource to -> next + " S" + to.generation();
      case MigrationState.RightChange.ToDestination to -> next + " D" + to.generation();
    };
  }
}
