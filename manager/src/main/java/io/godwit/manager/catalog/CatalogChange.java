package io.godwit.manager.catalog;

import io.godwit.manager.entity.EntityKey;
import io.godwit.model.catalog.CatalogObject;
import io.godwit.model.catalog.HostAttributes;
import io.godwit.model.catalog.VmAttributes;
import java.util.List;

/** One change of the {@link Catalog}. What it does is in {@link Catalog#apply}. */
public sealed interface CatalogChange {
  /** The entities it makes, changes or removes. */
  List<EntityKey> touched();

  /** An object is as it is told here from now on. */
  record Put(CatalogObject object) implements CatalogChange {
    @Override
    public List<EntityKey> touched() {
      return List.of(Catalog.entity(CatalogKey.of(object)));
    }
  }

  /** An object is gone. */
  record Removed(CatalogKey key) implements CatalogChange {
    @Override
    public List<EntityKey> touched() {
      return List.of(Catalog.entity(key));
    }
  }

  /** Something is said of a host. */
  record HostDescribed(HostAttributes attributes) implements CatalogChange {
    @Override
    public List<EntityKey> touched() {
      return List.of(Catalog.entity(attributes.host()));
    }
  }

  /** Something is said of a VM. */
  record VmDescribed(VmAttributes attributes) implements CatalogChange {
    @Override
    public List<EntityKey> touched() {
      return List.of(Catalog.entity(attributes.vm()));
    }
  }
}
