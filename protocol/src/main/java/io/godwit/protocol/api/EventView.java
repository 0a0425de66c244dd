package io.godwit.protocol.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened.
 *
 * @param sequence its place; grows, with gaps, and is never used twice
 * @param actor who did it: a user's name, {@code system}, or {@code host:NAME}
 * @param from the address it was asked from; empty if nobody asked
 * @param action what was done, as a dotted verb: {@code vm.start}
 * @param subjectKind what it was done to
 * @param subject its name
 * @param message one sentence
 * @param before what the subject was before, as JSON, if it was changed
 * @param after what it is now, as JSON, if it was changed
 * @param task the task or migration it belongs to
 * @param correlation what ties it to the request that caused it
 */
public record EventView(
    long sequence,
    Instant at,
    String actor,
    String from,
    String action,
    String subjectKind,
    String subject,
    Outcome outcome,
    String message,
    @Nullable String before,
    @Nullable String after,
    @Nullable String task,
    @Nullable String correlation) {
  /** How it ended. */
  public enum Outcome {
    SUCCEEDED,
    REFUSED,
    FAILED,
    NOTED
  }
}
