package io.godwit.testbed.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.manager.agents.AgentCalls;
import io.godwit.manager.balancing.Balancer;
import io.godwit.manager.catalog.CatalogChange;
import io.godwit.manager.decision.Decisions;
import io.godwit.manager.history.PlanLog;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.loop.MemoryStore;
import io.godwit.manager.loop.Outcome;
import io.godwit.manager.orchestration.Orchestration;
import io.godwit.manager.planning.ClusterViews;
import io.godwit.manager.telemetry.Telemetry;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.Tag;
import io.godwit.model.catalog.TagName;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.Accelerator;
import io.godwit.model.host.AcceleratorVerdict;
import io.godwit.model.host.HostDescription;
import io.godwit.model.host.HostId;
import io.godwit.model.host.QemuVersion;
import io.godwit.model.telemetry.CpuUse;
import io.godwit.model.telemetry.HostSample;
import io.godwit.model.telemetry.Load;
import io.godwit.model.telemetry.MemoryUse;
import io.godwit.model.telemetry.Pressure;
import io.godwit.model.telemetry.Pressures;
import io.godwit.model.telemetry.Stall;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import io.godwit.testbed.simulation.scheduler.Journal;
import io.godwit.testbed.simulation.scheduler.VirtualProcess;
import io.godwit.testbed.simulation.scheduler.World;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NavigableSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The real balancer under virtual time: two hosts that nothing happens to, until it does. */
final class BalancingOnEventsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final World world = new World(1, new Journal(Journal.Detail.FINGERPRINT));
  private final VirtualProcess manager = world.process("manager");
  private final Telemetry telemetry = new Telemetry(manager.time()::nanos);
  private Inventory inventory;
  private Balancer balancer;
  private long links;
  private double pressure;

  @BeforeEach
  void begin() {
    manager.start("begin", this::lead);
    world.run(SECOND);
    comes("h1");
    comes("h2");
    measured();
  }

  private void lead() {
    try {
      inventory = new Inventory(new MemoryStore<>(DataCenter.EMPTY), manager.time());
      Orchestration orchestration =
          new Orchestration(inventory, new Nobody(), new SplittableRandom(1), manager.time());
      balancer =
          Balancer.start(
              inventory,
              orchestration,
              ClusterViews.of(telemetry, orchestration, manager.time()),
              new Decisions(PlanLog.NONE, "test"),
              manager.time());
    } catch (IOException | InterruptedException broken) {
      throw new IllegalStateException(broken);
    }
  }

  @AfterEach
  void end() {
    world.end();
  }

  private void comes(String name) {
    manager.start("link", () -> inventory.connected(description(name), ++links, List.of()));
    world.run(Duration.ofMillis(100));
  }

  private void goes(String name) {
    long link = links;
    manager.start("link", () -> inventory.disconnected(new HostId(name), link));
    world.run(Duration.ofMillis(100));
  }

  private void measured() {
    for (String name : List.of("h1", "h2")) {
      telemetry.add(new HostId(name), sample(pressure), List.of());
    }
    world.after(Duration.ofSeconds(10), this::measured);
  }

  private Instant looked() {
    return balancer.newest(ClusterName.DEFAULT).at();
  }

  /** The times at which it was looked within a while. */
  private NavigableSet<Instant> looks(Duration length, Runnable eachSecond) {
    NavigableSet<Instant> all = new TreeSet<>();
    Instant before = looked();
    for (int i = 0; i < length.toSeconds(); i++) {
      eachSecond.run();
      world.run(SECOND);
      all.add(looked());
    }
    all.remove(before);
    return all;
  }

  @Test
  void whereNothingHappensItIsLookedOnceAMinute() {
    world.run(Duration.ofSeconds(75));
    assertThat(looks(Duration.ofMinutes(5), () -> {})).hasSizeBetween(4, 6);
  }

  @Test
  void aHostThatComesOrGoesIsAnOccasion() {
    world.run(Duration.ofSeconds(80));
    comes("h3");
    assertThat(looks(Duration.ofSeconds(5), () -> {})).hasSize(1);
    world.run(Duration.ofSeconds(12));
    goes("h3");
    assertThat(looks(Duration.ofSeconds(5), () -> {})).hasSize(1);
  }

  @Test
  void whatPeopleSayIsAnOccasion() {
    world.run(Duration.ofSeconds(80));
    manager.start(
        "call",
        () ->
            inventory.decide(state ->
                Outcome.<DataCenter, StateRecord, Boolean>recorded(
                    List.of(
                        new StateRecord.OfCatalog(
                            new CatalogChange.Put(new Tag(new TagName("db"), "")))),
                    true)));
    assertThat(looks(Duration.ofSeconds(5), () -> {})).hasSize(1);
  }

  @Test
  void pressureThatJumpsIsAnOccasionAndPressureThatStaysIsNone() {
    world.run(Duration.ofSeconds(80));
    pressure = 40;
    assertThat(looks(Duration.ofSeconds(16), () -> {})).hasSize(1);
    assertThat(looks(Duration.ofSeconds(40), () -> {})).isEmpty();
  }

  @Test
  void howeverMuchHappensItIsLookedEveryTenSecondsAtMost() {
    world.run(Duration.ofSeconds(80));
    int[] hosts = {2};
    NavigableSet<Instant> looks = looks(Duration.ofSeconds(60), () -> comes("h" + ++hosts[0]));
    assertThat(looks).hasSizeBetween(4, 8);
    for (Instant each : looks.tailSet(looks.first(), false)) {
      assertThat(each).isAfterOrEqualTo(looks.lower(each).plusSeconds(9));
    }
  }

  private static HostDescription description(String name) {
    return new HostDescription(
        new HostId(name),
        "simulated",
        "6.1",
        8,
        DataSize.ofGibibytes(64),
        new AcceleratorVerdict(Accelerator.TCG, "it is a simulation"),
        new QemuVersion(10, 0, 2),
        List.of("pc-q35-10.0"),
        "godwit",
        name,
        List.of(),
        List.of(),
        null,
        null);
  }

  private static HostSample sample(double pressure) {
    DataSize gibibyte = DataSize.ofGibibytes(1);
    return new HostSample(
        Instant.EPOCH,
        Duration.ofSeconds(10),
        8,
        CpuUse.ZERO,
        new MemoryUse(
            gibibyte,
            gibibyte,
            gibibyte,
            DataSize.ZERO,
            DataSize.ZERO,
            DataSize.ZERO,
            DataSize.ZERO,
            DataSize.ZERO),
        Load.ZERO,
        new Pressures(new Pressure(new Stall(pressure, 0, 0, Duration.ZERO), null), null, null),
        List.of(),
        List.of(),
        List.of(),
        0);
  }

  /** No agent is asked anything. */
  private static final class Nobody implements AgentCalls {
    @Override
    public Answer call(HostId host, Order order, Duration deadline) {
      throw new GodwitException(
          ErrorCode.AGENT_UNREACHABLE, "There is no agent of " + host + ".", "Do not ask.");
    }

    @Override
    public long awaitLink(HostId host, long after, Duration patience) {
      return 0;
    }
  }
}
