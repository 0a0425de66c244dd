package io.godwit.manager.rest;

import io.godwit.manager.catalog.Catalog;
import io.godwit.manager.curation.Curation;
import io.godwit.manager.curation.EntityTag;
import io.godwit.manager.curation.Expectation;
import io.godwit.manager.identity.Principal;
import io.godwit.manager.identity.gate.Entrance;
import io.godwit.manager.identity.gate.Need;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.manager.rest.Sites.Site;
import io.godwit.model.catalog.Automation;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.FolderPath;
import io.godwit.model.catalog.HostAttributes;
import io.godwit.model.catalog.PoolId;
import io.godwit.model.catalog.PoolName;
import io.godwit.model.catalog.QuietTime;
import io.godwit.model.catalog.Resources;
import io.godwit.model.catalog.TagName;
import io.godwit.model.catalog.VmAttributes;
import io.godwit.model.host.HostId;
import io.godwit.model.identity.Lineage;
import io.godwit.model.identity.Privilege;
import io.godwit.model.migration.LimitsWish;
import io.godwit.model.vm.VmName;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.HostAttributesView;
import io.godwit.protocol.api.VmAttributesView;
import io.javalin.http.Context;
import io.javalin.http.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** What people say of VMs and hosts. */
final class AttributeRoutes {
  private final Supplier<Site> site;

  AttributeRoutes(Supplier<Site> site) {
    this.site = site;
  }

  List<Route> routes() {
    String vm = ApiPaths.vmAttributes("{name}");
    String host = ApiPaths.hostAttributes("{id}");
    return List.of(
        Route.get(vm, new Access.Needs(Privilege.VM_VIEW, Places::namedVm), this::showVm),
        Route.put(vm, new Access.Needs(Privilege.VM_EDIT, Places::namedVm), this::editVm),
        Route.get(host, new Access.Needs(Privilege.HOST_VIEW, Places::namedHost), this::showHost),
        Route.put(host, new Access.Needs(Privilege.HOST_EDIT, Places::namedHost), this::editHost));
  }

  private DataCenter now() {
    return site.get().inventory().now();
  }

  private void showVm(Context request) {
    answer(request, now(), now().requireVm(Requests.vmName(request.pathParam("name"))));
  }

  private void editVm(Context request) {
    VmName name = Requests.vmName(request.pathParam("name"));
    Expectation expected = Expectation.of(request.header(Header.IF_MATCH));
    VmAttributesView wish = Requests.read(Answers.body(request), VmAttributesView.class);
    FolderPath folder = Requests.optional("folder", wish.folder(), FolderPath::new);
    PoolName pool = Requests.optional("pool", wish.pool(), PoolName::new);
    List<TagName> tags = Names.tags(wish.tags());
    LimitsWish migration = Requests.limits(wish.migration());
    Automation automation =
        wish.automation() == null
            ? null
            : Requests.oneOf("automation", wish.automation(), Automation.class);
    List<QuietTime> quiet =
        wish.quiet() == null
            ? List.of()
            : Requests.each(
                "quiet", wish.quiet(), (at, text) -> Requests.value(at, text, QuietTime::new));
    Resources resources = SharesFace.resources(wish.resources());
    Curation.VmWish wished =
        (state, vm) ->
            Requests.checked(
                "attributes",
                () ->
                    new VmAttributes(
                        vm.id(),
                        folder,
                        pool == null ? null : new PoolId(cluster(state, vm), pool),
                        tags,
                        Names.text(wish.notes()),
                        migration,
                        automation,
                        quiet,
                        resources));
    requireFiling(Guard.who(request), now(), name, wished);
    new Curation(site.get().inventory()).describe(name, expected, wished);
    answer(request, now(), now().requireVm(name));
  }

  /** Where a VM lies decides who may what to it: its owner alone does not move it elsewhere. */
  private void requireFiling(Principal who, DataCenter state, VmName name, Curation.VmWish wished) {
    VmEntry vm = state.requireVm(name);
    VmAttributes old = state.hard().catalog().of(vm.id());
    VmAttributes next = wished.in(state, vm);
    Lineages places = new Lineages(state);
    Entrance entrance = site.get().entrance();
    List<Need> needs = new ArrayList<>();
    if (!Objects.equals(old.folder(), next.folder())) {
      needs.add(new Need.Of(Privilege.FOLDER_EDIT, places.vm(vm)));
      FolderPath folder = next.folder();
      if (folder != null) {
        needs.add(new Need.Of(Privilege.FOLDER_EDIT, Places.folder(folder)));
      }
    }
    if (!Objects.equals(old.pool(), next.pool())) {
      needs.add(new Need.Of(Privilege.POOL_EDIT, places.vm(vm)));
      PoolId pool = next.pool();
      if (pool != null) {
        needs.add(new Need.Of(Privilege.POOL_EDIT, places.pool(pool)));
      }
    }
    needs.forEach(need -> entrance.require(who, need));
  }

  private static ClusterName cluster(DataCenter state, VmEntry vm) {
    return state.hard().catalog().clusterOf(vm.right().home());
  }

  private static void answer(Context request, DataCenter state, VmEntry vm) {
    VmAttributes said = state.hard().catalog().of(vm.id());
    FolderPath folder = said.folder();
    PoolId pool = said.pool();
    Automation automation = said.automation();
    request.header(Header.ETAG, EntityTag.of(said).value());
    Answers.json(
        request,
        new VmAttributesView(
            folder == null ? null : folder.value(),
            pool == null ? null : pool.name().value(),
            Names.words(said.tags()),
            said.notes(),
            LimitsFace.view(said.migration()),
            automation == null ? null : automation.name(),
            said.quiet().stream().map(QuietTime::text).toList(),
            said.resources().equals(Resources.DEFAULT) ? null : SharesFace.view(said.resources())));
  }

  private void showHost(Context request) {
    HostId host = Requests.hostId(request.pathParam("id"));
    DataCenter state = now();
    if (!state.knows(host)) {
      throw Curation.unknown(host);
    }
    answer(request, state.hard().catalog(), host);
  }

  private void editHost(Context request) {
    HostId host = Requests.hostId(request.pathParam("id"));
    Expectation expected = Expectation.of(request.header(Header.IF_MATCH));
    HostAttributesView wish = Requests.read(Answers.body(request), HostAttributesView.class);
    ClusterName cluster =
        wish.cluster() == null
            ? ClusterName.DEFAULT
            : Requests.value("cluster", wish.cluster(), ClusterName::new);
    HostAttributes next =
        Requests.checked(
            "attributes",
            () ->
                new HostAttributes(
                    host,
                    cluster,
                    Names.tags(wish.tags()),
                    Names.text(wish.notes()),
                    wish.faultDomain()));
    ClusterName now = now().hard().catalog().clusterOf(host);
    if (!now.equals(cluster)) {
      for (ClusterName each : List.of(now, cluster)) {
        site.get()
            .entrance()
            .require(
                Guard.who(request),
                new Need.Of(Privilege.CLUSTER_EDIT, Lineage.of(Places.cluster(each))));
      }
    }
    new Curation(site.get().inventory()).describe(host, expected, old -> next);
    answer(request, now().hard().catalog(), host);
  }

  private static void answer(Context request, Catalog catalog, HostId host) {
    HostAttributes said = catalog.of(host);
    request.header(Header.ETAG, EntityTag.of(said).value());
    Answers.json(
        request,
        new HostAttributesView(
            said.cluster().value(), Names.words(said.tags()), said.notes(), said.faultDomain()));
  }
}
