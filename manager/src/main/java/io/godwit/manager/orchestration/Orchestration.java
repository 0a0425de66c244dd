package io.godwit.manager.orchestration;

import io.godwit.manager.agents.AgentCalls;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.time.Time;
import java.util.random.RandomGenerator;

/** The two things people ask a data center for, wired to one inventory. */
public final class Orchestration implements AutoCloseable {
  private final Migrations migrations;
  private final VmTasks tasks;
  private final VmOperations vms;

  public Orchestration(Inventory inventory, AgentCalls agents, RandomGenerator random, Time time) {
    this(inventory, agents, random, time, Deadlines.DEFAULT);
  }

  Orchestration(
      Inventory inventory,
      AgentCalls agents,
      RandomGenerator random,
      Time time,
      Deadlines deadlines) {
    Errands errands = new Errands(inventory, agents, time, deadlines);
    Tools tools = new Tools(inventory, agents, errands, deadlines, time);
    this.migrations = new Migrations(tools, Migrations.randomIds(random));
    this.tasks = new VmTasks(tools, random);
    this.vms = new VmOperations(tools, tasks);
  }

  /** Goes on with what was in flight when the records were written. */
  public void resumeAll() {
    tasks.resumeAll();
    migrations.resumeAll();
  }

  public VmTasks tasks() {
    return tasks;
  }

  public Migrations migrations() {
    return migrations;
  }

  public VmOperations vms() {
    return vms;
  }

  @Override
  public void close() {
    tasks.close();
    migrations.close();
  }
}
