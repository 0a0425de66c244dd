package io.godwit.manager.rest;

import io.godwit.manager.catalog.CatalogKey;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.Accelerator;
import io.godwit.model.host.CpuSupport;
import io.godwit.model.host.HostId;
import io.godwit.model.identity.Privilege;
import io.godwit.planner.cpu.Baseline;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.CpuBaselineView;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What guests can have of their processors on every host of a cluster. */
final class CpuBaselineRoutes {
  private final Supplier<Sites.Site> site;

  CpuBaselineRoutes(Supplier<Sites.Site> site) {
    this.site = site;
  }

  List<Route> routes() {
    return List.of(
        Route.get(
            ApiPaths.cpuBaselineOf("{cluster}"),
            new Access.Needs(
                Privilege.INVENTORY_VIEW,
                (state, request) ->
                    new Lineages(state).object(CatalogKey.of(Names.cluster(request)))),
            this::show));
  }

  private void show(Context request) {
    DataCenter state = site.get().inventory().now();
    ClusterName cluster = Names.cluster(request);
    CatalogKey key = CatalogKey.of(cluster);
    if (!state.hard().catalog().has(key)) {
      throw new GodwitException(
          ErrorCode.OBJECT_UNKNOWN,
          "There is no " + key + ".",
          "List what there is with 'godwit cluster list'.");
    }
    Answers.json(request, view(state, cluster));
  }

  /** Of the hosts that have connected since this manager leads. */
  static CpuBaselineView view(DataCenter state, ClusterName cluster) {
    List<HostEntry> members =
        state.soft().hosts().values().stream()
            .filter(host -> state.hard().catalog().clusterOf(host.id()).equals(cluster))
            .toList();
    List<CpuBaselineView.OfAccelerator> baselines = new ArrayList<>();
    for (Accelerator accelerator : Accelerator.values()) {
      TreeMap<HostId, CpuSupport> offered = new TreeMap<>();
      for (HostEntry host : members) {
        host.description().cpu(accelerator).ifPresent(cpu -> offered.put(host.id(), cpu));
      }
      if (!offered.isEmpty()) {
        baselines.add(view(Baseline.of(accelerator, offered)));
      }
    }
    List<String> unknown =
        members.stream()
            .filter(host -> host.description().processors() == null)
            .map(host -> host.id().value())
            .sorted()
            .toList();
    return new CpuBaselineView(cluster.value(), baselines, unknown);
  }

  private static CpuBaselineView.OfAccelerator view(Baseline baseline) {
    return new CpuBaselineView.OfAccelerator(
        baseline.accelerator().name(),
        baseline.model(),
        baseline.features(),
        baseline.members().stream()
            .map(member ->
                new CpuBaselineView.OfMember(
                    member.host().value(), member.features(), member.model()))
            .toList());
  }
}
