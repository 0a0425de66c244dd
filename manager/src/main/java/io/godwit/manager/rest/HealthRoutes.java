package io.godwit.manager.rest;

import io.godwit.manager.health.Finding;
import io.godwit.model.identity.Privilege;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.ReadinessView;
import io.javalin.http.Context;
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
        Route.get(ApiPaths.HEALTH, new Access.Open(), request -> request.result("ok\n")),
        Route.get(ApiPaths.READINESS, new Access.Open(), this::ready),
        Route.get(
            ApiPaths.METRICS, new Access.NeedsWhereLeading(Privilege.METRICS_VIEW), this::metrics));
  }

  private void ready(Context request) {
    List<Finding> findings = observability.health().check();
    boolean ready = findings.stream().allMatch(Finding::isReady);
    request.status(ready ? OK : UNAVAILABLE);
    Answers.json(
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
