package io.godwit.manager.orchestration;

import io.godwit.manager.agents.AgentCalls;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.time.Time;
import io.godwit.model.migration.MigrationPhase;
import io.godwit.trace.Tracing;
import io.godwit.trace.Trail;
import java.util.Locale;
import java.util.Map;

/** What migrations work with. */
record Tools(
    Inventory inventory,
    AgentCalls agents,
    Errands errands,
    Deadlines deadlines,
    Time time,
    Tracing tracing) {
  /** Does a phase of a migration as a span of its own. */
  <T> T phase(MigrationPhase phase, Trail.Deed<T, InterruptedException> work)
      throws InterruptedException {
    String name = phase.name().toLowerCase(Locale.ROOT);
    return tracing.during(name, Tracing.Side.INSIDE, Map.of(), work);
  }
}
