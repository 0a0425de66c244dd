package io.godwit.manager.inventory;

import io.godwit.manager.event.EventDraft;
import io.godwit.manager.event.Origin;
import io.godwit.manager.event.OutboxChange;
import io.godwit.manager.history.Filed;
import io.godwit.manager.inventory.StateRecord.MigrationAccepted;
import io.godwit.manager.inventory.StateRecord.OfOutbox;
import io.godwit.model.error.Problem;
import io.godwit.model.event.Event.Outcome;
import io.godwit.protocol.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a migration leaves in the history, step by step. Pure. */
final class MigrationTrail {
  private MigrationTrail() {}

  /** The event of its beginning. */
  static StateRecord begun(MigrationAccepted accepted) {
    return happened(accepted, "migration.begin", " is being moved");
  }

  /** The event of its being put into the line. */
  static StateRecord enqueued(MigrationAccepted accepted) {
    return happened(accepted, "migration.queue", " waits to be moved");
  }

  private static StateRecord happened(MigrationAccepted accepted, String action, String what) {
    return StateRecord.happened(
        EventDraft.of(
                accepted.at(),
                accepted.origin(),
                action,
                "vm",
                accepted.name().value(),
                Outcome.SUCCEEDED,
                "VM "
                    + accepted.name()
                    + what
                    + " from "
                    + accepted.source()
                    + " to "
                    + accepted.destination()
                    + ".")
            .within(accepted.migration().value()));
  }

  /**
   * What a step leaves, which is nothing for most.
   *
   * @param after the state that the step leads to
   */
  static List<StateRecord> of(MigrationEvent event, DataCenter after, Instant now) {
    Migration migration = after.requireMigration(event.migration());
    return switch (event) {
      case MigrationEvent.TurnCame came ->
          List.of(
              StateRecord.concluded(
                  draft(
                      migration,
                      "migration.begin",
                      Outcome.SUCCEEDED,
                      "VM "
                          + migration.name()
                          + " is being moved from "
                          + migration.source()
                          + " to "
                          + migration.destination()
                          + "; it has waited for its turn since "
                          + migration.acceptedAt()
                          + ".",
                      came.at())));
      case MigrationEvent.Enqueued _,
          MigrationEvent.HandoverReserved _,
          MigrationEvent.PrepareBegun _,
          MigrationEvent.CopyBegun _,
          MigrationEvent.PostcopyBegun _ ->
          List.of();
      case MigrationEvent.HandoverUncertain uncertain ->
          List.of(noted(migration, "migration.uncertain", uncertain.problem(), now));
      case MigrationEvent.TakeBackDecided decided ->
          List.of(noted(migration, "migration.take-back", decided.problem(), now));
      case MigrationEvent.MigrationCompleted completed ->
          ended(
              after,
              migration,
              draft(
                      migration,
                      "migration.complete",
                      Outcome.SUCCEEDED,
                      "VM "
                          + migration.name()
                          + " runs on "
                          + migration.destination()
                          + "; it stood still for "
                          + completed.result().downtime().toMillis()
                          + " ms.",
                      completed.at())
                  .changing(
                      Map.of("host", migration.source()), Map.of("host", migration.destination())));
      case MigrationEvent.MigrationFailed failed ->
          failed(after, migration, failed.problem(), failed.at());
      case MigrationEvent.GuestLost lost -> failed(after, migration, lost.problem(), lost.at());
      case MigrationEvent.MigrationCancelled cancelled ->
          ended(
              after,
              migration,
              draft(
                  migration,
                  "migration.cancel",
                  Outcome.SUCCEEDED,
                  cancelled.problem().toString(),
                  cancelled.at()));
    };
  }

  private static List<StateRecord> failed(
      DataCenter after, Migration migration, Problem problem, Instant at) {
    return ended(
        after,
        migration,
        draft(migration, "migration.fail", Outcome.FAILED, problem.toString(), at));
  }

  private static StateRecord noted(
      Migration migration, String action, Problem problem, Instant at) {
    EventDraft draft =
        new EventDraft(
            at,
            Origin.SYSTEM,
            action,
            "vm",
            migration.name().value(),
            Outcome.NOTED,
            problem.toString(),
            null,
            null,
            migration.id().value());
    return StateRecord.concluded(draft);
  }

  private static EventDraft draft(
      Migration migration, String action, Outcome outcome, String message, Instant at) {
    return EventDraft.of(
            at, migration.origin(), action, "vm", migration.name().value(), outcome, message)
        .within(migration.id().value());
  }

  /** Its last event, and itself as it will be looked at. */
  private static List<StateRecord> ended(DataCenter after, Migration migration, EventDraft last) {
    List<StateRecord> records = new ArrayList<>();
    records.add(StateRecord.concluded(last));
    records.add(
        new OfOutbox(
            new OutboxChange.Finished(
                Filed.Kind.MIGRATION,
                migration.id().value(),
                last.at(),
                Json.LENIENT.writeValueAsString(MigrationViews.of(after, migration)))));
    return records;
  }
}
