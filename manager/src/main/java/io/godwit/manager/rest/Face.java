package io.godwit.manager.rest;

import io.godwit.manager.catalog.CatalogKey;
import io.godwit.manager.catalog.CatalogKind;
import io.godwit.manager.curation.Draft;
import io.godwit.model.catalog.CatalogObject;
import io.godwit.model.identity.ObjectPath;
import io.godwit.model.identity.Privilege;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;

/** How one kind of what people make looks in the API. */
interface Face {
  CatalogKind kind();

  /** Path of the list, as the contract writes it. */
  String list();

  /** Path of one, as the contract writes it. */
  String item();

  /** What it takes to change one. */
  Privilege edit();

  /** The object a path names; what cannot be a name is the name of no object. */
  CatalogKey key(Context request);

  /** Where new ones are made. */
  ObjectPath home(Context request);

  /** Where one is in the API. */
  String location(CatalogKey key);

  /**
   * What a body asks for.
   *
   * @param edited the object that is edited; none if one is made
   */
  Draft draft(Context request, byte[] body, Optional<CatalogKey> edited);

  /** Those that the list may have, in order of name, seen ones not yet sorted out. */
  default List<CatalogKey> listed(Tally tally, Context request) {
    return tally.catalog().all(kind()).stream().map(CatalogKey::of).toList();
  }

  /** How one is shown; nothing if there is none. */
  default Optional<Object> view(Tally tally, CatalogKey key) {
    return tally.catalog().find(key).map(object -> view(tally, object));
  }

  /** How one that people made is shown. */
  Object view(Tally tally, CatalogObject object);
}
