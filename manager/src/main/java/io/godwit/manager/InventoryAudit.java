package io.godwit.manager;

import io.godwit.manager.event.EventDraft;
import io.godwit.manager.event.Origin;
import io.godwit.manager.identity.gate.Audit;
import io.godwit.manager.inventory.Inventory;
import io.godwit.model.event.Event;
import io.godwit.trace.Trail;

/** What is noted at the entrance goes to the history as everything else does, and into the log. */
record InventoryAudit(Inventory inventory) implements Audit {
  @Override
  public void note(Note note) {
    LOG.note(note);
    inventory.note(
        EventDraft.of(
            inventory.instant(),
            new Origin(
                cut(note.actor().isBlank() ? "anonymous" : note.actor()),
                cut(note.from()),
                Trail.current().correlation()),
            note.action(),
            note.subjectKind(),
            cut(note.subject().isBlank() ? "(none)" : note.subject()),
            switch (note.outcome()) {
              case SUCCEEDED -> Event.Outcome.SUCCEEDED;
              case REFUSED -> Event.Outcome.REFUSED;
              case FAILED -> Event.Outcome.FAILED;
              case NOTED -> Event.Outcome.NOTED;
            },
            note.message().isBlank() ? note.action() : note.message()));
  }

  /** People may call themselves anything before they are known. */
  private static String cut(String name) {
    return name.length() <= Event.MAX_NAME ? name : name.substring(0, Event.MAX_NAME);
  }
}
