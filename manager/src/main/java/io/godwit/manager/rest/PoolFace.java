package io.godwit.manager.rest;

import io.godwit.manager.catalog.CatalogKey;
import io.godwit.manager.catalog.CatalogKind;
import io.godwit.manager.curation.Draft;
import io.godwit.model.catalog.CatalogObject;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.Pool;
import io.godwit.model.catalog.PoolId;
import io.godwit.model.catalog.PoolName;
import io.godwit.model.catalog.Share;
import io.godwit.model.identity.ObjectPath;
import io.godwit.model.identity.Privilege;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.PoolEdit;
import io.godwit.protocol.api.PoolView;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;

/** Pools in the API. */
final class PoolFace implements Face {
  @Override
  public CatalogKind kind() {
    return CatalogKind.POOL;
  }

  @Override
  public String list() {
    return ApiPaths.poolsOf("{cluster}");
  }

  @Override
  public String item() {
    return ApiPaths.pool("{cluster}", "{pool}");
  }

  @Override
  public Privilege edit() {
    return Privilege.POOL_EDIT;
  }

  @Override
  public CatalogKey key(Context request) {
    return CatalogKey.of(
        new PoolId(Names.cluster(request), Names.inPath(request, CatalogKind.POOL, PoolName::new)));
  }

  @Override
  public ObjectPath home(Context request) {
    return Places.cluster(Names.cluster(request));
  }

  @Override
  public String location(CatalogKey key) {
    PoolId pool = Places.poolId(key);
    return ApiPaths.pool(pool.cluster().value(), pool.name().value());
  }

  @Override
  public List<CatalogKey> listed(Tally tally, Context request) {
    return Clustered.listed(tally, request, kind());
  }

  @Override
  public Draft draft(Context request, byte[] body, Optional<CatalogKey> edited) {
    PoolEdit wish = Requests.read(body, PoolEdit.class);
    ClusterName cluster = Names.cluster(request);
    PoolName name = Names.named(wish.name(), edited, "name", PoolName::new);
    PoolName parent = Requests.optional("parent", wish.parent(), PoolName::new);
    Share cpu = SharesFace.share("cpu", wish.cpu());
    Share memory = SharesFace.share("memory", wish.memory());
    Pool pool =
        Requests.checked(
            "pool",
            () -> new Pool(cluster, name, parent, cpu, memory, Names.text(wish.description())));
    return state -> pool;
  }

  @Override
  public PoolView view(Tally tally, CatalogObject object) {
    Pool pool = (Pool) object;
    return new PoolView(
        pool.cluster().value(),
        pool.name().value(),
        pool.above().map(up -> up.name().value()).orElse(null),
        SharesFace.view(pool.cpu()),
        SharesFace.view(pool.memory()),
        pool.description(),
        tally.vmsIn(pool.key()));
  }
}
