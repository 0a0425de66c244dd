package io.godwit.manager.identity.gate;

import io.godwit.model.event.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where it is noted who did what, and who was refused. Must not block for long, and never throw.
 */
public interface Audit {
  /** Writes notes into the log. */
  Audit LOG =
      note -> {
        Logger log = LoggerFactory.getLogger(Audit.class);
        log.info(
            "{} from {}: {} {} {} {} ({})",
            note.actor(),
            note.from(),
            note.action(),
            note.subjectKind(),
            note.subject(),
            note.outcome(),
            note.message());
      };

  void note(Note note);

  /** How something ended. */
  enum Outcome {
    SUCCEEDED,
    REFUSED,
    FAILED,
    NOTED
  }

  /**
   * One thing that someone did or was refused. No part of it is a secret.
   *
   * @param actor a user's name as they gave it, proven or not; {@code system} for ourselves
   * @param from the address, or nothing
   * @param action a dotted verb, as {@code user.create}
   * @param message one sentence
   */
  record Note(
      String actor,
      String from,
      String action,
      String subjectKind,
      String subject,
      Outcome outcome,
      String message) {
    public Note {
      Event.requireAction(action);
    }
  }
}
