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
import io.godwit.testbed.simulation.network.Network;
import io.godwit.testbed.simulation.scheduler.VirtualProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** What a manager is while it leads; follows {@code manager.Term}, without gRPC and HTTP. */
final class Office implements Candidacy.Term {
  private final String name;
  private final Lease lease;
  private final FencedStore<DataCenter, StateRecord> store;
  private final Inventory inventory;
  private final Links links;
  private final Orchestration orchestration;

  /** Where it is and what it draws its numbers from. */
  record Place(
      String name, VirtualProcess process, Network network, RandomGenerator random, Flaws flaws) {}

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
    this.links =
        new Links(
            place.network(),
            place,
            store.term(),
            inventory,
            new OrderPermit(() -> place.flaws().ordersPastLease() || lease.isHeld()),
            (host, order) -> invariants.ordered(this, host, order));
    this.orchestration =
        new Orchestration(inventory, links, place.random(), place.process().time());
    invariants.begun(this);
    orchestration.resumeAll();
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

  @Override
  public boolean isBroken() {
    return inventory.isClosed();
  }

  @Override
  public void close() {
    inventory.close();
    orchestration.close();
    links.close();
  }
}
