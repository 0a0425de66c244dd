package io.godwit.manager.rest;

import io.godwit.manager.catalog.CatalogKey;
import io.godwit.manager.catalog.CatalogKind;
import io.godwit.manager.curation.Draft;
import io.godwit.model.catalog.CatalogObject;
import io.godwit.model.catalog.Cluster;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.identity.ObjectPath;
import io.godwit.model.identity.Privilege;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.ClusterEdit;
import io.godwit.protocol.api.ClusterView;
import io.javalin.http.Context;
import java.util.Optional;

/** Clusters in the API. */
final class ClusterFace implements Face {
  @Override
  public CatalogKind kind() {
    return CatalogKind.CLUSTER;
  }

  @Override
  public String list() {
    return ApiPaths.CLUSTERS;
  }

  @Override
  public String item() {
    return ApiPaths.cluster("{cluster}");
  }

  @Override
  public Privilege edit() {
    return Privilege.CLUSTER_EDIT;
  }

  @Override
  public CatalogKey key(Context request) {
    return CatalogKey.of(Names.cluster(request));
  }

  @Override
  public ObjectPath home(Context request) {
    return Places.CLUSTERS;
  }

  @Override
  public String location(CatalogKey key) {
    return ApiPaths.cluster(key.id());
  }

  @Override
  public Draft draft(Context request, byte[] body, Optional<CatalogKey> edited) {
    ClusterEdit wish = Requests.read(body, ClusterEdit.class);
    ClusterName name = Names.named(wish.name(), edited, "name", ClusterName::new);
    Cluster cluster =
        Requests.checked(
            "cluster",
            () -> new Cluster(name, Names.text(wish.description()), Names.tags(wish.tags())));
    return state -> cluster;
  }

  @Override
  public ClusterView view(Tally tally, CatalogObject object) {
    Cluster cluster = (Cluster) object;
    return new ClusterView(
        cluster.name().value(),
        cluster.description(),
        Names.words(cluster.tags()),
        tally.hostsIn(cluster.name()),
        tally.vmsIn(cluster.name()));
  }
}
