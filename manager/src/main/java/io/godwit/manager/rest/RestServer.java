package io.godwit.manager.rest;

import io.godwit.manager.balancing.Placements;
import io.godwit.manager.curation.Curation;
import io.godwit.manager.history.MigrationFilter;
import io.godwit.manager.identity.Principal;
import io.godwit.manager.identity.Sight;
import io.godwit.manager.identity.gate.Entrance;
import io.godwit.manager.identity.gate.Need;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.Migration;
import io.godwit.manager.inventory.MigrationViews;
import io.godwit.manager.orchestration.Migrations;
import io.godwit.manager.orchestration.VmCall;
import io.godwit.manager.orchestration.VmDraft;
import io.godwit.manager.orchestration.VmOperations;
import io.godwit.manager.rest.Sites.Site;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.FolderPath;
import io.godwit.model.catalog.PoolId;
import io.godwit.model.catalog.PoolName;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.host.HostId;
import io.godwit.model.identity.Lineage;
import io.godwit.model.identity.Privilege;
import io.godwit.model.migration.LimitsWish;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.vm.VmName;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.BandwidthRequest;
import io.godwit.protocol.api.LimitsView;
import io.godwit.protocol.api.MigrateRequest;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.PageView;
import io.godwit.protocol.api.VmCreate;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpStatus;
import io.javalin.router.Endpoint;
import io.javalin.util.JavalinException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the API. */
public final class RestServer implements AutoCloseable {
  /** What requests for anything else are counted under: a label must not be what a caller sent. */
  private static final String NO_ROUTE = "none";

  private static final Logger LOG = LoggerFactory.getLogger(RestServer.class);

  private final Sites sites;
  private final EventStream events;
  private final EventFeed feed;
  private final ListStream lists;
  private final Refusals refusals = new Refusals();
  private final ContractPage page;
  private final List<Route> routes;
  private final Observability.RequestObserver observer;
  private final Trails trails = new Trails(new SecureRandom());
  private final Javalin server;

  /** Begins to serve. */
  public RestServer(RestAddress address, Sites sites) {
    this(address, sites, Observability.none());
  }

  /** Begins to serve, and shows how the manager itself is, too. */
  public RestServer(RestAddress address, Sites sites, Observability observability) {
    this(address, sites, observability, EventStream.HEARTBEAT);
  }

  RestServer(RestAddress address, Sites sites, Observability observability, Duration heartbeat) {
    this(address, sites, observability, heartbeat, new ListStream(heartbeat));
  }

