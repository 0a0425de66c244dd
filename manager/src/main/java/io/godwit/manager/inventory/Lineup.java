package io.godwit.manager.inventory;

import io.godwit.manager.inventory.StateRecord.MigrationAccepted;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.Problem;
import io.godwit.model.migration.DiskCopy;
import io.godwit.model.migration.Forecast;
import io.godwit.model.migration.MigrationId;
import io.godwit.planner.migration.Crowding;
import io.godwit.planner.turn.Burden;
import io.godwit.planner.turn.Contender;
import io.godwit.planner.turn.Room;
import io.godwit.planner.turn.Turn;
import io.godwit.planner.turn.Turns;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The line of migrations that wait for their turn. Pure. */
public final class Lineup {
  /** The rest is better refused than forgotten. */
  public static final int MAX_QUEUED = 256;

  private Lineup() {}

  /** Whether and why each of those that wait has to go on waiting, the earliest first. */
  public static List<Turn> of(HardState state) {
    return Turns.decide(Room.STANDARD, running(state), waiting(state));
  }

  /** The same of one that waits. */
  static Optional<Turn> of(HardState state, MigrationId id) {
    return of(state).stream().filter(turn -> turn.id().equals(id)).findFirst();
  }

  /** What would become of one that was checked. */
  public static Turn of(HardState state, MigrationAccepted accepted, long number) {
    return of(
        state,
        new Contender(
            accepted.migration(),
            accepted.source(),
            accepted.destination(),
            burden(accepted.copies()),
            crowding(accepted.forecast()),
            number));
  }

  /** What would become of one that does not wait yet. */
  public static Turn of(HardState state, Contender newcomer) {
    List<Contender> waiting = waiting(state);
    waiting.add(newcomer);
    return Turns.decide(Room.STANDARD, running(state), waiting).stream()
        .filter(turn -> turn.id().equals(newcomer.id()))
        .findFirst()
        .orElseThrow();
  }

  /** The number of one that joins the line behind all that wait. */
  public static long nextNumber(HardState state) {
    return waiting(state).stream().mapToLong(Contender::number).max().orElse(0) + 1;
  }

  /** How many wait. */
  public static int waitingCount(HardState state) {
    return waiting(state).size();
  }

  /** The refusal of one more that would have to wait. */
  public static Optional<Problem> tooLong(HardState state) {
    int waiting = waitingCount(state);
    return waiting < MAX_QUEUED
        ? Optional.empty()
        : Optional.of(
            new Problem(
                ErrorCode.QUEUE_FULL,
                waiting + " migrations wait for their turn already, and this one would have to.",
                "Try again when some have begun, or cancel some of them."));
  }

  private static List<Contender> running(HardState state) {
    List<Contender> running = new ArrayList<>();
    for (Migration migration : inFlight(state)) {
      if (hasPlaces(migration.state())) {
        running.add(contender(migration, 0));
      }
    }
    return running;
  }

  /** One that nobody can decide copies nothing, and may stay like that for as long as a host. */
  private static boolean hasPlaces(MigrationState state) {
    return switch (state) {
      case MigrationState.Queued _, MigrationState.Uncertain _, MigrationState.Ended _ -> false;
      case MigrationState.Accepted _,
          MigrationState.Reserved _,
          MigrationState.Preparing _,
          MigrationState.Copying _,
          MigrationState.Ahead _,
          MigrationState.TakingBack _ ->
          true;
    };
  }

  private static List<Contender> waiting(HardState state) {
    List<Contender> waiting = new ArrayList<>();
    for (Migration migration : inFlight(state)) {
      if (migration.state() instanceof MigrationState.Queued queued) {
        waiting.add(contender(migration, queued.number()));
      }
    }
    return waiting;
  }

  private static Contender contender(Migration migration, long number) {
    return new Contender(
        migration.id(),
        migration.source(),
        migration.destination(),
        burden(migration.copies()),
        crowding(migration.forecast()),
        number);
  }

  /** What one is for its hosts that takes these disks along. */
  private static Burden burden(List<DiskCopy> copies) {
    return copies.isEmpty() ? Burden.MEMORY : Burden.DISKS;
  }

  /** How much worse than fair it would be for this one to share its link; fair if nobody knows. */
  public static double crowding(@Nullable Forecast forecast) {
    return forecast == null || forecast.crowding() == null ? Crowding.FAIR : forecast.crowding();
  }

  private static List<Migration> inFlight(HardState state) {
    return state.inFlight().values().stream()
        .flatMap(id -> state.migrations().get(id).stream())
        .toList();
  }
}
