package io.godwit.manager.evacuation;

import io.godwit.manager.maintenance.Maintenance;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a host stands with its maintenance.
 *
 * @param maintenance what is wanted; empty while it is in service
 * @param contract what emptying it comes to, or still does
 * @param gone how many VMs have left for it and not come back
 * @param expectedEnd when it is expected to be empty; null if nobody leaves
 */
public record Standing(
    Optional<Maintenance> maintenance, Contract contract, int gone, @Nullable Instant expectedEnd) {
  /** Whether no guest runs there, and none is on its way from it. */
  public boolean isEmpty() {
    return !contract.isUnderWay() && contract.blockers().isEmpty();
  }
}
