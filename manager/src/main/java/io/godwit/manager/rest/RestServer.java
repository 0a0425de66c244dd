package io.godwit.manager.rest;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.Migration;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.manager.orchestration.Migrations;
import io.godwit.manager.orchestration.VmOperations;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.vm.VmName;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.ItemList;
import io.godwit.protocol.api.MigrateRequest;
import io.godwit.protocol.api.ProblemView;
import io.godwit.protocol.api.VmCreate;
import io.godwit.protocol.json.Json;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import io.javalin.router.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the API. */
public final class RestServer implements AutoCloseable {
  /** A spec with everything it may have is some kilobytes. */
  private static final int MAX_BODY_BYTES = 1024 * 1024;

  /** Where the contract lies. */
  private static final String CONTRACT = "/io/godwit/protocol/api/openapi.yaml";

  /** What requests for anything else are counted under: a label must not be what a caller sent. */
  private static final String NO_ROUTE = "none";

  private static final Logger LOG = LoggerFactory.getLogger(RestServer.class);

  /** A method, a path as the contract writes it, and what happens. */
  record Route(HandlerType method, String path, Handler handler) {}

  private final Sites sites;
  private final EventStream events;
  private final byte[] contract;
  private final List<Route> routes;
  private final Observability.RequestObserver observer;
  private final Javalin server;

  /** Begins to serve. */
  public RestServer(String host, int port, Sites sites) {
    this(host, port, sites, Observability.none());
  }

  /** Begins to serve, and shows how the manager itself is, too. */
  public RestServer(String host, int port, Sites sites, Observability observability) {
    this(host, port, sites, observability, EventStream.HEARTBEAT);
  }

  RestServer(String host, int port, Sites sites, Observability observability, Duration heartbeat) {
    this.sites = sites;
    this.events = new EventStream(heartbeat);
    this.contract = contract();
    this.observer = observability.observer();
    this.routes = new ArrayList<>(routes());
    routes.addAll(new HealthRoutes(observability).routes());
    routes.addAll(new TelemetryRoutes(this::inventory, observability.telemetry()).routes());
    this.server = Javalin.create(this::configure).start(host, port);
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  List<Route> served() {
    return routes;
  }

  int followers() {
    return events.followers();
  }

  @Override
  public void close() {
    server.stop();
  }

  private List<Route> routes() {
    String vm = ApiPaths.vm("{name}");
    String migration = ApiPaths.migration("{id}");
    return List.of(
        new Route(HandlerType.GET, ApiPaths.OPENAPI, this::openapi),
        new Route(HandlerType.GET, ApiPaths.HOSTS, this::hosts),
        new Route(HandlerType.GET, ApiPaths.host("{id}"), this::host),
        new Route(HandlerType.GET, ApiPaths.VMS, this::vms),
        new Route(HandlerType.POST, ApiPaths.VMS, this::create),
        new Route(HandlerType.GET, vm, request -> answerVm(request, name(request))),
        new Route(HandlerType.DELETE, vm, this::delete),
        new Route(
            HandlerType.POST,
            ApiPaths.vmVerb("{name}", "start"),
            verb((vms, name) -> vms.start(name))),
        new Route(HandlerType.POST, ApiPaths.vmVerb("{name}", "stop"), this::stop),
        new Route(
            HandlerType.POST,
            ApiPaths.vmVerb("{name}", "kill"),
            verb((vms, name) -> vms.kill(name))),
        new Route(
            HandlerType.POST,
            ApiPaths.vmVerb("{name}", "pause"),
            verb((vms, name) -> vms.pause(name))),
        new Route(
            HandlerType.POST,
            ApiPaths.vmVerb("{name}", "resume"),
            verb((vms, name) -> vms.resume(name))),
        new Route(HandlerType.GET, ApiPaths.consoleLog("{name}"), this::console),
        new Route(HandlerType.POST, ApiPaths.migrationsOf("{name}"), this::migrate),
        new Route(HandlerType.GET, ApiPaths.MIGRATIONS, this::migrations),
        new Route(HandlerType.GET, migration, this::migration),
        new Route(HandlerType.POST, ApiPaths.cancelMigration("{id}"), this::cancel),
        new Route(
            HandlerType.GET,
            ApiPaths.migrationEvents("{id}"),
            request ->
                events.follow(
                    request, inventory(), Requests.migrationId(request.pathParam("id")))));
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.concurrency.useVirtualThreads = true;
    config.http.maxRequestSize = MAX_BODY_BYTES;
    config.http.prefer405over404 = true;
    config.jetty.modifyServer(jetty -> jetty.setStopTimeout(1000));
    for (Route route : routes) {
      config.routes.addEndpoint(
          Endpoint.create(route.method(), route.path()).handler(route.handler()));
    }
    config.requestLogger.http(this::answered);
    config.routes.exception(
        GodwitException.class, (why, request) -> refuse(request, why.problem()));
    config.routes.exception(Elsewhere.class, this::elsewhere);
    config.routes.exception(Exception.class, RestServer::broken);
    config.routes.error(404, "*", request -> unlessAnswered(request, noSuchPath(request)));
    config.routes.error(405, "*", request -> unlessAnswered(request, noSuchMethod(request)));
  }

  private Sites.Site site() {
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
      refuse(
          request,
          new Problem(
              ErrorCode.NO_LEADER,
              "No manager leads at the moment; nothing was changed.",
              "Try again in some seconds; if it stays, check that most of the managers run and"
                  + " reach each other."));
    }
  }

