package io.godwit.protocol.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task: an operation that takes longer than a call. Migrations are tasks, too, under the same id.
 *
 * @param action what is done, as a dotted verb: {@code vm.start}
 * @param subjectKind what it is done to: {@code vm}
 * @param subject its name
 * @param actor who asked: a user's name, or {@code system}
 * @param from the address they asked from; empty if nobody asked
 * @param endedAt when its end was recorded
 * @param step what is done now, or was done last
 * @param stepNumber of {@code step}, from 1
 * @param steps how many there are
 * @param percent of the whole, 0 to 100, where it can be told
 * @param cancellable whether a cancel would be tried
 * @param result one sentence, once it has {@code SUCCEEDED}
 * @param problem why not, or, while it runs, what it waits for
 * @param correlation what ties it to the request that began it
 */
public record TaskView(
    String id,
    String action,
    String subjectKind,
    String subject,
    String actor,
    String from,
    State state,
    Instant startedAt,
    @Nullable Instant endedAt,
    String step,
    int stepNumber,
    int steps,
    @Nullable Integer percent,
    boolean cancellable,
    @Nullable String result,
    @Nullable ProblemView problem,
    @Nullable String correlation) {
  /** How it stands. */
  public enum State {
    RUNNING,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    public boolean hasEnded() {
      return this != RUNNING;
    }
  }
}
