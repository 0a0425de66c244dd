package io.godwit.manager.orchestration;

import io.godwit.manager.agents.AgentCalls;
import io.godwit.manager.agents.TracedCalls;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.time.Time;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.TransferKey;
import io.godwit.model.unit.DataRate;
import io.godwit.trace.Tracing;
import java.security.SecureRandom;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The two things people ask a data center for, wired to one inventory. */
public final class Orchestration implements AutoCloseable {
  private static final SecureRandom SECRETS = new SecureRandom();

  private final Migrations migrations;
  private final PlannedMoves planned;
  private final VmTasks tasks;
  private final VmOperations vms;
  private final LinkBook links;

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
    this.planned = new PlannedMoves(tools.inventory(), migrations);
    this.tasks = new VmTasks(tools, random);
    this.vms = new VmOperations(tools, tasks);
    this.links = tools.links();
  }

  /** Goes on with what was in flight when the records were written. */
  public void resumeAll() {
    tasks.resumeAll();
    migrations.resumeAll();
  }

  public VmTasks tasks() {
    return tasks;
  }

  private static Tools tools(
      Inventory inventory, AgentCalls agents, Time time, Deadlines deadlines, Tracing tracing) {
    Errands errands = new Errands(inventory, agents, time, deadlines);
    return new Tools(
        inventory,
        agents,
        errands,
        deadlines,
        new LinkBook(time),
        Orchestration::key,
        time,
        tracing);
  }

  /** Nobody can guess it, whatever else the manager's random numbers come from. */
  private static TransferKey key() {
    byte[] bits = new byte[TransferKey.BYTES];
    SECRETS.nextBytes(bits);
    return TransferKey.of(bits);
  }

  public Migrations migrations() {
    return migrations;
  }

  /** What plans of the manager's own come to. */
  public PlannedMoves plannedMoves() {
    return planned;
  }

  /** The best that copies from or to each host have had lately, in bytes per second. */
  public Map<HostId, DataRate> links() {
    return links.fastest();
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
