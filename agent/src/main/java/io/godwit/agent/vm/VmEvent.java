package io.godwit.agent.vm;

import io.godwit.model.error.Problem;
import io.godwit.model.migration.MigrationId;

/** What happens to a VM: asks may be refused, facts may not. */
public sealed interface VmEvent {
  /** Somebody wants something. */
  sealed interface Ask extends VmEvent {}

  /** Something is so. */
  sealed interface Fact extends VmEvent {}

  record Start() implements Ask {}

  record Arrive(MigrationId migration) implements Ask {}

  record Stop() implements Ask {}

  record Kill() implements Ask {}

  record Pause() implements Ask {}

  record Resume() implements Ask {}

  record TakeBack(MigrationId migration) implements Ask {}

  record Launched() implements Fact {}

  record LaunchFailed(Problem why) implements Fact {}

  /** QEMU's STOP. */
  record GuestStopped() implements Fact {}

  /** QEMU's RESUME. */
  record GuestResumed() implements Fact {}

  /** QEMU's SHUTDOWN: the guest, or a signal, ends it. */
  record GuestShutDown() implements Fact {}

  /** The grace of a stop is over and the guest still runs. */
  record StopTimedOut() implements Fact {}

  /** The source's copy is complete. */
  record LastByteSent(MigrationId migration) implements Fact {}

  record ProcessEnded(Problem why) implements Fact {}

  record SessionBroken(Problem why) implements Fact {}

  /**
   * There is a session again.
   *
   * @param found what QEMU says of itself
   */
  record SessionBack(VmCondition found) implements Fact {}
}
