package io.godwit.manager.rest;

import io.godwit.manager.catalog.CatalogKey;
import io.godwit.manager.curation.Curation;
import io.godwit.manager.curation.Detach;
import io.godwit.manager.curation.Draft;
import io.godwit.manager.curation.EntityTag;
import io.godwit.manager.curation.Expectation;
import io.godwit.manager.identity.Sight;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.rest.Sites.Site;
import io.godwit.model.catalog.CatalogObject;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.identity.Lineage;
import io.godwit.model.identity.Privilege;
import io.godwit.protocol.api.ItemList;
import io.javalin.http.Context;
import io.javalin.http.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Lists, shows, makes, edits and deletes what people make, whatever kind it is of. */
final class CatalogRoutes {
  private static final List<Face> FACES =
      List.of(
          new ClusterFace(),
          new PoolFace(),
          new RuleFace(),
          new FolderFace(),
          new TagFace(),
          new DatastoreFace(),
          new NetworkFace());

  private final Supplier<Site> site;

  CatalogRoutes(Supplier<Site> site) {
    this.site = site;
  }

  List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    for (Face face : FACES) {
      Access edit = new Access.Needs(face.edit(), (state, request) -> named(face, state, request));
      routes.add(
          Route.get(
              face.list(),
              new Access.Listed(Privilege.INVENTORY_VIEW),
              request -> list(face, request)));
      routes.add(
          Route.post(
              face.list(),
              new Access.Needs(face.edit(), (state, request) -> Lineage.of(face.home(request))),
              request -> create(face, request)));
      routes.add(
          Route.get(
              face.item(),
              new Access.Needs(
                  Privilege.INVENTORY_VIEW, (state, request) -> named(face, state, request)),
              request -> show(face, request)));
      routes.add(Route.put(face.item(), edit, request -> edit(face, request)));
      routes.add(Route.delete(face.item(), edit, request -> delete(face, request)));
    }
    return routes;
  }

  private static Lineage named(Face face, DataCenter state, Context request) {
    return new Lineages(state).object(face.key(request));
  }

  private DataCenter now() {
    return site.get().inventory().now();
  }

  private Curation curation() {
    return new Curation(site.get().inventory());
  }

  private void list(Face face, Context request) {
    Tally tally = new Tally(now());
    Sight visible = site.get().entrance().visible(Guard.who(request), Privilege.INVENTORY_VIEW);
    Lineages places = new Lineages(tally.state());
    Answers.json(
        request,
        new ItemList<>(
            face.listed(tally, request).stream()
                .filter(key -> visible.test(places.object(key)))
                .flatMap(key -> face.view(tally, key).stream())
                .toList()));
  }

  private void show(Face face, Context request) {
    answer(face, request, face.key(request));
  }

  private void create(Face face, Context request) {
    byte[] body = Answers.body(request);
    Draft draft = face.draft(request, body, Optional.empty());
    forget(CatalogKey.of(draft.in(now())));
    CatalogObject made = curation().create(draft, TaskCalls.idempotency(request, body));
    CatalogKey key = CatalogKey.of(made);
    request.status(201).header(Header.LOCATION, face.location(key));
    answer(face, request, key);
  }

  private void edit(Face face, Context request) {
    CatalogKey key = face.key(request);
    Expectation expected = Expectation.of(request.header(Header.IF_MATCH));
    curation().edit(key, expected, face.draft(request, Answers.body(request), Optional.of(key)));
    answer(face, request, key);
  }

  /** Rights on an object end with it. */
  private void delete(Face face, Context request) {
    CatalogKey key = face.key(request);
    Detach detach = "true".equals(request.queryParam("detach")) ? Detach.WANTED : Detach.REFUSED;
    curation().delete(key, Expectation.of(request.header(Header.IF_MATCH)), detach);
    forget(key);
    Answers.nothing(request);
  }

  /**
   * They are left behind if the manager ends between the two, so they are looked for again before
   * another object takes the name.
   */
  private void forget(CatalogKey key) {
    if (!now().hard().catalog().has(key)) {
      site.get().accounts().forget(Places.object(key));
    }
  }

  /** Shows an object as it is now; what only hosts know of has nothing to edit, and no ETag. */
  private void answer(Face face, Context request, CatalogKey key) {
    DataCenter state = now();
    Object view =
        face.view(new Tally(state), key)
            .orElseThrow(() ->
                new GodwitException(
                    ErrorCode.OBJECT_UNKNOWN,
                    "There is no " + key + ".",
                    "List what there is with 'godwit " + key.kind().word() + " list'."));
    state
        .hard()
        .catalog()
        .find(key)
        .ifPresent(object -> request.header(Header.ETAG, EntityTag.of(object).value()));
    Answers.json(request, view);
  }
}
