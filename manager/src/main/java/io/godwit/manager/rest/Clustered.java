package io.godwit.manager.rest;

import io.godwit.manager.catalog.CatalogKey;
import io.godwit.manager.catalog.CatalogKind;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.javalin.http.Context;
import java.util.List;

/** What belongs to a cluster is listed by cluster. */
final class Clustered {
  private Clustered() {}

  static List<CatalogKey> listed(Tally tally, Context request, CatalogKind kind) {
    ClusterName cluster = Names.cluster(request);
    if (!tally.catalog().has(CatalogKey.of(cluster))) {
      throw new GodwitException(
          ErrorCode.OBJECT_UNKNOWN,
          "There is no cluster " + cluster + ".",
          "List the clusters with 'godwit cluster list'.");
    }
    return tally.catalog().all(kind).stream()
        .map(CatalogKey::of)
        .filter(key -> key.id().startsWith(cluster + ":"))
        .toList();
  }
}
