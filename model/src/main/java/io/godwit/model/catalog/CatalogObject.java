package io.godwit.model.catalog;

import java.util.List;

/** Something people make, edit and delete, and nothing else does. */
public sealed interface CatalogObject
    permits Cluster, Pool, Folder, Tag, Rule, DatastoreSpec, NetworkSpec {
  /** What it is called among those of its kind, without slashes: {@code gold}, {@code c1:gold}. */
  String id();

  /** The tags on it. */
  default List<TagName> tags() {
    return List.of();
  }

  /** The same with other tags, if it can have any. */
  default CatalogObject tagged(List<TagName> other) {
    throw new IllegalStateException(this + " has no tags");
  }
}