  private void answered(Context request, Float tookMs) {
    Endpoint matched = request.endpoints().matchedHttpEndpoint();
    observer.answered(
        request.method().name(),
        matched == null ? NO_ROUTE : matched.path,
        request.statusCode(),
        Math.round(tookMs * 1e6));
  }

  private void openapi(Context request) {
    request.contentType("application/yaml").result(contract);
  }

  private void hosts(Context request) {
    DataCenter state = now();
    answer(
        request,
        new ItemList<>(
            state.soft().hosts().values().stream().map(h -> Views.host(state, h)).toList()));
  }

  private void host(Context request) {
    DataCenter state = now();
    answer(request, Views.host(state, state.requireHost(Requests.hostId(request.pathParam("id")))));
  }

  private void vms(Context request) {
    DataCenter state = now();
    answer(
        request,
        new ItemList<>(
            state.hard().vms().values().stream()
                .sorted(Comparator.comparing(VmEntry::name))
                .map(vm -> Views.vm(state, vm))
                .toList()));
  }

  private void create(Context request) throws InterruptedException {
    VmCreate wish = Requests.read(body(request), VmCreate.class);
    VmEntry vm = vms().create(Requests.draft(wish), Requests.host("host", wish.host()));
    request.status(201).header("Location", ApiPaths.vm(vm.name().value()));
    answerVm(request, vm.name());
  }

  private void delete(Context request) throws InterruptedException {
    vms().delete(name(request));
    request.status(204);
  }

  private void stop(Context request) throws InterruptedException {
    vms().stop(name(request), Requests.grace(body(request)));
    answerVm(request, name(request));
  }

  private void console(Context request) throws InterruptedException {
    request.contentType("text/plain; charset=utf-8").result(vms().consoleLog(name(request)));
  }

  private void migrate(Context request) throws InterruptedException {
    VmName name = name(request);
    MigrateRequest wish = Requests.read(body(request), MigrateRequest.class);
    Migration migration =
        migrations().begin(name, Requests.host("toHost", wish.toHost()), Requests.limits(wish));
    request.status(202).header("Location", ApiPaths.migration(migration.id().value()));
    answerMigration(request, migration);
  }

  private void migrations(Context request) {
    DataCenter state = now();
    answer(
        request,
        new ItemList<>(
            state.hard().migrations().values().stream()
                .map(migration -> Views.migration(state, migration))
                .toList()));
  }

  private void migration(Context request) {
    DataCenter state = now();
    answer(
        request,
        Views.migration(
            state, state.requireMigration(Requests.migrationId(request.pathParam("id")))));
  }

  private void cancel(Context request) throws InterruptedException {
    answerMigration(request, migrations().cancel(Requests.migrationId(request.pathParam("id"))));
  }

  private interface Verb {
    void carryOut(VmOperations vms, VmName name) throws InterruptedException;
  }

  private Handler verb(Verb verb) {
    return request -> {
      verb.carryOut(vms(), name(request));
      answerVm(request, name(request));
    };
  }

  private void answerVm(Context request, VmName name) {
    DataCenter state = now();
    answer(request, Views.vm(state, state.requireVm(name)));
  }

  private void answerMigration(Context request, Migration migration) {
    answer(request, Views.migration(now(), migration));
  }

  private static VmName name(Context request) {
    return Requests.vmName(request.pathParam("name"));
  }

  /** Reads no more than is allowed, whatever the length header says. */
  private static byte[] body(Context request) {
    try {
      byte[] body = request.req().getInputStream().readNBytes(MAX_BODY_BYTES + 1);
      if (body.length > MAX_BODY_BYTES) {
        throw new GodwitException(
            ErrorCode.REQUEST_TOO_LARGE,
            "The request's body is larger than 1 MiB; nothing was changed.",
            "Send a smaller one.");
      }
      return body;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  static void answer(Context request, Object view) {
    request.contentType("application/json").result(Json.LENIENT.writeValueAsBytes(view));
  }

  private static void refuse(Context request, Problem problem) {
    request
        .status(problem.code().httpStatus())
        .contentType(ApiPaths.PROBLEM_JSON)
        .header(ApiPaths.CODE_HEADER, problem.code().name())
        .result(Json.LENIENT.writeValueAsBytes(ProblemView.of(problem)));
  }

  private static void unlessAnswered(Context request, Problem problem) {
    String type = request.res().getContentType();
    if (type == null || !type.startsWith(ApiPaths.PROBLEM_JSON)) {
      refuse(request, problem);
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
      LOG.error("{} {} broke", request.method(), request.path(), why);
    }
    refuse(
        request,
        new Problem(
            ErrorCode.INTERNAL,
            "The manager could not answer because of a defect of its own.",
            "Look at the manager's log, and report what it says."));
  }

  private static byte[] contract() {
    try (InputStream in = ApiPaths.class.getResourceAsStream(CONTRACT)) {
      if (in == null) {
        throw new IllegalStateException(CONTRACT + " is missing");
      }
      return in.readAllBytes();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