  RestServer(
      RestAddress address,
      Sites sites,
      Observability observability,
      Duration heartbeat,
      ListStream lists) {
    this.sites = sites;
    this.events = new EventStream(heartbeat);
    this.feed = new EventFeed(heartbeat);
    this.lists = lists;
    this.page = new ContractPage(() -> sites.here().isEmpty() && sites.leader().isPresent());
    this.observer = observability.observer();
    this.routes = new ArrayList<>(routes());
    routes.addAll(new HealthRoutes(observability).routes());
    routes.addAll(new TelemetryRoutes(this::inventory, observability.telemetry()).routes());
    routes.addAll(new HostRoutes(this::site, observability.telemetry()).routes());
    routes.addAll(new MaintenanceRoutes(this::site).routes());
    routes.addAll(new PlanRoutes(this::site).routes());
    routes.addAll(new PowerRoutes(this::site).routes());
    routes.addAll(new ManagerRoutes(this::site).routes());
    routes.addAll(new CatalogRoutes(this::site).routes());
    routes.addAll(new AttributeRoutes(this::site).routes());
    routes.addAll(new IdentityRoutes(this::site).routes());
    routes.addAll(new OidcRoutes(this::site).routes());
    this.server = Javalin.create(config -> configure(config, address)).start();
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  List<Route> served() {
    return routes;
  }

  /** How many connections are open. */
  int connections() {
    return Arrays.stream(server.jettyServer().server().getConnectors())
        .mapToInt(connector -> connector.getConnectedEndPoints().size())
        .sum();
  }

  int followers() {
    return events.followers() + feed.followers() + lists.followers();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (JavalinException late) {
      // Thousands of connections take longer to close than Jetty waits; they end with us.
      LOG.warn("the API did not end in time: {}", late.getMessage());
    }
  }

  private List<Route> routes() {
    List<Route> all = new ArrayList<>(ofInventory());
    all.addAll(new TaskRoutes(this::site, events, lists).routes());
    all.addAll(new CheckRoutes(this::site).routes());
    all.addAll(new CpuBaselineRoutes(this::site).routes());
    all.addAll(new EventRoutes(this::site, feed).routes());
    return List.copyOf(all);
  }

  private List<Route> ofInventory() {
    String vm = ApiPaths.vm("{name}");
    String migration = ApiPaths.migration("{id}");
    Access power = onVm(Privilege.VM_POWER);
    Access look =
        new Access.Needs(
            Privilege.TASK_VIEW, (state, request) -> ofMigration(new Lineages(state), request));
    return List.of(
        page.contract(),
        Route.get(ApiPaths.HOSTS, new Access.Listed(Privilege.HOST_VIEW), this::hosts),
        Route.get(
            ApiPaths.host("{id}"),
            new Access.Needs(Privilege.HOST_VIEW, Places::namedHost),
            this::host),
        Route.get(ApiPaths.VMS, new Access.Listed(Privilege.VM_VIEW), this::vms),
        Route.post(ApiPaths.VMS, new Access.NeedsOnBody(Privilege.VM_CREATE), this::create),
        Route.get(vm, onVm(Privilege.VM_VIEW), request -> answerVm(request, name(request))),
        Route.delete(vm, onVm(Privilege.VM_DELETE), this::delete),
        Route.post(ApiPaths.vmVerb("{name}", "start"), power, verb(VmCall.Start::new)),
        Route.post(ApiPaths.vmVerb("{name}", "stop"), power, this::stop),
        Route.post(ApiPaths.vmVerb("{name}", "kill"), power, verb(VmCall.Kill::new)),
        Route.post(ApiPaths.vmVerb("{name}", "pause"), power, verb(VmCall.Pause::new)),
        Route.post(ApiPaths.vmVerb("{name}", "resume"), power, verb(VmCall.Resume::new)),
        Route.get(ApiPaths.consoleLog("{name}"), onVm(Privilege.VM_CONSOLE), this::console),
        Route.post(
            ApiPaths.vmVerb("{name}", "move-disk"), onVm(Privilege.VM_MIGRATE), this::moveDisk),
        Route.post(ApiPaths.migrationsOf("{name}"), onVm(Privilege.VM_MIGRATE), this::migrate),
        Route.get(ApiPaths.MIGRATIONS, new Access.Listed(Privilege.TASK_VIEW), this::migrations),
        Route.get(migration, look, this::migration),
        Route.post(
            ApiPaths.cancelMigration("{id}"),
            new Access.Needs(
                Privilege.TASK_CANCEL,
                (state, request) -> ofMigration(new Lineages(state), request)),
            this::cancel),
        Route.post(ApiPaths.forceMigration("{id}"), ofMoving(), this::force),
        Route.put(ApiPaths.migrationBandwidth("{id}"), ofMoving(), this::limit),
        Route.post(ApiPaths.adjustMigration("{id}"), ofMoving(), this::adjust),
        Route.get(ApiPaths.migrationEvents("{id}"), look, this::follow));
  }

  /** Whoever may move a VM may say how it is moved. */
  private Access ofMoving() {
    return new Access.Needs(
        Privilege.VM_MIGRATE, (state, request) -> ofMigration(new Lineages(state), request));
  }

  private static Access onVm(Privilege privilege) {
    return new Access.Needs(privilege, Places::namedVm);
  }

  private void configure(JavalinConfig config, RestAddress address) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.concurrency.useVirtualThreads = true;
    config.http.maxRequestSize = Answers.MAX_BODY_BYTES;
    config.http.prefer405over404 = true;
    config.jetty.modifyServer(jetty -> jetty.setStopTimeout(1000));
    Guard guard = new Guard(sites);
    config.jetty.addConnector((jetty, http) -> Connections.connector(jetty, http, address));
    config.routes.before(trails::begin);
    List<Route> all = new ArrayList<>(routes);
    all.addAll(page.pages());
    for (Route route : all) {
      config.routes.addEndpoint(
          Endpoint.create(route.method(), route.path())
              .handler(
                  Trails.within(guard.before(route.access(), Origins.acting(route.handler())))));
    }
    config.routes.after(Answers::takeRest);
    config.routes.exception(
        GodwitException.class,
        (why, request) -> {
          tellOfRefusal(request, why.problem());
          Answers.refuse(request, why);
        });
    config.requestLogger.http(this::answered);
    config.routes.exception(Elsewhere.class, this::elsewhere);
    config.routes.exception(Exception.class, RestServer::broken);
    config.routes.error(404, "*", request -> unlessAnswered(request, noSuchPath(request)));
    config.routes.error(405, "*", request -> unlessAnswered(request, noSuchMethod(request)));
  }

