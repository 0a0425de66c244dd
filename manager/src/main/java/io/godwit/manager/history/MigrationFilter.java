package io.godwit.manager.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which finished migrations. What is null does not matter; all that is given has to fit.
 *
 * @param since ended not before this
 * @param until ended before this
 */
public record MigrationFilter(
    @Nullable String vm,
    @Nullable String source,
    @Nullable String destination,
    @Nullable String state,
    @Nullable String actor,
    @Nullable Instant since,
    @Nullable Instant until) {
  /** Every migration. */
  public static final MigrationFilter ALL =
      new MigrationFilter(null, null, null, null, null, null, null);

  Where where() {
    return new Where("migrations")
        .key("vm", vm)
        .key("source", source)
        .key("destination", destination)
        .equal("state", state)
        .equal("actor", actor)
        .between(since, until);
  }
}
