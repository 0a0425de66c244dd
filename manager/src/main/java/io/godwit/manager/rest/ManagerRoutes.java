package io.godwit.manager.rest;

import io.godwit.manager.rest.Sites.Site;
import io.godwit.model.identity.Lineage;
import io.godwit.model.identity.ObjectPath;
import io.godwit.model.identity.Privilege;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.ItemList;
import io.godwit.protocol.api.ManagerAdmit;
import io.javalin.http.Context;
import io.javalin.http.Header;
import java.util.List;
import java.util.function.Supplier;

/** Managers come and go. */
final class ManagerRoutes {
  private final Supplier<Site> site;

  ManagerRoutes(Supplier<Site> site) {
    this.site = site;
  }

  List<Route> routes() {
    return List.of(
        Route.get(ApiPaths.MANAGERS, needs(Privilege.MANAGER_VIEW), this::list),
        Route.post(ApiPaths.MANAGERS, needs(Privilege.MANAGER_EDIT), this::admit),
        Route.get(ApiPaths.BACKUP, needs(Privilege.BACKUP_TAKE), this::backup),
        Route.delete(ApiPaths.manager("{name}"), needs(Privilege.MANAGER_EDIT), this::dismiss));
  }

  private static Access needs(Privilege privilege) {
    return new Access.Needs(privilege, (state, request) -> Lineage.of(ObjectPath.ROOT));
  }

  private void list(Context request) throws InterruptedException {
    Answers.json(request, new ItemList<>(site.get().managers().list()));
  }

  private void admit(Context request) throws InterruptedException {
    ManagerAdmit wish = Requests.read(Answers.body(request), ManagerAdmit.class);
    request.status(201).header("Location", ApiPaths.manager(Requests.managerName(wish.name())));
    Answers.secret(request, site.get().managers().admit(wish));
  }

  private void backup(Context request) {
    byte[] backup = site.get().managers().backup();
    request
        .header(Header.CACHE_CONTROL, "no-store")
        .header("Content-Disposition", "attachment; filename=\"godwit-backup.zip\"")
        .contentType("application/zip")
        .result(backup);
  }

  private void dismiss(Context request) throws InterruptedException {
    site.get().managers().dismiss(Requests.managerName(request.pathParam("name")));
    Answers.nothing(request);
  }
}
