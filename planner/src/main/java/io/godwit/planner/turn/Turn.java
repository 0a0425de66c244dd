package io.godwit.planner.turn;

import io.godwit.model.migration.MigrationId;
import java.util.Optional;

/**
 * Where a waiting migration stands.
 *
 * @param position in the line, 1 is the first
 * @param reason what it waits for, as a part of a sentence; empty if it may begin
 */
public record Turn(MigrationId id, int position, Optional<String> reason) {
  /** Whether it may begin now. */
  public boolean hasCome() {
    return reason.isEmpty();
  }
}
