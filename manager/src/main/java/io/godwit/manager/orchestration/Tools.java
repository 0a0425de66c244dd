package io.godwit.manager.orchestration;

import io.godwit.manager.agents.AgentCalls;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.time.Time;
import io.godwit.model.migration.MigrationPhase;
import io.godwit.model.migration.TransferKey;
import io.godwit.trace.Tracing;
import io.godwit.trace.Trail;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What migrations work with.
 *
 * @param keys makes the secret of a migration that is encrypted
 */
record Tools(
    Inventory inventory,
    AgentCalls agents,
    Errands errands,
    Deadlines deadlines,
    LinkBook links,
    Supplier<TransferKey> keys,
    Time time,
    Tracing tracing) {
  /** Does a phase of a migration as a span of its own. */
  <T> T phase(MigrationPhase phase, Trail.Deed<T, InterruptedException> work)
      throws InterruptedException {
    String name = phase.name().toLowerCase(Locale.ROOT);
    return tracing.during(name, Tracing.Side.INSIDE, Map.of(), work);
  }
}
