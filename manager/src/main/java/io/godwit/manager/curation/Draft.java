package io.godwit.manager.curation;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.model.catalog.CatalogObject;

/** An object as somebody wants it, once the names in it are looked up. Pure. */
public interface Draft {
  /**
   * The object.
   *
   * @throws io.godwit.model.error.GodwitException SPEC_INVALID if something it names is not there
   */
  CatalogObject in(DataCenter state);
}
