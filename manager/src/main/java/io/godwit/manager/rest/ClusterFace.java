package io.godwit.manager.rest;

import io.godwit.manager.catalog.CatalogKey;
import io.godwit.manager.catalog.CatalogKind;
import io.godwit.manager.curation.Draft;
import io.godwit.model.catalog.Balancing;
import io.godwit.model.catalog.CatalogObject;
import io.godwit.model.catalog.Cluster;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.PowerSaving;
import io.godwit.model.identity.ObjectPath;
import io.godwit.model.identity.Privilege;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.BalancingView;
import io.godwit.protocol.api.ClusterEdit;
import io.godwit.protocol.api.ClusterView;
import io.godwit.protocol.api.PowerSavingView;
import io.javalin.http.Context;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
            () ->
                new Cluster(
                    name,
                    Names.text(wish.description()),
                    Names.tags(wish.tags()),
                    Requests.limits(wish.migration()),
                    balancing(wish.balancing()),
                    power(wish.power()),
                    wish.cpuOvercommit() == null ? Cluster.CPU_OVERCOMMIT : wish.cpuOvercommit(),
                    wish.memoryOvercommit() == null
                        ? Cluster.MEMORY_OVERCOMMIT
                        : wish.memoryOvercommit()));
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
        tally.vmsIn(cluster.name()),
        LimitsFace.view(cluster.migration()),
        new BalancingView(cluster.balancing().mode().name(), cluster.balancing().threshold()),
        view(cluster.power()),
        cluster.cpuOvercommit(),
        cluster.memoryOvercommit());
  }

  static PowerSavingView view(PowerSaving is) {
    return new PowerSavingView(is.mode().name(), is.low(), is.high(), is.keptOn(), is.spareHosts());
  }

  private static PowerSaving power(@Nullable PowerSavingView said) {
    return said == null
        ? PowerSaving.DEFAULT
        : new PowerSaving(
            Requests.oneOf("power.mode", said.mode(), PowerSaving.Mode.class),
            said.low(),
            said.high(),
            said.keptOn(),
            said.spareHosts());
  }

  private static Balancing balancing(@Nullable BalancingView said) {
    return said == null
        ? Balancing.DEFAULT
        : new Balancing(
            Requests.oneOf("balancing.mode", said.mode(), Balancing.Mode.class), said.threshold());
  }
}
