package io.godwit.testbed.simulation.center;

import io.godwit.manager.agents.OrderPermit;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.orchestration.Orchestration;
import io.godwit.manager.store.Candidacy;
import io.godwit.manager.store.FencedStore;
import io.godwit.manager.store.Keeper;
import io.godwit.manager.store.Lease;
import io.godwit.manager.telemetry.Telemetry;
import io.godwit.manager.time.Time;
import io.godwit.testbed.simulation.network.Network;
import io.godwit.testbed.simulation.scheduler.VirtualProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** What a manager is while it leads; follows {@code manager.Term}, without gRPC and HTTP. */
final class Office implements Candidacy.Term {
  private final String name;
  private final Lease lease;
  private final FencedStore<DataCenter, StateRecord> store;
  private final Inventory inventory;
  private final Links links;
  private final Orchestration orchestration;
  private final Optional<Caretakers> caretakers;

  /**
   * Where it is and what it draws its numbers from.
   *
   * @param outlets of the hosts that it looks after by itself; empty if it does nothing by itself
   */
  record Place(
      String name,
      VirtualProcess process,
      Network network,
      RandomGenerator random,
      Flaws flaws,
      Optional<Outlets> outlets) {}

  Office(Place place, Keeper keeper, Lease lease, Duration session, Invariants invariants)
      throws IOException, InterruptedException {
    this.name = place.name();
    this.lease = lease;
    this.store =
        new FencedStore<>(
            keeper,
            DataCenter.entities(),
            DataCenter::touched,
            place.process().time(),
            name,
            session);
    this.inventory = new Inventory(place.flaws().store().apply(store), place.process().time());
    Time time = place.process().time();
    Telemetry telemetry = new Telemetry(time::nanos);
    BooleanSupplier leads = () -> place.flaws().ordersPastLease() || lease.isHeld();
    this.links =
        new Links(
            place.network(),
            place,
            store.term(),
            inventory,
            telemetry,
            new OrderPermit(leads),
            (host, order) -> invariants.ordered(this, host, order));
    this.orchestration = new Orchestration(inventory, links, place.random(), time);
    invariants.begun(this);
    orchestration.resumeAll();
    this.caretakers =
        place
            .outlets()
            .map(outlets ->
                Caretakers.start(
                    inventory, orchestration, telemetry, outlets.switches().under(leads), time));
  }

  String name() {
    return name;
  }

  long term() {
    return store.term();
  }

  Lease lease() {
    return lease;
  }

  Inventory inventory() {
    return inventory;
  }

  Orchestration orchestration() {
    return orchestration;
  }

  Links links() {
    return links;
  }

  /** What it does by itself; empty where it only does what it is told. */
  Optional<Caretakers> caretakers() {
    return caretakers;
  }

  @Override
  public boolean isBroken() {
    return inventory.isClosed();
  }

  @Override
  public void close() {
    inventory.close();
    caretakers.ifPresent(Caretakers::close);
    orchestration.close();
    links.close();
  }
}
