package io.godwit.manager.rest;

import io.godwit.manager.catalog.CatalogKey;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.power.PowerState;
import io.godwit.manager.saving.HostStanding;
import io.godwit.manager.saving.Look;
import io.godwit.manager.saving.PowerSaver;
import io.godwit.manager.standby.HostPower;
import io.godwit.model.host.HostId;
import io.godwit.model.identity.Privilege;
import io.godwit.model.vm.VmId;
import io.godwit.planner.power.PowerPlan.Direction;
import io.godwit.planner.power.PowerPlan.Stay;
import io.godwit.planner.power.PowerPlan.Switch;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.HostPowerView;
import io.godwit.protocol.api.HostPowerWish;
import io.godwit.protocol.api.PlanApply;
import io.godwit.protocol.api.PowerPlanView;
import io.godwit.protocol.api.PowerPlanView.PowerHostView;
import io.godwit.protocol.api.ProblemView;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Which hosts are needed, and switching them. */
final class PowerRoutes {
  private final Supplier<Sites.Site> site;

  PowerRoutes(Supplier<Sites.Site> site) {
    this.site = site;
  }

  List<Route> routes() {
    return List.of(
        Route.get(ApiPaths.powerOf("{cluster}"), ofCluster(Privilege.INVENTORY_VIEW), this::show),
        Route.post(ApiPaths.powerOf("{cluster}"), ofCluster(Privilege.INVENTORY_VIEW), this::look),
        Route.post(
            ApiPaths.applyPowerOf("{cluster}"), ofCluster(Privilege.CLUSTER_EDIT), this::apply),
        Route.get(
            ApiPaths.hostPower("{id}"),
            new Access.Needs(Privilege.HOST_VIEW, Places::namedHost),
            this::status),
        Route.post(
            ApiPaths.hostPower("{id}"),
            new Access.Needs(Privilege.HOST_EDIT, Places::namedHost),
            this::turn));
  }

  private static Access.Needs ofCluster(Privilege privilege) {
    return new Access.Needs(
        privilege,
        (state, request) -> new Lineages(state).object(CatalogKey.of(Names.cluster(request))));
  }

  private PowerSaver saver() {
    return site.get().saver();
  }

  private void show(Context request) {
    Answers.json(request, view(saver().newest(Names.cluster(request))));
  }

  private void look(Context request) {
    Answers.json(request, view(saver().look(Names.cluster(request))));
  }

  private void apply(Context request) throws InterruptedException {
    PlanApply wish = Requests.read(Answers.body(request), PlanApply.class);
    Answers.json(request, view(saver().apply(Names.cluster(request), wish.number())));
  }

  private void status(Context request) throws InterruptedException {
    Answers.json(request, view(saver().status(host(request))));
  }

  private void turn(Context request) throws InterruptedException {
    HostPowerWish wish = Requests.read(Answers.body(request), HostPowerWish.class);
    HostId host = host(request);
    Answers.json(
        request,
        view(
            switch (Requests.oneOf("power", wish.power(), Direction.class)) {
              case ON -> saver().on(host);
              case OFF -> saver().off(host);
            }));
  }

  private static HostId host(Context request) {
    return Requests.hostId(request.pathParam("id"));
  }

  static HostPowerView view(HostStanding standing) {
    HostPower power = standing.power();
    boolean switched = !power.since().equals(Instant.EPOCH);
    PowerState state = standing.state();
    return new HostPowerView(
        power.host().value(),
        power.stage().name(),
        switched ? power.since() : null,
        switched ? power.by() : null,
        switched ? power.because() : null,
        standing.driver(),
        state == null ? null : state.name(),
        standing.problem() == null ? null : ProblemView.of(standing.problem()),
        power.boots().stream().map(Duration::toMillis).toList());
  }

  private PowerPlanView view(Look look) {
    DataCenter state = site.get().inventory().now();
    return new PowerPlanView(
        look.number(),
        look.at(),
        look.cluster().value(),
        ClusterFace.view(look.how()),
        look.plan().plan().digest(),
        hosts(state, look),
        look.moves().stream().map(step -> PlanRoutes.view(names(state, look), step)).toList(),
        look.plan().plan().report().lines());
  }

  /** One that was deleted meanwhile has its id only. */
  private static Map<VmId, String> names(DataCenter state, Look look) {
    Map<VmId, String> names = new TreeMap<>();
    look.moves()
        .forEach(step ->
            state
                .hard()
                .vms()
                .get(step.move().vm())
                .ifPresent(vm -> names.put(vm.id(), vm.name().value())));
    return names;
  }

  private static List<PowerHostView> hosts(DataCenter state, Look look) {
    Map<HostId, PowerHostView> hosts = new TreeMap<>();
    for (HostId host : look.hosts()) {
      hosts.put(host, of(state, host, "STAYS", ""));
    }
    for (Stay stay : look.plan().stay()) {
      hosts.put(stay.host(), of(state, stay.host(), "STAYS", stay.because()));
    }
    for (Switch each : look.plan().switches()) {
      hosts.put(each.host(), of(state, each.host(), each.direction().name(), each.because()));
    }
    return List.copyOf(hosts.values());
  }

  private static PowerHostView of(DataCenter state, HostId host, String plan, String because) {
    return new PowerHostView(
        host.value(), state.hard().standbys().of(host).stage().name(), plan, because);
  }
}
