package io.godwit.manager.rest;

import io.godwit.manager.catalog.Catalog;
import io.godwit.manager.catalog.CatalogKey;
import io.godwit.manager.catalog.CatalogKind;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.FolderPath;
import io.godwit.model.catalog.PoolId;
import io.godwit.model.catalog.VmAttributes;
import io.godwit.model.host.HostId;
import io.godwit.model.identity.Lineage;
import io.godwit.model.identity.ObjectPath;
import io.godwit.model.identity.UserName;
import io.godwit.model.vm.VmName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What objects lie in, in one state: a VM in its folders, its pools and the cluster of its home; a
 * host in its cluster. Of one call and for one thread: what VMs of one place have in common is made
 * once.
 */
final class Lineages {
  private final DataCenter state;
  private final Catalog catalog;
  private final Map<Place, List<ObjectPath>> places = new HashMap<>();

  Lineages(DataCenter state) {
    this.state = state;
    this.catalog = state.hard().catalog();
  }

  /** What VMs have in common. */
  private record Place(ClusterName cluster, @Nullable FolderPath folder, @Nullable PoolId pool) {}

  Lineage vm(VmEntry vm) {
    VmAttributes said = catalog.of(vm.id());
    ClusterName cluster = catalog.clusterOf(vm.right().home());
    return new Lineage(Places.vm(vm.name()), above(new Place(cluster, said.folder(), said.pool())));
  }

  /** Of a VM that may be gone: then it lies nowhere but among VMs. */
  Lineage vm(VmName name) {
    return state.hard().vm(name).map(this::vm).orElseGet(() -> Lineage.of(Places.vm(name)));
  }

  /** Where a VM of this cluster would get its rights from by way of hosts. */
  Lineage computing(ClusterName cluster, @Nullable PoolId pool) {
    return new Lineage(Places.VMS, above(new Place(cluster, null, pool)));
  }

  Lineage host(HostId id) {
    return new Lineage(Places.host(id), above(new Place(catalog.clusterOf(id), null, null)));
  }

  /** A pool lies in those it is a part of. */
  Lineage pool(PoolId pool) {
    return new Lineage(Places.pool(pool), above(new Place(pool.cluster(), null, pool)));
  }

  private List<ObjectPath> above(Place place) {
    return places.computeIfAbsent(place, this::make);
  }

  private List<ObjectPath> make(Place place) {
    List<ObjectPath> above = new ArrayList<>(List.of(Places.cluster(place.cluster)));
    if (place.folder != null) {
      above.add(Places.folder(place.folder));
    }
    if (place.pool != null) {
      catalog.chain(place.pool).forEach(each -> above.add(Places.pool(each)));
    }
    return List.copyOf(above);
  }

  /** Of what a task or an event is about; what has no place of its own is everyone's. */
  Lineage of(String kind, String name) {
    try {
      return switch (kind) {
        case "vm" -> vm(new VmName(name));
        case "host" -> host(new HostId(name));
        case "user" -> Lineage.of(Places.user(new UserName(name)));
        default -> ofObject(kind, name);
      };
    } catch (IllegalArgumentException noSuchName) {
      return Lineage.of(ObjectPath.ROOT);
    }
  }

  private Lineage ofObject(String kind, String name) {
    for (CatalogKind each : CatalogKind.values()) {
      if (each.word().equals(kind)) {
        return object(new CatalogKey(each, name.replace('/', ':')));
      }
    }
    return Lineage.of(ObjectPath.ROOT);
  }

  /** Of something people made, whether it is still there or not. */
  Lineage object(CatalogKey key) {
    ObjectPath at = Places.object(key);
    return key.kind() == CatalogKind.POOL ? pool(Places.poolId(key)) : Lineage.of(at);
  }

  /** Of whatever is at a path. */
  Lineage at(ObjectPath path) {
    Optional<CatalogKey> key = Places.key(path);
    if (key.isPresent()) {
      return object(key.get());
    }
    try {
      if (path.parent().equals(Places.VMS)) {
        return vm(new VmName(Places.last(path)));
      }
      if (path.parent().equals(Places.HOSTS)) {
        return host(new HostId(Places.last(path)));
      }
    } catch (IllegalArgumentException noSuchName) {
      return Lineage.of(path);
    }
    return Lineage.of(path);
  }
}
