package io.godwit.manager;

import io.godwit.manager.agents.AgentDirectory;
import io.godwit.manager.agents.AgentServer;
import io.godwit.manager.agents.LinkListener;
import io.godwit.manager.agents.OrderPermit;
import io.godwit.manager.agents.Reception;
import io.godwit.manager.agents.Standing;
import io.godwit.manager.balancing.Balancer;
import io.godwit.manager.chronicle.Chronicle;
import io.godwit.manager.chronicle.OutboxSource;
import io.godwit.manager.config.ManagerConfig;
import io.godwit.manager.courier.Couriers;
import io.godwit.manager.decision.Decisions;
import io.godwit.manager.enrolment.HostEnrolment;
import io.godwit.manager.evacuation.Evacuations;
import io.godwit.manager.history.HistoryUpkeep;
import io.godwit.manager.history.RollupSink;
import io.godwit.manager.history.feed.HistoryWriter;
import io.godwit.manager.identity.gate.Accounts;
import io.godwit.manager.identity.oidc.OidcLogin;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.EnrolmentRecords;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.loop.StateStore;
import io.godwit.manager.metrics.Metrics;
import io.godwit.manager.orchestration.Orchestration;
import io.godwit.manager.overlay.Herald;
import io.godwit.manager.planning.ClusterViews;
import io.godwit.manager.portion.Steward;
import io.godwit.manager.power.PowerSwitches;
import io.godwit.manager.rest.Sites.Site;
import io.godwit.manager.saving.PowerSaver;
import io.godwit.manager.store.Candidacy;
import io.godwit.manager.telemetry.RollupFeed;
import io.godwit.manager.telemetry.Telemetry;
import io.godwit.manager.time.Time;
import io.godwit.model.host.HostDescription;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationProgress;
import io.godwit.model.telemetry.HostSample;
import io.godwit.model.telemetry.VmSample;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmObservation;
import io.godwit.protocol.agent.Overlay;
import io.godwit.protocol.agent.Portion;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** What a manager is while it leads, from the state it loads to its last decision. */
final class Term implements Candidacy.Term {

  private final Inventory inventory;
  private final HostEnrolment enrolment;
  private final Orchestration orchestration;
  private final AgentServer agents;
  private final Admission admission;
  private final Accounts accounts;
  private final Optional<OidcLogin> oidc;
  private final Chronicle chronicle;
  private final HistoryWriter history;
  private final HistoryUpkeep upkeep;
  private final Couriers<List<Overlay>> overlays;
  private final Couriers<List<Portion>> portions;
  private final Evacuations evacuations;
  private final Balancer balancer;
  private final PowerSaver saver;

  /**
   * What a term rests on.
   *
   * @param epoch its number, once the state is loaded
   * @param held whether the lease is, at the moment
   */
  record Mandate(LongSupplier epoch, BooleanSupplier held) {}

  /**
   * Loads the state, lets agents in and goes on with what was in flight.
   *
   * @throws IOException if the state cannot be read or the agents' address cannot be had
   */
  static Term begin(StateStore<DataCenter, StateRecord> store, Mandate mandate, Fixtures fixtures)
      throws IOException, InterruptedException {
    Inventory inventory = new Inventory(store, Time.REAL, fixtures.metrics().loop());
    boolean begun = false;
    try {
      Term term = new Term(inventory, mandate, fixtures);
      begun = true;
      return term;
    } finally {
      if (!begun) {
        inventory.close();
      }
    }
  }

  private Term(Inventory inventory, Mandate mandate, Fixtures fixtures)
      throws IOException, InterruptedException {
    ManagerConfig config = fixtures.config();
    Metrics metrics = fixtures.metrics();
    Security security = fixtures.security();
    this.inventory = inventory;
    this.admission = new Admission(inventory, fixtures, mandate.epoch(), Time.REAL);
    this.accounts =
        new Accounts(
            new InventoryBook(inventory),
            new SecureRandom(),
            fixtures.clock(),
            new InventoryAudit(inventory));
    admission.admitSelf();
    fixtures.firstPassword().give(accounts);
    accounts.sweep();
    this.oidc =
        config
            .oidc()
            .map(provider -> new OidcLogin(provider, accounts, new SecureRandom(), Time.REAL));
    this.enrolment =
        new HostEnrolment(
            security.authority(),
            new EnrolmentRecords(inventory),
            fixtures.clock()::instant,
            new SecureRandom());
    RollupSink rollups = RollupSink.into(fixtures.archive());
    AgentDirectory directory = new AgentDirectory(new OrderPermit(mandate.held()));
    this.orchestration =
        new Orchestration(
            inventory,
            metrics.metered(directory),
            new SecureRandom(),
            Time.REAL,
            fixtures.tracing());
    this.agents =
        new AgentServer(
            new InetSocketAddress(config.agents().host(), config.agents().port()),
            new Reception(
                security.tls(),
                enrolment,
                Manager.VERSION,
                () -> new Standing.Leader(mandate.epoch().getAsLong(), admission.agentAddresses())),
            directory,
            metrics.metered(
                new ToInventory(inventory, fixtures.telemetry(), new RollupFeed(rollups::add))));
    orchestration.resumeAll();
    ClusterViews views = ClusterViews.of(fixtures.telemetry(), orchestration, Time.REAL);
    Decisions decisions = new Decisions(fixtures.archive(), Manager.VERSION);
    this.evacuations = Evacuations.start(inventory, orchestration, views, decisions, Time.REAL);
    this.balancer = Balancer.start(inventory, orchestration, views, decisions, Time.REAL);
    this.saver =
        PowerSaver.start(
            inventory,
            orchestration,
            balancer,
            fixtures.telemetry(),
            new PowerSwitches(config.power()).under(mandate.held()),
            Time.REAL);
    this.overlays = Herald.start(inventory, metrics.metered(directory), Time.REAL);
    this.portions = Steward.start(inventory, metrics.metered(directory), Time.REAL);
    this.chronicle = new Chronicle(inventory, fixtures.archive());
    this.history =
        HistoryWriter.start(
            new OutboxSource(inventory), fixtures.archive()::append, new SplittableRandom());
    this.upkeep = HistoryUpkeep.start(fixtures.archive(), rollups, Time.REAL::instant);
  }

  Admission admission() {
    return admission;
  }

  Site site() {
    return new Site(
        inventory,
        orchestration,
        enrolment,
        accounts,
        accounts.gatekeeper(),
        admission,
        oidc,
        chronicle,
        evacuations,
        balancer,
        saver);
  }

  /** Where agents connect. */
  int agentsPort() {
    return agents.address().getPort();
  }

  @Override
  public boolean isBroken() {
    return inventory.isClosed();
  }

  /** Stops deciding, then what waits, then the links, then what writes the history. */
  @Override
  public void close() {
    inventory.close();
    overlays.close();
    portions.close();
    saver.close();
    balancer.close();
    evacuations.close();
    orchestration.close();
    agents.close();
    oidc.ifPresent(OidcLogin::close);
    upkeep.close();
    history.close();
  }

  /** Passes on what agents say. */
  private record ToInventory(Inventory inventory, Telemetry telemetry, RollupFeed rollups)
      implements LinkListener {
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

    @Override
    public void measured(HostId host, HostSample sample, List<VmSample> vms) {
      telemetry.add(host, sample, vms);
      rollups.add(host, sample, vms);
    }
  }
}
