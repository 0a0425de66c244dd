package io.godwit.manager;

import io.godwit.manager.authority.AuthorityCopy;
import io.godwit.manager.chronicle.LazyArchive;
import io.godwit.manager.config.Endpoint;
import io.godwit.manager.config.ManagerConfig;
import io.godwit.manager.entity.UnreadableState;
import io.godwit.manager.event.Outbox;
import io.godwit.manager.health.Health;
import io.godwit.manager.health.LoopProbe;
import io.godwit.manager.health.Part;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.loop.Outcome;
import io.godwit.manager.metrics.Metrics;
import io.godwit.manager.rest.Observability;
import io.godwit.manager.rest.RestAddress;
import io.godwit.manager.rest.RestServer;
import io.godwit.manager.rest.Sites;
import io.godwit.manager.store.Candidacy;
import io.godwit.manager.store.Candidate;
import io.godwit.manager.store.Ensemble;
import io.godwit.manager.store.FencedStore;
import io.godwit.manager.store.Keeper;
import io.godwit.manager.store.Lease;
import io.godwit.manager.telemetry.Telemetry;
import io.godwit.manager.time.ForwardTime;
import io.godwit.manager.time.Time;
import io.godwit.protocol.trust.Fingerprint;
import io.godwit.trace.Tracing;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A whole manager in this process: it stands for election, and leads whenever it is elected. */
public final class Manager implements AutoCloseable {
  /** What it tells agents. */
  static final String VERSION = "0.1.0";

  /**
   * How long a session outlives its last contact. Another manager leads at most this long, plus an
   * election of about a second, after the leader was killed; shorter ones end on busy machines.
   */
  static final Duration SESSION = Duration.ofSeconds(5);

  /** ZooKeeper comes up in seconds; a majority of the managers may take longer to be started. */
  private static final Duration STANDING_DEADLINE = Duration.ofSeconds(60);

  private final Metrics metrics = new Metrics();
  private final Telemetry telemetry = new Telemetry(System::nanoTime);
  private final ForwardTime clock = new ForwardTime(Time.REAL);
  private final Tracing tracing;
  private final ManagerConfig config;
  private final FirstPassword firstPassword;
  private final Ensemble ensemble;
  private final Security security;
  private final RestServer rest;
  private final Candidacy candidacy;
  private final LazyArchive archive;

  /**
   * Starts one; returns once it leads or knows who does.
   *
   * @param announce prints a sentence for whoever starts the first manager; it may hold a secret
   * @throws IOException if its folder is in use or damaged, an address cannot be had, or there is
   *     no majority of managers in time
   */
  public static Manager start(ManagerConfig config, Consumer<String> announce)
      throws IOException, InterruptedException {
    Security security = Security.open(config, Time.REAL::instant);
    Ensemble ensemble = null;
    Manager manager = null;
    boolean started = false;
    try {
      ensemble = Ensemble.open(config, SESSION, security.tls().managersContext());
      FirstPassword first = new FirstPassword(config.initialAdminPasswordFile(), announce);
      manager = new Manager(config, ensemble, security, first);
      manager.awaitStanding();
      started = true;
      return manager;
    } finally {
      if (!started) {
        if (manager != null) {
          manager.close();
        } else {
          if (ensemble != null) {
            ensemble.close();
          }
          security.close();
        }
      }
    }
  }

  private Manager(
      ManagerConfig config, Ensemble ensemble, Security security, FirstPassword firstPassword) {
    this.config = config;
    this.firstPassword = firstPassword;
    this.ensemble = ensemble;
    this.archive = new LazyArchive(config.history());
    this.security = security;
    this.tracing = Tracing.of(System.getenv(), "godwit-manager", config.name());
    Leading sites = new Leading(config.tls() == ManagerConfig.Tls.ON ? "https://" : "http://");
    this.rest =
        new RestServer(
            new RestAddress(
                config.rest().host(),
                config.rest().port(),
                config.tls() == ManagerConfig.Tls.ON ? security.tls().apiContext() : null),
            sites,
            observability(sites));
    Candidate me =
        new Candidate(
            config.name(),
            rest().toString(),
            config.agents().toString(),
            UUID.randomUUID().toString());
    this.candidacy = new Candidacy(me, ensemble, this::begin, Time.REAL, SESSION);
    sites.candidacy = candidacy;
  }

