package io.godwit.manager.inventory;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.godwit.manager.inventory.MigrationEvent.CopyBegun;
import io.godwit.manager.inventory.MigrationEvent.Enqueued;
import io.godwit.manager.inventory.MigrationEvent.GuestLost;
import io.godwit.manager.inventory.MigrationEvent.HandoverReserved;
import io.godwit.manager.inventory.MigrationEvent.HandoverUncertain;
import io.godwit.manager.inventory.MigrationEvent.MigrationCancelled;
import io.godwit.manager.inventory.MigrationEvent.MigrationCompleted;
import io.godwit.manager.inventory.MigrationEvent.MigrationFailed;
import io.godwit.manager.inventory.MigrationEvent.PostcopyBegun;
import io.godwit.manager.inventory.MigrationEvent.PrepareBegun;
import io.godwit.manager.inventory.MigrationEvent.TakeBackDecided;
import io.godwit.manager.inventory.MigrationEvent.TurnCame;
import io.godwit.model.error.Problem;
import io.godwit.model.migration.DiskWish;
import io.godwit.model.migration.MigrationPhase;
import io.godwit.model.migration.MigrationResult;
import io.godwit.model.vm.Generation;
import java.time.Instant;

/** Where a migration stands, as recorded. The package has the chart. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
public sealed interface MigrationState {
  /** The phase it is in, as far as records tell; SWITCHOVER is known to progress only. */
  MigrationPhase phase();

  /** Checked; nothing is taken yet. */
  record Accepted() implements MigrationState {
    @Override
    public MigrationPhase phase() {
      return MigrationPhase.CHECK;
    }
  }

  /**
   * Checked; it waits for its turn and has nothing.
   *
   * @param number its place in the line; smaller is earlier
   * @param disks what is asked for of its disks
   */
  record Queued(long number, DiskWish disks) implements MigrationState {
    @Override
    public MigrationPhase phase() {
      return MigrationPhase.CHECK;
    }
  }

  /** States in which the VM is in handover. */
  sealed interface InHandover extends MigrationState {
    /** The handover's generation. */
    Generation generation();
  }

  /** The handover is recorded; no agent was told. */
  record Reserved(Generation generation) implements InHandover {
    @Override
    public MigrationPhase phase() {
      return MigrationPhase.RESERVE;
    }
  }

  /** The destination may have something of the VM, but nothing that could run. */
  record Preparing(Generation generation) implements InHandover {
    @Override
    public MigrationPhase phase() {
      return MigrationPhase.PREPARE;
    }
  }

  /** QEMU's own protocol decides which of the two runs the guest. */
  record Copying(Generation generation) implements InHandover {
    @Override
    public MigrationPhase phase() {
      return MigrationPhase.PRECOPY;
    }
  }

  /** The guest runs on the destination, or is about to, ahead of its memory: forward only. */
  record Ahead(Generation generation) implements InHandover {
    @Override
    public MigrationPhase phase() {
      return MigrationPhase.POSTCOPY;
    }
  }

  /** The two agents have not said enough to tell which of them has the guest. */
  record Uncertain(Generation generation, Problem problem) implements InHandover {
    @Override
    public MigrationPhase phase() {
      return MigrationPhase.SWITCHOVER;
    }
  }

  /**
   * The source owns the VM again and is being told so.
   *
   * @param generation newer than the handover's
   */
  record TakingBack(Generation generation, Problem problem) implements MigrationState {
    @Override
    public MigrationPhase phase() {
      return MigrationPhase.SWITCHOVER;
    }
  }

  /** States that nothing follows. */
  sealed interface Ended extends MigrationState {
    Instant at();
  }

  /**
   * The destination owns the VM.
   *
   * @param generation the handover's, under which both ends are told to tidy up
   */
  record Completed(Generation generation, MigrationResult result, Instant at) implements Ended {
    @Override
    public MigrationPhase phase() {
      return MigrationPhase.HANDOVER;
    }
  }

  /** Undone. */
  record Failed(MigrationPhase phase, Problem problem, Instant at) implements Ended {}

  /** Undone on request. */
  record Cancelled(MigrationPhase phase, Problem problem, Instant at) implements Ended {}

  /**
   * A step of the machine.
   *
   * @param next the state that follows
   * @param right what becomes of the right to run
   */
  record Transition(MigrationState next, RightChange right) {}

  /** What a step does to the VM's right to run. */
  sealed interface RightChange {
    /** It stays as it is. */
    record None() implements RightChange {}

    /** Source and destination share it. */
    record ToHandover(Generation generation) implements RightChange {}

    /** It is the source's. */
    record ToSource(Generation generation) implements RightChange {}

    /** It is the destination's. */
    record ToDestination(Generation generation) implements RightChange {}
  }

  /**
   * The machine.
   *
   * @throws IllegalStateException if the event cannot follow the state
   */
  static Transition next(MigrationState state, MigrationEvent event) {
    return switch (state) {
      case Accepted accepted ->
          switch (event) {
            case HandoverReserved reserved ->
                new Transition(
                    new Reserved(reserved.generation()),
                    new RightChange.ToHandover(reserved.generation()));
            case Enqueued enqueued -> stay(new Queued(enqueued.number(), enqueued.disks()));
            case MigrationFailed failed -> undone(accepted, failed, new RightChange.None());
            case MigrationCancelled cancelled ->
                undone(accepted, cancelled, new RightChange.None());
            case TurnCame _,
                PrepareBegun _,
                CopyBegun _,
                PostcopyBegun _,
                HandoverUncertain _,
                TakeBackDecided _,
                GuestLost _,
                MigrationCompleted _ ->
                throw illegal(state, event);
          };
      case Queued queued ->
          switch (event) {
            case TurnCame _ -> stay(new Accepted());
            case MigrationFailed failed -> undone(queued, failed, new RightChange.None());
            case MigrationCancelled cancelled -> undone(queued, cancelled, new RightChange.None());
            case Enqueued _,
                HandoverReserved _,
                PrepareBegun _,
                CopyBegun _,
                PostcopyBegun _,
                HandoverUncertain _,
                TakeBackDecided _,
                GuestLost _,
                MigrationCompleted _ ->
                throw illegal(state, event);
          };
      case Reserved reserved ->
          switch (event) {
            case PrepareBegun _ -> stay(new Preparing(reserved.generation()));
            case MigrationFailed failed -> undone(reserved, failed, released(reserved));
            case MigrationCancelled cancelled -> undone(reserved, cancelled, released(reserved));
            case Enqueued _,
                TurnCame _,
                HandoverReserved _,
                CopyBegun _,
                PostcopyBegun _,
                HandoverUncertain _,
                TakeBackDecided _,
                GuestLost _,
                MigrationCompleted _ ->
                throw illegal(state, event);
          };
      case Preparing preparing ->
          switch (event) {
            case CopyBegun _ -> stay(new Copying(preparing.generation()));
            case MigrationFailed failed -> undone(preparing, failed, released(preparing));
            case MigrationCancelled cancelled -> undone(preparing, cancelled, released(preparing));
            case Enqueued _,
                TurnCame _,
                HandoverReserved _,
                PrepareBegun _,
                PostcopyBegun _,
                HandoverUncertain _,
                TakeBackDecided _,
                GuestLost _,
                MigrationCompleted _ ->
                throw illegal(state, event);
          };
      case Copying copying ->
          switch (event) {
            case MigrationCompleted completed -> arrived(copying, completed);
            case MigrationFailed failed -> undone(copying, failed, released(copying));
            case MigrationCancelled cancelled -> undone(copying, cancelled, released(copying));
            case HandoverUncertain uncertain ->
                stay(new Uncertain(copying.generation(), uncertain.problem()));
            case TakeBackDecided decided -> takingBack(copying, decided);
            case PostcopyBegun _ -> stay(new Ahead(copying.generation()));
            case Enqueued _,
                TurnCame _,
                HandoverReserved _,
                PrepareBegun _,
                CopyBegun _,
                GuestLost _ ->
                throw illegal(state, event);
          };
      case Ahead ahead ->
          switch (event) {
            case MigrationCompleted completed -> arrived(ahead, completed);
            case GuestLost lost -> lost(ahead, lost);
            // The copy may have ended before the source was told.
            case MigrationFailed failed -> undone(ahead, failed, released(ahead));
            case MigrationCancelled cancelled -> undone(ahead, cancelled, released(ahead));
            case HandoverUncertain uncertain ->
                stay(new Uncertain(ahead.generation(), uncertain.problem()));
            case TakeBackDecided decided -> takingBack(ahead, decided);
            case Enqueued _,
                TurnCame _,
                HandoverReserved _,
                PrepareBegun _,
                CopyBegun _,
                PostcopyBegun _ ->
                throw illegal(state, event);
          };
      case Uncertain uncertain ->
          switch (event) {
            case MigrationCompleted completed -> arrived(uncertain, completed);
            case MigrationFailed failed -> undone(uncertain, failed, released(uncertain));
            case MigrationCancelled cancelled -> undone(uncertain, cancelled, released(uncertain));
            case TakeBackDecided decided -> takingBack(uncertain, decided);
            case GuestLost lost -> lost(uncertain, lost);
            case Enqueued _,
                TurnCame _,
                HandoverReserved _,
                PrepareBegun _,
                CopyBegun _,
                PostcopyBegun _,
                HandoverUncertain _ ->
                throw illegal(state, event);
          };
      case TakingBack takingBack ->
          switch (event) {
            case MigrationFailed failed -> undone(takingBack, failed, new RightChange.None());
            case Enqueued _,
                TurnCame _,
                HandoverReserved _,
                PrepareBegun _,
                CopyBegun _,
                PostcopyBegun _,
                HandoverUncertain _,
                TakeBackDecided _,
                GuestLost _,
                MigrationCompleted _,
                MigrationCancelled _ ->
                throw illegal(state, event);
          };
      case Completed _, Failed _, Cancelled _ -> throw illegal(state, event);
    };
  }

  private static Transition stay(MigrationState next) {
    return new Transition(next, new RightChange.None());
  }

  private static Transition arrived(InHandover state, MigrationCompleted event) {
    return new Transition(
        new Completed(state.generation(), event.result(), event.at()),
        new RightChange.ToDestination(state.generation()));
  }

  private static Transition lost(InHandover state, GuestLost event) {
    return new Transition(
        new Failed(MigrationPhase.POSTCOPY, event.problem(), event.at()),
        new RightChange.ToDestination(state.generation()));
  }

  private static Transition takingBack(InHandover state, TakeBackDecided event) {
    Generation newer = state.generation().next();
    return new Transition(new TakingBack(newer, event.problem()), new RightChange.ToSource(newer));
  }

  private static Transition undone(MigrationState state, MigrationFailed event, RightChange right) {
    return new Transition(new Failed(state.phase(), event.problem(), event.at()), right);
  }

  private static Transition undone(
      MigrationState state, MigrationCancelled event, RightChange right) {
    return new Transition(new Cancelled(state.phase(), event.problem(), event.at()), right);
  }

  /** A newer generation, so that late orders of the handover are refused. */
  private static RightChange released(InHandover state) {
    return new RightChange.ToSource(state.generation().next());
  }

  private static IllegalStateException illegal(MigrationState state, MigrationEvent event) {
    return new IllegalStateException(event + " cannot follow " + state);
  }
}
