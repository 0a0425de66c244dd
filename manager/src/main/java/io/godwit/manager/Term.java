package io.godwit.manager;

import io.godwit.manager.agents.AgentDirectory;
import io.godwit.manager.agents.AgentServer;
import io.godwit.manager.agents.LinkListener;
import io.godwit.manager.chronicle.Archive;
import io.godwit.manager.chronicle.Chronicle;
import io.godwit.manager.chronicle.OutboxSource;
import io.godwit.manager.history.feed.HistorySource;
import io.godwit.manager.history.feed.HistoryWriter;
import io.godwit.manager.config.Endpoint;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.loop.StateStore;
import io.godwit.manager.orchestration.Orchestration;
import io.godwit.manager.rest.Sites.Site;
import io.godwit.manager.store.Candidacy;
import io.godwit.manager.time.Time;
import io.godwit.model.host.HostDescription;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationProgress;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmObservation;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.SplittableRandom;

/** What a manager is while it leads, from the state it loads to its last decision. */
final class Term implements Candidacy.Term {
  private final Inventory inventory;
  private final Orchestration orchestration;
  private final AgentServer agents;
  private final Chronicle chronicle;
  private final HistoryWriter history;

  /**
   * Loads the state, lets agents in and goes on with what was in flight.
   *
   * @throws IOException if the state cannot be read or the agents' address cannot be had
   */
  static Term begin(
      StateStore<DataCenter, StateRecord> store, Endpoint listen, Archive archive)
      throws IOException, InterruptedException {
    Inventory inventory = new Inventory(store, Time.REAL);
    boolean begun = false;
    try {
      Term term = new Term(inventory, listen, archive);
      begun = true;
      return term;
    } finally {
      if (!begun) {
        inventory.close();
      }
    }
  }

  private Term(Inventory inventory, Endpoint listen, Archive archive) throws IOException {
    this.inventory = inventory;
    AgentDirectory directory = new AgentDirectory();
    this.orchestration = new Orchestration(inventory, directory, new SecureRandom(), Time.REAL);
    this.agents =
        new AgentServer(
            new InetSocketAddress(listen.host(), listen.port()),
            directory,
            new ToInventory(inventory),
            Manager.VERSION);
    orchestration.resumeAll();
    this.chronicle = new Chronicle(inventory, archive);
    this.history =
        HistoryWriter.start(new OutboxSource(inventory), archive::append, new SplittableRandom());
  }

  Site site() {
    return new Site(inventory, orchestration, chronicle);
  }

  /** Where agents connect. */
  int agentsPort() {
    return agents.address().getPort();
  }

  @Override
  public boolean isBroken() {
    return inventory.isClosed();
  }

  /** How much the history does not have yet; for metrics. */
  HistorySource.Backlog backlog() {
    return history.backlog();
  }

  /** Stops deciding, then what waits, then the links, then the writer of the history. */
  @Override
  public void close() {
    inventory.close();
    orchestration.close();
    agents.close();
    history.close();
  }

  /** Passes on what agents say. */
  private record ToInventory(Inventory inventory) implements LinkListener {
    @Override
    public void connected(HostDescription host, long link, List<VmObservation> vms) {
      inventory.connected(host, link, vms);
    }

    @Override
    public void disconnected(HostId host, long link) {
      inventory.disconnected(host, link);
    }

    @Override
    public void seen(HostId host, VmObservation observation) {
      inventory.seen(host, observation);
    }

    @Override
    public void gone(HostId host, VmId vm) {
      inventory.gone(host, vm);
    }

    @Override
    public void progressed(HostId host, MigrationId migration, MigrationProgress progress) {
      inventory.progressed(host, migration, progress);
    }
  }
}
