package io.godwit.manager.catalog;

import io.godwit.model.catalog.CatalogObject;
import io.godwit.model.catalog.Cluster;
import io.godwit.model.catalog.DatastoreSpec;
import io.godwit.model.catalog.Folder;
import io.godwit.model.catalog.NetworkSpec;
import io.godwit.model.catalog.Pool;
import io.godwit.model.catalog.Rule;
import io.godwit.model.catalog.Tag;
import java.util.Locale;

/** The kinds of objects that people make. Their names are in what is kept: never change one. */
public enum CatalogKind {
  CLUSTER(Cluster.class),
  POOL(Pool.class),
  FOLDER(Folder.class),
  TAG(Tag.class),
  RULE(Rule.class),
  DATASTORE(DatastoreSpec.class),
  NETWORK(NetworkSpec.class);

  private final Class<? extends CatalogObject> type;

  CatalogKind(Class<? extends CatalogObject> type) {
    this.type = type;
  }

  /** The kind of an object. */
  public static CatalogKind of(CatalogObject object) {
    return switch (object) {
      case Cluster _ -> CLUSTER;
      case Pool _ -> POOL;
      case Folder _ -> FOLDER;
      case Tag _ -> TAG;
      case Rule _ -> RULE;
      case DatastoreSpec _ -> DATASTORE;
      case NetworkSpec _ -> NETWORK;
    };
  }

  Class<? extends CatalogObject> type() {
    return type;
  }

  /** As it stands in sentences, events and what is kept. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
