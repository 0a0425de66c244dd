package io.godwit.manager.event;

import io.godwit.model.event.Event;
import io.godwit.model.event.Event.Outcome;
import io.godwit.protocol.json.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event that has no place in the sequence yet. It gets one when it is recorded.
 *
 * @param before what the subject was before, as JSON, if it was changed
 * @param after what it is now, as JSON, if it was changed
 */
public record EventDraft(
    Instant at,
    Origin origin,
    String action,
    String subjectKind,
    String subject,
    Outcome outcome,
    String message,
    @Nullable String before,
    @Nullable String after,
    @Nullable String task) {
  public EventDraft {
    message = Event.shortened(message);
    before = bounded(before);
    after = bounded(after);
    // A draft that could not become an event is refused while its author is there to see it.
    var _ = event(1, at, origin, action, subjectKind, subject, outcome, message, task);
  }

  /** Something that happened to a named thing. */
  public static EventDraft of(
      Instant at,
      Origin origin,
      String action,
      String subjectKind,
      String subject,
      Outcome outcome,
      String message) {
    return new EventDraft(
        at, origin, action, subjectKind, subject, outcome, message, null, null, null);
  }

  /** The same as a part of a task. */
  public EventDraft within(String ofTask) {
    return new EventDraft(
        at, origin, action, subjectKind, subject, outcome, message, before, after, ofTask);
  }

  /** The same with what its subject was and is; either may be nothing. */
  public EventDraft changing(@Nullable Object was, @Nullable Object is) {
    return new EventDraft(
        at, origin, action, subjectKind, subject, outcome, message, json(was), json(is), task);
  }

  Event numbered(long sequence) {
    Event plain = event(sequence, at, origin, action, subjectKind, subject, outcome, message, task);
    return new Event(
        plain.sequence(),
        plain.at(),
        plain.actor(),
        plain.from(),
        plain.action(),
        plain.subjectKind(),
        plain.subject(),
        plain.outcome(),
        plain.message(),
        before,
        after,
        plain.task(),
        plain.correlation());
  }

  private static Event event(
      long sequence,
      Instant at,
      Origin origin,
      String action,
      String subjectKind,
      String subject,
      Outcome outcome,
      String message,
      @Nullable String task) {
    return new Event(
        sequence,
        at,
        origin.actor(),
        origin.from(),
        action,
        subjectKind,
        subject,
        outcome,
        message,
        null,
        null,
        task,
        origin.correlation());
  }

  private static @Nullable String json(@Nullable Object value) {
    return value == null ? null : Json.LENIENT.writeValueAsString(value);
  }

  /** What is too large is left out as a whole: half of a document is none. */
  private static @Nullable String bounded(@Nullable String state) {
    return state == null || state.length() <= Event.MAX_STATE
        ? state
        : "{\"omitted\":\"" + state.length() + " characters\"}";
  }
}
