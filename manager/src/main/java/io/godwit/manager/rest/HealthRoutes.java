package io.godwit.manager.rest;

import io.godwit.manager.health.Finding;
import io.godwit.manager.rest.RestServer.Route;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.ReadinessView;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.util.List;

/** Shows how the manager itself is. */
final class HealthRoutes {
  /** What Prometheus asks for; the only form that is written. */
  static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;

  private final Observability observability;

  HealthRoutes(Observability observability) {
    this.observability = observability;
  }

  List<Route> routes() {
    return List.of(
        new Route(HandlerType.GET, ApiPaths.HEALTH, request -> request.result("ok\n")),
        new Route(HandlerType.GET, ApiPaths.READINESS, this::ready),
        new Route(HandlerType.GET, ApiPaths.METRICS, this::metrics));
  }

  private void ready(Context request) {
    List<Finding> findings = observability.health().check();
    boolean ready = findings.stream().allMatch(Finding::isReady);
    request.status(ready ? OK : UNAVAILABLE);
    RestServer.answer(
        request,
        new ReadinessView(
            ready,
            findings.stream()
                .map(is -> new ReadinessView.PartView(is.part(), is.isReady(), is.detail()))
                .toList()));
  }

  /** Written as it is made: with all VMs of a large data center it is tens of megabytes. */
  private void metrics(Context request) throws IOException {
    request.contentType(METRICS_TYPE);
    observability.exposition().writeTo(request.outputStream());
  }
}
