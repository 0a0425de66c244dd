package io.godwit.manager.event;

import io.godwit.manager.history.Filed;
import java.time.Instant;

/** One change of the outbox. What it does is in {@link Outbox#apply}. */
public sealed interface OutboxChange {
  /** Something happened. Refused where the outbox is full, with all that was to be recorded. */
  record Happened(EventDraft event) implements OutboxChange {}

  /** Something that was begun has come to its end, which must be recorded, and has its reserve. */
  record Concluded(EventDraft event) implements OutboxChange {}

  /** A task or a migration has ended; has the same reserve. */
  record Finished(Filed.Kind kind, String id, Instant at, String body) implements OutboxChange {}

  /** The history has everything up to here. */
  record Drained(long upTo) implements OutboxChange {}
}
