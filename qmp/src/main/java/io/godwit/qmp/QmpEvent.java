package io.godwit.qmp;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Something QEMU told without being asked, with QEMU's own wall-clock time in microseconds. */
public sealed interface QmpEvent {
  Instant at();

  /** Who caused a shutdown or a reset. */
  enum Origin {
    GUEST,
    HOST
  }

  /** The guest's processors stopped. */
  record Stop(Instant at) implements QmpEvent {}

  /** The guest's processors run (again). */
  record Resume(Instant at) implements QmpEvent {}

  /**
   * The guest was shut down; QEMU exits next, unless started with {@code -no-shutdown}.
   *
   * @param reason QEMU's word: {@code guest-shutdown}, {@code host-qmp-quit}, {@code host-signal}
   */
  record Shutdown(Instant at, Origin origin, String reason) implements QmpEvent {}

  /** The guest was asked to shut down; it has not yet. */
  record Powerdown(Instant at) implements QmpEvent {}

  /** The guest was reset; {@code reason} as in {@link Shutdown}. */
  record Reset(Instant at, Origin origin, String reason) implements QmpEvent {}

  /** A migration, outgoing or incoming, changed its state; needs the capability {@code events}. */
  record Migration(Instant at, MigrationStatus status) implements QmpEvent {}

  /** A round of precopy begins; needs the capability {@code events}. */
  record MigrationPass(Instant at, long pass) implements QmpEvent {}

  /**
   * A disk failed a read or a write.
   *
   * @param device may be empty where the disk is known by node name only
   * @param operation {@code read} or {@code write}
   * @param action {@code stop} means that the guest is stopped now; else {@code report}, {@code
   *     ignore}
   */
  record BlockIoError(
      Instant at,
      String device,
      @Nullable String nodeName,
      String operation,
      String action,
      String reason)
      implements QmpEvent {}

  /**
   * The guest's kernel panicked; {@code action} is {@code pause}, {@code poweroff} or {@code run}.
   */
  record GuestPanicked(Instant at, String action) implements QmpEvent {}

  /**
   * Any other event, or one of the above in an unknown form; {@code data} may be an empty object.
   */
  record Other(Instant at, String name, JsonNode data) implements QmpEvent {}
}
