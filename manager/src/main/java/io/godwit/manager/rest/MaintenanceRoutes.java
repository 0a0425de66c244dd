package io.godwit.manager.rest;

import io.godwit.manager.evacuation.Contract;
import io.godwit.manager.evacuation.Evacuations;
import io.godwit.manager.evacuation.Standing;
import io.godwit.manager.maintenance.Maintenance;
import io.godwit.model.host.HostId;
import io.godwit.model.identity.Privilege;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.MaintenanceEnd;
import io.godwit.protocol.api.MaintenanceRequest;
import io.godwit.protocol.api.MaintenanceView;
import io.godwit.protocol.api.MaintenanceView.Leaving;
import io.godwit.protocol.api.MaintenanceView.Stage;
import io.godwit.protocol.api.MaintenanceView.Staying;
import io.godwit.protocol.api.ProblemView;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Hosts are emptied, and take VMs again. */
final class MaintenanceRoutes {
  private final Supplier<Sites.Site> site;

  MaintenanceRoutes(Supplier<Sites.Site> site) {
    this.site = site;
  }

  List<Route> routes() {
    return List.of(
        Route.get(
            ApiPaths.maintenanceOf("{id}"),
            new Access.Needs(Privilege.HOST_VIEW, Places::namedHost),
            this::show),
        Route.post(
            ApiPaths.maintenanceOf("{id}"),
            new Access.Needs(Privilege.HOST_EDIT, Places::namedHost),
            this::begin),
        Route.post(
            ApiPaths.endOfMaintenance("{id}"),
            new Access.Needs(Privilege.HOST_EDIT, Places::namedHost),
            this::end));
  }

  private Evacuations evacuations() {
    return site.get().evacuations();
  }

  private void show(Context request) {
    Answers.json(request, view(evacuations().status(host(request))));
  }

  private void begin(Context request) {
    MaintenanceRequest wish = Requests.read(Answers.body(request), MaintenanceRequest.class);
    Maintenance.Terms terms =
        new Maintenance.Terms(
            Boolean.TRUE.equals(wish.withDisks()), Boolean.TRUE.equals(wish.partly()));
    Standing standing =
        Boolean.TRUE.equals(wish.check())
            ? evacuations().check(host(request), terms)
            : site.get().saver().summons().begin(evacuations(), host(request), terms);
    Answers.json(request, view(standing));
  }

  private void end(Context request) throws InterruptedException {
    MaintenanceEnd wish = Requests.read(Answers.body(request), MaintenanceEnd.class);
    Answers.json(
        request, view(evacuations().end(host(request), Boolean.TRUE.equals(wish.bringBack()))));
  }

  private static HostId host(Context request) {
    return Requests.hostId(request.pathParam("id"));
  }

  static MaintenanceView view(Standing standing) {
    Contract contract = standing.contract();
    List<Leaving> leaving = new ArrayList<>();
    for (Contract.UnderWay each : contract.underWay()) {
      leaving.add(
          new Leaving(
              each.name().value(),
              each.to().value(),
              each.queued() ? Leaving.State.QUEUED : Leaving.State.RUNNING,
              each.migration().value(),
              each.takes() == null ? null : each.takes().toMillis(),
              "it is on its way"));
    }
    for (Contract.Next each : contract.next()) {
      leaving.add(
          new Leaving(
              each.name().value(),
              each.to().value(),
              Leaving.State.PLANNED,
              null,
              each.takes().toMillis(),
              each.because()));
    }
    return new MaintenanceView(
        contract.host().value(),
        stage(standing),
        standing.maintenance().map(Maintenance::since).orElse(null),
        standing.maintenance().map(Maintenance::by).orElse(null),
        leaving,
        contract.staying().stream()
            .map(each ->
                new Staying(
                    each.name().value(),
                    each.running(),
                    each.problem() == null ? null : ProblemView.of(each.problem())))
            .toList(),
        standing.gone(),
        standing.expectedEnd(),
        contract
            .after()
            .map(after ->
                new MaintenanceView.After(after.memoryFree().bytes(), after.survivesHostLoss()))
            .orElse(null),
        contract.report());
  }

  private static Stage stage(Standing standing) {
    if (standing.maintenance().isEmpty()) {
      return Stage.IN_SERVICE;
    }
    if (standing.contract().isUnderWay()) {
      return Stage.EVACUATING;
    }
    return standing.isEmpty() ? Stage.EMPTY : Stage.BLOCKED;
  }
}