  private Site site() {
    return sites.here().orElseThrow(Elsewhere::new);
  }

  private Inventory inventory() {
    return site().inventory();
  }

  private DataCenter now() {
    return inventory().now();
  }

  private VmOperations vms() {
    return site().orchestration().vms();
  }

  private Migrations migrations() {
    return site().orchestration().migrations();
  }

  /** Says where the leader is; the request is sent there again with everything it has. */
  private void elsewhere(Elsewhere why, Context request) {
    Optional<String> leader = sites.leader();
    if (leader.isPresent()) {
      String query = request.queryString() == null ? "" : "?" + request.queryString();
      request
          .status(HttpStatus.TEMPORARY_REDIRECT)
          .header("Location", leader.get() + request.path() + query);
    } else {
      Answers.refuse(
          request,
          new Problem(
              ErrorCode.NO_LEADER,
              "No manager leads at the moment; nothing was changed.",
              "Try again in some seconds; if it stays, check that most of the managers run and"
                  + " reach each other."));
    }
  }

  private Sight visible(Context request, Privilege privilege) {
    return site().entrance().visible(Guard.who(request), privilege);
  }

  /** A migration is its VM's affair, also when it has long ended. */
  private Lineage ofMigration(Lineages places, Context request) {
    MigrationId id = Requests.migrationId(request.pathParam("id"));
    return places.of("vm", site().chronicle().migration(id.value()).vm());
  }

  /** Whoever may no longer look is shown no more. */
  private void follow(Context request) throws InterruptedException {
    Site site = site();
    Principal who = Guard.who(request);
    MigrationId id = Requests.migrationId(request.pathParam("id"));
    String vm = site.chronicle().migration(id.value()).vm();
    events.follow(
        request,
        site.inventory(),
        id,
        () ->
            site.entrance()
                .require(who, new Need.Of(Privilege.TASK_VIEW, new Lineages(now()).of("vm", vm))));
  }

  private void answered(Context request, Float tookMs) {
    Endpoint matched = request.endpoints().matchedHttpEndpoint();
    observer.answered(
        request.method().name(),
        matched == null ? NO_ROUTE : matched.path,
        request.statusCode(),
        Math.round(tookMs * 1e6));
  }

  private void hosts(Context request) throws InterruptedException {
    Queries.Asked<InventoryLists.HostFilter> asked = Queries.hosts(request);
    if (Queries.wantsStream(request)) {
      lists.follow(request, site(), new WatchedHosts(asked.filter()));
      return;
    }
    Answers.json(
        request, InventoryLists.hosts(now(), visible(request, Privilege.HOST_VIEW), asked));
  }

  private void host(Context request) {
    DataCenter state = now();
    HostId host = Requests.hostId(request.pathParam("id"));
    if (!state.knows(host)) {
      throw Curation.unknown(host);
    }
    Answers.json(request, Views.host(state, host));
  }

  private void vms(Context request) throws InterruptedException {
    Queries.Asked<InventoryLists.VmFilter> asked = Queries.vms(request);
    if (Queries.wantsStream(request)) {
      lists.follow(request, site(), new WatchedVms(asked.filter()));
      return;
    }
    Answers.json(request, InventoryLists.vms(now(), visible(request, Privilege.VM_VIEW), asked));
  }

