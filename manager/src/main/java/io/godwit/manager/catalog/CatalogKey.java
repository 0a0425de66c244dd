package io.godwit.manager.catalog;

import io.godwit.model.catalog.CatalogObject;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.FolderPath;
import io.godwit.model.catalog.PoolId;
import io.godwit.model.catalog.TagName;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.host.NetworkName;
import java.util.Comparator;

/**
 * One object of the catalog.
 *
 * @param id see {@link CatalogObject#id}
 */
public record CatalogKey(CatalogKind kind, String id) implements Comparable<CatalogKey> {
  private static final Comparator<CatalogKey> ORDER =
      Comparator.comparing(CatalogKey::kind).thenComparing(CatalogKey::id);

  public static CatalogKey of(CatalogObject object) {
    return new CatalogKey(CatalogKind.of(object), object.id());
  }

  public static CatalogKey of(ClusterName name) {
    return new CatalogKey(CatalogKind.CLUSTER, name.value());
  }

  public static CatalogKey of(PoolId pool) {
    return new CatalogKey(CatalogKind.POOL, pool.cluster() + ":" + pool.name());
  }

  public static CatalogKey of(FolderPath path) {
    return new CatalogKey(CatalogKind.FOLDER, path.value().replace('/', ':'));
  }

  public static CatalogKey of(TagName name) {
    return new CatalogKey(CatalogKind.TAG, name.value());
  }

  public static CatalogKey of(DatastoreName name) {
    return new CatalogKey(CatalogKind.DATASTORE, name.value());
  }

  public static CatalogKey of(NetworkName name) {
    return new CatalogKey(CatalogKind.NETWORK, name.value());
  }

  /** As people write it: {@code c1/gold}, {@code prod/db}. */
  public String shown() {
    return id.replace(':', '/');
  }

  @Override
  public int compareTo(CatalogKey other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return kind.word() + " " + shown();
  }
}
