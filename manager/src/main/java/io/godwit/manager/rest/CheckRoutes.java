package io.godwit.manager.rest;

import io.godwit.manager.inventory.MigrationViews;
import io.godwit.manager.orchestration.MigrationCheck;
import io.godwit.manager.orchestration.Migrations;
import io.godwit.model.error.Problem;
import io.godwit.model.host.HostId;
import io.godwit.model.identity.Privilege;
import io.godwit.model.migration.CheckGroup;
import io.godwit.model.migration.CheckItem;
import io.godwit.model.migration.CheckReport;
import io.godwit.model.migration.DiskWish;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.vm.VmName;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.MigrateRequest;
import io.godwit.protocol.api.MigrationCheckView;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** Whether a VM may move, asked without moving it. */
final class CheckRoutes {
  private final Supplier<Sites.Site> site;

  CheckRoutes(Supplier<Sites.Site> site) {
    this.site = site;
  }

  List<Route> routes() {
    return List.of(
        Route.post(
            ApiPaths.migrateCheckOf("{name}"),
            new Access.Needs(Privilege.VM_MIGRATE, Places::namedVm),
            this::check));
  }

  private void check(Context request) throws InterruptedException {
    MigrateRequest wish = Requests.read(Answers.body(request), MigrateRequest.class);
    Migrations migrations = site.get().orchestration().migrations();
    VmName name = Requests.vmName(request.pathParam("name"));
    HostId to = Requests.host("toHost", wish.toHost());
    MigrationLimits limits = migrations.limits(name, to, Requests.limits(wish.limits()));
    DiskWish disks = Requests.disks(wish);
    MigrationCheck check =
        Boolean.TRUE.equals(wish.rehearse())
            ? migrations.rehearse(name, to, limits, disks)
            : migrations.check(name, to, limits, disks);
    Answers.json(request, view(check));
  }

  static MigrationCheckView view(MigrationCheck check) {
    return new MigrationCheckView(
        check.vm().value(),
        check.source().value(),
        check.destination().value(),
        check.report().verdict().name(),
        Arrays.stream(CheckGroup.values()).map(group -> group(group, check.report())).toList(),
        check.forecast() == null ? null : MigrationViews.forecast(check.forecast()),
        check.ways());
  }

  private static MigrationCheckView.CheckGroupView group(CheckGroup group, CheckReport report) {
    List<CheckItem> items = report.of(group);
    return new MigrationCheckView.CheckGroupView(
        group.name(),
        CheckReport.worst(items).name(),
        items.stream().map(CheckRoutes::item).toList());
  }

  private static MigrationCheckView.CheckItemView item(CheckItem item) {
    String subject = item.subject().isBlank() ? null : item.subject();
    return switch (item.finding()) {
      case CheckItem.Pass _ ->
          new MigrationCheckView.CheckItemView(
              item.id(),
              subject,
              item.needed(),
              item.found(),
              item.verdict().name(),
              null,
              null,
              null);
      case CheckItem.Warning warning ->
          new MigrationCheckView.CheckItemView(
              item.id(),
              subject,
              item.needed(),
              item.found(),
              item.verdict().name(),
              null,
              warning.detail(),
              warning.next());
      case CheckItem.Refusal(Problem why) ->
          new MigrationCheckView.CheckItemView(
              item.id(),
              subject,
              item.needed(),
              item.found(),
              item.verdict().name(),
              why.code().name(),
              why.detail(),
              why.next());
    };
  }
}
