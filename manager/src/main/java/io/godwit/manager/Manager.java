package io.godwit.manager;

import io.godwit.manager.agents.AgentDirectory;
import io.godwit.manager.agents.AgentServer;
import io.godwit.manager.agents.LinkListener;
import io.godwit.manager.config.Endpoint;
import io.godwit.manager.config.ManagerConfig;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.loop.MemoryStore;
import io.godwit.manager.loop.StateStore;
import io.godwit.manager.orchestration.Orchestration;
import io.godwit.manager.rest.RestServer;
import io.godwit.model.host.HostDescription;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationProgress;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmObservation;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;

/** A whole manager in this process. */
public final class Manager implements AutoCloseable {
  /** What it tells agents. */
  static final String VERSION = "0.1.0";

  private final Inventory inventory;
  private final Orchestration orchestration;
  private final AgentServer agents;
  private final RestServer rest;
  private final ManagerConfig config;

  /**
   * Starts one with an empty memory.
   *
   * @throws IOException if an address cannot be had
   */
  public static Manager start(ManagerConfig config) throws IOException, InterruptedException {
    return new Manager(config, new MemoryStore<>(DataCenter.EMPTY));
  }

  private Manager(ManagerConfig config, StateStore<DataCenter, StateRecord> store)
      throws IOException, InterruptedException {
    this.config = config;
    this.inventory = new Inventory(store, Clock.systemUTC());
    AgentDirectory directory = new AgentDirectory();
    this.orchestration = new Orchestration(inventory, directory, new SecureRandom());
    Endpoint listen = config.agents();
    this.agents =
        new AgentServer(
            new InetSocketAddress(listen.host(), listen.port()),
            directory,
            new ToInventory(inventory),
            VERSION);
    this.orchestration.migrations().resumeAll();
    this.rest =
        new RestServer(config.rest().host(), config.rest().port(), inventory, orchestration);
  }

  /** Where people and commands connect. */
  public Endpoint rest() {
    return config.rest().at(rest.port());
  }

  /** Where agents connect. */
  public Endpoint agents() {
    return config.agents().at(agents.address().getPort());
  }

  /** Stops accepting, then what waits, then the links, then the writer. */
  @Override
  public void close() {
    orchestration.close();
    inventory.close();
    rest.close();
    agents.close();
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