  private void create(Context request) throws InterruptedException {
    byte[] body = Answers.body(request);
    VmCreate wish = Requests.read(body, VmCreate.class);
    VmDraft draft = Requests.draft(wish);
    HostId host = Requests.optional("host", wish.host(), HostId::new);
    ClusterName cluster = cluster(wish, host);
    requireCreate(request, draft, cluster);
    forget(draft.name());
    AtomicReference<@Nullable String> because = new AtomicReference<>();
    new TaskCalls(site())
        .carryOut(
            request,
            body,
            () -> {
              if (host != null) {
                return new VmCall.Define(draft, host);
              }
              Placements.Chosen chosen = site().saver().summons().choose(cluster, draft);
              because.set(chosen.because());
              return new VmCall.Define(draft, chosen.host(), chosen.because());
            },
            () -> {
              request.status(201).header("Location", ApiPaths.vm(draft.name().value()));
              DataCenter state = now();
              Answers.json(
                  request, Views.vm(state, state.requireVm(draft.name())).placed(because.get()));
            });
  }

  private ClusterName cluster(VmCreate wish, @Nullable HostId host) {
    if (host == null) {
      ClusterName named = Requests.optional("cluster", wish.cluster(), ClusterName::new);
      return named == null ? ClusterName.DEFAULT : named;
    }
    if (wish.cluster() != null) {
      throw Requests.invalid("cluster", "a host is named, and it is in the cluster it is in");
    }
    return now().hard().catalog().clusterOf(host);
  }

  /** Whoever makes a VM needs to on what it runs on, and in the folder if it is filed. */
  private void requireCreate(Context request, VmDraft draft, ClusterName cluster) {
    DataCenter state = now();
    Lineages places = new Lineages(state);
    PoolName pool = draft.pool();
    FolderPath folder = draft.folder();
    Entrance entrance = site().entrance();
    Principal who = Guard.who(request);
    entrance.require(
        who,
        new Need.Of(
            Privilege.VM_CREATE,
            places.computing(cluster, pool == null ? null : new PoolId(cluster, pool))));
    if (folder != null) {
      entrance.require(who, new Need.Of(Privilege.VM_CREATE, Places.folder(folder)));
    }
  }

  private void delete(Context request) throws InterruptedException {
    VmName name = name(request);
    carryOut(
        request,
        Answers.body(request),
        new VmCall.Delete(name),
        () -> {
          forget(name);
          Answers.nothing(request);
        });
  }

  /**
   * Rights on a VM end with it. They are left behind if the manager ends between the two, or nobody
   * waits for the end, so they are looked for again before another VM takes the name.
   */
  private void forget(VmName name) {
    Site site = site();
    if (!site.inventory().now().hard().names().has(name)) {
      site.accounts().forget(Places.vm(name));
    }
  }

  private void stop(Context request) throws InterruptedException {
    byte[] body = Answers.body(request);
    VmName name = name(request);
    carryOut(
        request, body, new VmCall.Stop(name, Requests.grace(body)), () -> answerVm(request, name));
  }

  /** Takes as long as a disk is large, so nobody is kept waiting for it. */
  private void moveDisk(Context request) throws InterruptedException {
    byte[] body = Answers.body(request);
    new TaskCalls(site()).begin(request, body, Requests.moveDisk(name(request), body));
  }

  private void carryOut(Context request, byte[] body, VmCall call, TaskCalls.Answer whenDone)
      throws InterruptedException {
    new TaskCalls(site()).carryOut(request, body, call, whenDone);
  }

  /** Before it is answered, so that whoever was refused finds it told. */
  private void tellOfRefusal(Context request, Problem problem) {
    try {
      sites
          .here()
          .ifPresent(site ->
              refusals
                  .of(request, problem, Instant.now())
                  .ifPresent(event -> site.inventory().tell(event)));
    } catch (GodwitException notKept) {
      LOG.warn("a refusal is not told: {}", notKept.getMessage());
    }
  }

  private void console(Context request) throws InterruptedException {
    request.contentType("text/plain; charset=utf-8").result(vms().consoleLog(name(request)));
  }

