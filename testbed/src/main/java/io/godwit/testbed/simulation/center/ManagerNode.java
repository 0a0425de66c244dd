package io.godwit.testbed.simulation.center;

import io.godwit.manager.store.Candidacy;
import io.godwit.manager.store.Candidate;
import io.godwit.manager.store.Lease;
import io.godwit.testbed.simulation.keeper.Quorum;
import io.godwit.testbed.simulation.network.Network;
import io.godwit.testbed.simulation.scheduler.VirtualProcess;
import io.godwit.testbed.simulation.scheduler.World;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A manager's machine: a process that stands for election, while it runs. */
final class ManagerNode {
  /** As in {@code manager.Manager}. */
  static final Duration SESSION = Duration.ofSeconds(5);

  private final World world;
  private final Network network;
  private final Quorum quorum;
  private final Invariants invariants;
  private final Flaws flaws;
  private final Optional<Outlets> outlets;
  private final String name;
  private int runs;
  private @Nullable VirtualProcess process;
  private @Nullable Candidacy candidacy;
  private @Nullable Lease lease;

  ManagerNode(
      String name,
      World world,
      Network network,
      Quorum quorum,
      Invariants invariants,
      Flaws flaws,
      Optional<Outlets> outlets) {
    this.outlets = outlets;
    this.name = name;
    this.world = world;
    this.network = network;
    this.quorum = quorum;
    this.invariants = invariants;
    this.flaws = flaws;
  }

  String name() {
    return name;
  }

  void start() {
    if (process != null) {
      return;
    }
    runs++;
    VirtualProcess fresh = world.process(name);
    process = fresh;
    world.note(() -> name + ": starts");
    Candidate me = new Candidate(name, name, name, name + "-" + runs);
    Office.Place place = new Office.Place(name, fresh, network, world.random(), flaws, outlets);
    Candidacy.Keepers keepers = quorum.keepers(name, fresh, SESSION);
    candidacy =
        new Candidacy(
            me,
            () -> flaws.keeper().apply(keepers.connect()),
            (keeper, held) -> {
              lease = held;
              return new Office(place, keeper, held, SESSION, invariants);
            },
            flaws.leaseClock().apply(fresh.time()),
            SESSION.multipliedBy(flaws.leaseShare()));
  }

  void kill() {
    VirtualProcess running = process;
    if (running != null) {
      world.note(() -> name + ": is killed");
      running.kill();
      quorum.killed(running);
      network.closed(running);
      process = null;
      candidacy = null;
      lease = null;
    }
  }

  Optional<VirtualProcess> process() {
    return Optional.ofNullable(process);
  }

  /** What it leads from, if it leads. */
  Optional<Office> office() {
    Candidacy standing = candidacy;
    return standing == null ? Optional.empty() : standing.term().map(Office.class::cast);
  }

  /** Whether it takes it for granted that no other leads. */
  boolean holdsLease() {
    Lease held = lease;
    return held != null && held.isHeld();
  }
}