  private Observability observability(Leading sites) {
    metrics.watch(
        () -> sites.here().map(Sites.Site::inventory),
        telemetry,
        switch (config.vmMetrics()) {
          case ON -> Metrics.VmSeries.SHOWN;
          case OFF -> Metrics.VmSeries.HIDDEN;
        });
    LongSupplier backlog = () -> sites.here().map(Manager::backlog).orElse(0L);
    metrics.watchHistory(backlog);
    Health health =
        new Health(
            List.of(
                Part.role(sites::role),
                new LoopProbe(sites::decide, LoopProbe.PATIENCE),
                Part.history(backlog, Outbox.ROOM)));
    return new Observability(telemetry, health, metrics::writeTo, metrics.requests());
  }

  /** How much waits to be written to the history. */
  private static long backlog(Sites.Site site) {
    return site.inventory().now().hard().outbox().waiting().size();
  }

  private Term begin(Keeper keeper, Lease lease) throws IOException, InterruptedException {
    FencedStore<DataCenter, StateRecord> store =
        new FencedStore<>(
            keeper, DataCenter.entities(), DataCenter::touched, Time.REAL, config.name(), SESSION);
    Fixtures fixtures =
        new Fixtures(
            config, ensemble, security, metrics, telemetry, tracing, firstPassword, archive, clock);
    return Term.begin(store, new Term.Mandate(store::term, lease::isHeld), fixtures);
  }

  private void awaitStanding() throws IOException, InterruptedException {
    if (!candidacy.awaitStanding(STANDING_DEADLINE)) {
      throw new IOException(
          "no manager was elected within "
              + STANDING_DEADLINE.toSeconds()
              + " s; the log says why. Check that most of the managers run and reach each other");
    }
  }

  /** Where people and commands connect. */
  public Endpoint rest() {
    return config.rest().at(rest.port());
  }

  /** Where agents connect while this manager leads. */
  public Endpoint agents() {
    return leading().map(term -> config.agents().at(term.agentsPort())).orElse(config.agents());
  }

  /** Whether this manager leads at the moment. */
  public boolean leads() {
    return leading().isPresent();
  }

  /** How people and agents know this manager: by the authority of all managers. */
  public Fingerprint fingerprint() {
    return security.authority().fingerprint();
  }

  /** What a manager that is let in signs with, too. */
  AuthorityCopy authority() {
    return security.authority().copy();
  }

  /** Waits until it has stopped for good; returns why, unless it was closed. */
  @Nullable UnreadableState awaitEnd() throws InterruptedException {
    return candidacy.awaitEnd();
  }

  Optional<Term> leading() {
    return candidacy.term().map(Term.class::cast);
  }

  /** Stops deciding, then serving, then its part of the ensemble. */
  @Override
  public void close() {
    candidacy.close();
    rest.close();
    archive.close();
    security.close();
    ensemble.close();
    metrics.close();
    tracing.close();
  }

  /** Answers here while this manager leads. */
  private static final class Leading implements Sites {
    private final String scheme;
    private volatile @Nullable Candidacy candidacy;

    Leading(String scheme) {
      this.scheme = scheme;
    }

    @Override
    public Optional<Site> here() {
      Candidacy standing = candidacy;
      return standing == null
          ? Optional.empty()
          : standing.term().map(term -> ((Term) term).site());
    }

    @Override
    public Optional<String> leader() {
      Candidacy standing = candidacy;
      return standing == null
          ? Optional.empty()
          : standing.leader().map(leader -> scheme + leader.rest());
    }

    /** For whoever asks whether this manager is ready. */
    String role() {
      if (here().isPresent()) {
        return "leader";
      }
      return leader().isPresent() ? "follower" : "looking for a leader";
    }

    /** Takes a decision that changes nothing, if this manager is the one to take it. */
    String decide() {
      return here()
          .map(site -> site.inventory().decide(state -> Outcome.of("decides")))
          .orElse("another manager decides");
    }
  }
}
