package io.godwit.manager.orchestration;

import io.godwit.manager.agents.AgentCalls;
import io.godwit.manager.agents.TracedCalls;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.time.Time;
import io.godwit.trace.Tracing;
import java.util.random.RandomGenerator;

/** The two things people ask a data center for, wired to one inventory. */
public final class Orchestration implements AutoCloseable {
  private final Migrations migrations;
  private final VmOperations vms;

  public Orchestration(Inventory inventory, AgentCalls agents, RandomGenerator random, Time time) {
    this(tools(inventory, agents, time, Deadlines.DEFAULT, Tracing.off()), random);
  }

  /** As the other, with migrations traced. */
  public Orchestration(
      Inventory inventory, AgentCalls agents, RandomGenerator random, Time time, Tracing tracing) {
    this(
        tools(inventory, new TracedCalls(agents, tracing), time, Deadlines.DEFAULT, tracing),
        random);
  }

  Orchestration(
      Inventory inventory,
      AgentCalls agents,
      RandomGenerator random,
      Time time,
      Deadlines deadlines) {
    this(tools(inventory, agents, time, deadlines, Tracing.off()), random);
  }

  private Orchestration(Tools tools, RandomGenerator random) {
    this.migrations = new Migrations(tools, Migrations.randomIds(random));
    this.vms = new VmOperations(tools, random);
  }

  private static Tools tools(
      Inventory inventory, AgentCalls agents, Time time, Deadlines deadlines, Tracing tracing) {
    Errands errands = new Errands(inventory, agents, time, deadlines);
    return new Tools(inventory, agents, errands, deadlines, time, tracing);
  }

  public Migrations migrations() {
    return migrations;
  }

  public VmOperations vms() {
    return vms;
  }

  @Override
  public void close() {
    migrations.close();
  }
}
