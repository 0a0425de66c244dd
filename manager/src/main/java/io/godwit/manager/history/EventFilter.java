package io.godwit.manager.history;

import io.godwit.model.event.Event;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which events. What is null does not matter; all that is given has to fit.
 *
 * @param actionPrefix how the action starts: {@code vm.start}, or {@code vm.} for all of them
 * @param since not before this
 * @param until before this
 * @param text part of the message, in whatever case; slow on its own, give a time with it
 */
public record EventFilter(
    @Nullable String actor,
    @Nullable String actionPrefix,
    @Nullable String subjectKind,
    @Nullable String subject,
    Event.@Nullable Outcome outcome,
    @Nullable Instant since,
    @Nullable Instant until,
    @Nullable String correlation,
    @Nullable String text) {
  /** Every event. */
  public static final EventFilter ALL =
      new EventFilter(null, null, null, null, null, null, null, null, null);

  /** All of it. Walks far if the action is rare and nothing else is a key; see {@link Search}. */
  Where where() {
    return keyed().prefix("action", actionPrefix).between(since, until);
  }

  /**
   * All of it, for one of the actions that start like that.
   *
   * @param number tells the parts of one statement apart
   */
  Where where(String action, int number) {
    return keyed().key("action", "action_" + number, action).between(since, until);
  }

  private Where keyed() {
    return new Where("events")
        .key("correlation", correlation)
        .key("subject", "subject_kind", subjectKind, "subject", subject)
        .key("actor", actor)
        .equal("outcome", outcome == null ? null : outcome.name())
        .contains("message", text);
  }
}