  private void migrate(Context request) throws InterruptedException {
    VmName name = name(request);
    byte[] body = Answers.body(request);
    MigrateRequest wish = Requests.read(body, MigrateRequest.class);
    Requests.noRehearsal(wish);
    MigrationId id =
        migrations()
            .begin(
                name,
                Requests.host("toHost", wish.toHost()),
                Requests.limits(wish.limits()),
                Requests.disks(wish),
                TaskCalls.idempotency(request, body));
    request
        .status(202)
        .header("Location", ApiPaths.migration(id.value()))
        .header(ApiPaths.TASK_HEADER, id.value());
    Answers.json(request, site().chronicle().migration(id.value()));
  }

  private void migrations(Context request) throws InterruptedException {
    Queries.Asked<MigrationFilter> asked = Queries.migrations(request);
    if (Queries.wantsStream(request)) {
      lists.follow(request, site(), new WatchedDeeds.Migrations(asked.filter()));
      return;
    }
    Sight visible = visible(request, Privilege.TASK_VIEW);
    Lineages places = new Lineages(now());
    PageView<MigrationView> page =
        site().chronicle().migrations(asked.filter(), asked.cursor(), asked.limit());
    Answers.json(request, page.only(migration -> visible.test(places.of("vm", migration.vm()))));
  }

  private void migration(Context request) {
    Answers.json(
        request,
        site().chronicle().migration(Requests.migrationId(request.pathParam("id")).value()));
  }

  private void cancel(Context request) throws InterruptedException {
    answerMigration(request, migrations().cancel(Requests.migrationId(request.pathParam("id"))));
  }

  private void force(Context request) throws InterruptedException {
    answerMigration(request, migrations().force(Requests.migrationId(request.pathParam("id"))));
  }

  private void limit(Context request) throws InterruptedException {
    BandwidthRequest wish = Requests.read(Answers.body(request), BandwidthRequest.class);
    answerMigration(
        request,
        migrations()
            .limit(
                Requests.migrationId(request.pathParam("id")),
                Requests.bandwidth("bandwidthBytesPerSecond", wish.bandwidthBytesPerSecond())));
  }

  private void adjust(Context request) throws InterruptedException {
    LimitsWish wish = Requests.limits(Requests.read(Answers.body(request), LimitsView.class));
    answerMigration(
        request, migrations().adjust(Requests.migrationId(request.pathParam("id")), wish));
  }

  private Handler verb(Function<VmName, VmCall> call) {
    return request -> {
      VmName name = name(request);
      carryOut(request, Answers.body(request), call.apply(name), () -> answerVm(request, name));
    };
  }

  private void answerVm(Context request, VmName name) {
    DataCenter state = now();
    Answers.json(request, Views.vm(state, state.requireVm(name)));
  }

  private void answerMigration(Context request, Migration migration) {
    Answers.json(request, MigrationViews.of(now(), migration));
  }

  private static VmName name(Context request) {
    return Requests.vmName(request.pathParam("name"));
  }

  private static void unlessAnswered(Context request, Problem problem) {
    String type = request.res().getContentType();
    if (type == null || !type.startsWith(ApiPaths.PROBLEM_JSON)) {
      Answers.refuse(request, problem);
    }
  }

  private static Problem noSuchPath(Context request) {
    return new Problem(
        ErrorCode.NOT_FOUND,
        "There is nothing at " + request.path() + ".",
        "Look at " + ApiPaths.OPENAPI + " for what there is.");
  }

  private static Problem noSuchMethod(Context request) {
    return new Problem(
        ErrorCode.METHOD_NOT_ALLOWED,
        request.path() + " does not know " + request.method() + ".",
        "Look at " + ApiPaths.OPENAPI + " for what it knows.");
  }

  private static void broken(Exception why, Context request) {
    if (why instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    if (why instanceof UncheckedIOException || why instanceof IOException) {
      LOG.debug("a client went away", why);
    } else {
      Trails.of(request).run(() -> LOG.error("{} {} broke", request.method(), request.path(), why));
    }
    Answers.refuse(
        request,
        new Problem(
            ErrorCode.INTERNAL,
            "The manager could not answer because of a defect of its own.",
            "Look at the manager's log, and report what it says."));
  }
}
