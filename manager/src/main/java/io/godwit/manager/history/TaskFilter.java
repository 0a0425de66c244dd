package io.godwit.manager.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which finished tasks. What is null does not matter; all that is given has to fit.
 *
 * @param since ended not before this
 * @param until ended before this
 */
public record TaskFilter(
    @Nullable String actor,
    @Nullable String action,
    @Nullable String subjectKind,
    @Nullable String subject,
    @Nullable String state,
    @Nullable Instant since,
    @Nullable Instant until) {
  /** Every task. */
  public static final TaskFilter ALL = new TaskFilter(null, null, null, null, null, null, null);

  Where where() {
    return new Where("tasks")
        .key("subject", "subject_kind", subjectKind, "subject", subject)
        .key("actor", actor)
        .equal("action", action)
        .equal("state", state)
        .between(since, until);
  }
}
