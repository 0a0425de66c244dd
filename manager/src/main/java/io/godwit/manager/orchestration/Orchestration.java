package io.godwit.manager.orchestration;

import io.godwit.manager.agents.AgentCalls;
import io.godwit.manager.inventory.Inventory;
import java.util.random.RandomGenerator;

/** The two things people ask a data center for, wired to one inventory. */
public final class Orchestration implements AutoCloseable {
  private final Migrations migrations;
  private final VmOperations vms;

  public Orchestration(Inventory inventory, AgentCalls agents, RandomGenerator random) {
    this(inventory, agents, random, Deadlines.DEFAULT);
  }

  Orchestration(
      Inventory inventory, AgentCalls agents, RandomGenerator random, Deadlines deadlines) {
    Errands errands = new Errands(inventory, agents, deadlines);
    this.migrations =
        new Migrations(inventory, agents, errands, deadlines, Migrations.randomIds(random));
    this.vms = new VmOperations(inventory, agents, errands, deadlines, random);
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
