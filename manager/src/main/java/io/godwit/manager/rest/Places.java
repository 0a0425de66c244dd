package io.godwit.manager.rest;

import io.godwit.manager.catalog.CatalogKey;
import io.godwit.manager.catalog.CatalogKind;
import io.godwit.manager.identity.Authorizer;
import io.godwit.manager.identity.Grants;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.FolderPath;
import io.godwit.model.catalog.PoolId;
import io.godwit.model.catalog.PoolName;
import io.godwit.model.host.HostId;
import io.godwit.model.identity.Lineage;
import io.godwit.model.identity.ObjectPath;
import io.godwit.model.identity.UserName;
import io.godwit.model.vm.VmName;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The paths of the objects of the API, which rights are given on. What lies in what beside what a
 * path says is {@link Lineages}' affair: a VM's path does not change when it moves.
 */
final class Places {
  static final ObjectPath CLUSTERS = ObjectPath.ROOT.below("clusters");
  static final ObjectPath HOSTS = ObjectPath.ROOT.below("hosts");
  static final ObjectPath VMS = ObjectPath.ROOT.below("vms");
  static final ObjectPath FOLDERS = ObjectPath.ROOT.below("folders");
  static final ObjectPath TAGS = ObjectPath.ROOT.below("tags");
  static final ObjectPath DATASTORES = ObjectPath.ROOT.below("datastores");
  static final ObjectPath NETWORKS = ObjectPath.ROOT.below("networks");

  private static final String POOLS = "pools";
  private static final String RULES = "rules";

  /** Objects that are always there. */
  private static final List<ObjectPath> FIXED =
      List.of(
          ObjectPath.ROOT,
          CLUSTERS,
          HOSTS,
          VMS,
          FOLDERS,
          TAGS,
          DATASTORES,
          NETWORKS,
          Authorizer.USERS);

  private Places() {}

  static ObjectPath vm(VmName name) {
    return VMS.below(name.value());
  }

  static ObjectPath host(HostId id) {
    return HOSTS.below(id.value());
  }

  static ObjectPath user(UserName name) {
    return Authorizer.USERS.below(name.value());
  }

  static ObjectPath cluster(ClusterName name) {
    return CLUSTERS.below(name.value());
  }

  static ObjectPath pool(PoolId pool) {
    return cluster(pool.cluster()).below(POOLS, pool.name().value());
  }

  static ObjectPath folder(FolderPath path) {
    return FOLDERS.below(path.names().toArray(String[]::new));
  }

  /** Of something people made. */
  static ObjectPath object(CatalogKey key) {
    String[] names = key.id().split(":", -1);
    return switch (key.kind()) {
      case CLUSTER -> CLUSTERS.below(names);
      case POOL -> CLUSTERS.below(names[0], POOLS, names[1]);
      case RULE -> CLUSTERS.below(names[0], RULES, names[1]);
      case FOLDER -> FOLDERS.below(names);
      case TAG -> TAGS.below(names);
      case DATASTORE -> DATASTORES.below(names);
      case NETWORK -> NETWORKS.below(names);
    };
  }

  /** What lies where, if a path is one of something people make. */
  static Optional<CatalogKey> key(ObjectPath path) {
    if (path.isRoot()) {
      return Optional.empty();
    }
    List<String> names = Arrays.asList(path.value().substring(1).split("/", -1));
    String id = String.join(":", names.subList(1, names.size()));
    int size = names.size();
    return switch (names.getFirst()) {
      case "clusters" -> inCluster(names, size);
      case "folders" -> size > 1 ? Optional.of(new CatalogKey(CatalogKind.FOLDER, id)) : none();
      case "tags" -> size == 2 ? Optional.of(new CatalogKey(CatalogKind.TAG, id)) : none();
      case "datastores" ->
          size == 2 ? Optional.of(new CatalogKey(CatalogKind.DATASTORE, id)) : none();
      case "networks" -> size == 2 ? Optional.of(new CatalogKey(CatalogKind.NETWORK, id)) : none();
      default -> none();
    };
  }

  private static Optional<CatalogKey> inCluster(List<String> names, int size) {
    if (size == 2) {
      return Optional.of(new CatalogKey(CatalogKind.CLUSTER, names.get(1)));
    }
    if (size != 4) {
      return none();
    }
    String id = names.get(1) + ":" + names.get(3);
    return switch (names.get(2)) {
      case POOLS -> Optional.of(new CatalogKey(CatalogKind.POOL, id));
      case RULES -> Optional.of(new CatalogKey(CatalogKind.RULE, id));
      default -> none();
    };
  }

  private static Optional<CatalogKey> none() {
    return Optional.empty();
  }

  static PoolId poolId(CatalogKey key) {
    String[] names = key.id().split(":", -1);
    return new PoolId(new ClusterName(names[0]), new PoolName(names[1]));
  }

  static String last(ObjectPath path) {
    return path.value().substring(path.value().lastIndexOf('/') + 1);
  }

  static Lineage namedVm(DataCenter state, Context request) {
    return new Lineages(state).vm(Requests.vmName(request.pathParam("name")));
  }

  static Lineage namedHost(DataCenter state, Context request) {
    return new Lineages(state).host(Requests.hostId(request.pathParam("id")));
  }

  static Lineage namedUser(DataCenter state, Context request) {
    return Lineage.of(user(Requests.userName(request.pathParam("name"))));
  }

  static Lineage namedGrant(DataCenter state, Context request) {
    return new Lineages(state)
        .at(
            Grants.require(state.hard().identities(), Requests.grantId(request.pathParam("id")))
                .path());
  }

  /** Whether there is such an object: a right is not given on what may come one day. */
  static boolean isThere(DataCenter state, ObjectPath path) {
    if (FIXED.contains(path) || key(path).filter(state.hard().catalog()::has).isPresent()) {
      return true;
    }
    ObjectPath parent = path.parent();
    String name = last(path);
    try {
      if (parent.equals(VMS)) {
        return state.hard().names().has(new VmName(name));
      }
      if (parent.equals(HOSTS)) {
        HostId host = new HostId(name);
        return state.soft().hosts().has(host) || state.hard().enrolments().hosts().has(host);
      }
      return parent.equals(Authorizer.USERS)
          && state.hard().identities().users().has(new UserName(name));
    } catch (IllegalArgumentException noSuchName) {
      return false;
    }
  }
}
