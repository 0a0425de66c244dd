package io.godwit.manager.catalog;

import io.godwit.manager.entity.EntityKey;
import io.godwit.manager.entity.EntityKind;
import io.godwit.manager.entity.Table;
import io.godwit.model.catalog.CatalogObject;
import io.godwit.model.catalog.Cluster;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.HostAttributes;
import io.godwit.model.catalog.Pool;
import io.godwit.model.catalog.PoolId;
import io.godwit.model.catalog.Rule;
import io.godwit.model.catalog.VmAttributes;
import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * The part of hard state that people write: objects, and what they say of hosts and VMs. Immutable.
 *
 * @param objects all there are; the cluster {@code default} only once somebody has edited it
 * @param hosts what is said of hosts; of one that is not here, nothing is
 * @param vms what is said of VMs, likewise
 */
public record Catalog(
    Table<CatalogKey, CatalogObject> objects,
    Table<HostId, HostAttributes> hosts,
    Table<VmId, VmAttributes> vms) {
  public static final Catalog EMPTY = new Catalog(Table.empty(), Table.empty(), Table.empty());

  private static final String HOST = "host-attributes";
  private static final String VM = "vm-attributes";

  /** Larger than every id: ids have no such character. */
  private static final String LAST = "\uffff";

  /** How it is kept. */
  public static List<EntityKind<Catalog, ?>> kinds() {
    List<EntityKind<Catalog, ?>> kinds = new ArrayList<>();
    for (CatalogKind kind : CatalogKind.values()) {
      kinds.add(entities(kind, kind.type()));
    }
    kinds.add(
        new EntityKind<>(
            HOST,
            HostAttributes.class,
            host -> host.host().value(),
            (all, id) -> all.hosts.get(new HostId(id)),
            Catalog::put,
            all -> all.hosts.values(),
            List.of(DomainAdded::to)));
    kinds.add(
        new EntityKind<>(
            VM,
            VmAttributes.class,
            vm -> vm.vm().toString(),
            (all, id) -> all.vms.get(VmId.parse(id)),
            Catalog::put,
            all -> all.vms.values(),
            List.of(LimitsAdded::to, QuietAdded::to, ResourcesAdded::to)));
    return kinds;
  }

  private static <T extends CatalogObject> EntityKind<Catalog, T> entities(
      CatalogKind kind, Class<T> type) {
    return new EntityKind<>(
        kind.word(),
        type,
        CatalogObject::id,
        (all, id) -> all.objects.get(new CatalogKey(kind, id)).map(type::cast),
        Catalog::put,
        all -> all.all(kind, type),
        upgrades(kind));
  }

  private static List<UnaryOperator<ObjectNode>> upgrades(CatalogKind kind) {
    return switch (kind) {
      case CLUSTER ->
          List.of(
              LimitsAdded::to,
              BalancingAdded::to,
              PowerSavingAdded::to,
              OvercommitAdded::to,
              MemoryOvercommitAdded::to);
      case RULE -> List.of(MostAdded::to);
      case POOL, FOLDER, TAG, DATASTORE, NETWORK -> List.of();
    };
  }

  /**
   * What a change does.
   *
   * @throws IllegalStateException if it cannot follow this state
   */
  public Catalog apply(CatalogChange change) {
    return switch (change) {
      case CatalogChange.Put put -> {
        require(References.wrong(this, put.object()).isEmpty(), change);
        yield put(put.object());
      }
      case CatalogChange.Removed removed -> {
        require(objects.has(removed.key()), change);
        require(References.to(this, removed.key()).findFirst().isEmpty(), change);
        yield new Catalog(objects.without(removed.key()), hosts, vms);
      }
      case CatalogChange.HostDescribed described -> {
        require(References.wrong(this, described.attributes()).isEmpty(), change);
        yield put(described.attributes());
      }
      case CatalogChange.VmDescribed described -> {
        require(References.wrong(this, described.attributes()).isEmpty(), change);
        yield put(described.attributes());
      }
    };
  }

  /** The cluster of that name; as {@link Cluster#DEFAULT} is if nobody has described it. */
  public Cluster cluster(ClusterName name) {
    return find(CatalogKey.of(name)).map(Cluster.class::cast).orElse(Cluster.DEFAULT);
  }

  /** The object of that key; the cluster {@code default} is always there. */
  public Optional<CatalogObject> find(CatalogKey key) {
    Optional<CatalogObject> found = objects.get(key);
    return found.isEmpty() && key.equals(CatalogKey.of(ClusterName.DEFAULT))
        ? Optional.of(Cluster.DEFAULT)
        : found;
  }

  public boolean has(CatalogKey key) {
    return find(key).isPresent();
  }

  /** All objects of a kind, in order of id. */
  public List<CatalogObject> all(CatalogKind kind) {
    List<CatalogObject> all = new ArrayList<>(range(kind).values());
    if (kind == CatalogKind.CLUSTER && !objects.has(CatalogKey.of(ClusterName.DEFAULT))) {
      all.add(Cluster.DEFAULT);
      all.sort(Comparator.comparing(CatalogObject::id));
    }
    return all;
  }

  /** How many of a kind were made. */
  public int count(CatalogKind kind) {
    return range(kind).size();
  }

  private <T extends CatalogObject> List<T> all(CatalogKind kind, Class<T> type) {
    return range(kind).values().stream().map(type::cast).toList();
  }

  private Table<CatalogKey, CatalogObject> range(CatalogKind kind) {
    return objects.after(new CatalogKey(kind, "")).upTo(new CatalogKey(kind, LAST));
  }

  Stream<Pool> pools() {
    return all(CatalogKind.POOL, Pool.class).stream();
  }

  /** What is said of the VMs of a pool, those of its parts not counted. */
  Stream<VmAttributes> vmsIn(PoolId pool) {
    return vms.values().stream().filter(vm -> pool.equals(vm.pool()));
  }

  public Stream<Rule> rules() {
    return all(CatalogKind.RULE, Rule.class).stream();
  }

  public Optional<Pool> pool(PoolId id) {
    return objects.get(CatalogKey.of(id)).map(Pool.class::cast);
  }

  /** What is said of a host, which may be nothing. */
  public HostAttributes of(HostId host) {
    return hosts.get(host).orElseGet(() -> HostAttributes.of(host));
  }

  /** What is said of a VM, which may be nothing. */
  public VmAttributes of(VmId vm) {
    return vms.get(vm).orElseGet(() -> VmAttributes.of(vm));
  }

  /** The cluster a host is in. */
  public ClusterName clusterOf(HostId host) {
    return hosts.get(host).map(HostAttributes::cluster).orElse(ClusterName.DEFAULT);
  }

  /** A pool and those it is a part of, itself first. */
  public List<PoolId> chain(PoolId pool) {
    List<PoolId> chain = new ArrayList<>();
    Optional<PoolId> at = Optional.of(pool);
    while (at.isPresent() && chain.size() <= Pool.MAX_DEPTH) {
      chain.add(at.get());
      at = pool(at.get()).flatMap(Pool::above);
    }
    return chain;
  }

  /** The same without what was said of a VM; rules name it no more. */
  public Catalog without(VmId vm) {
    Catalog without = new Catalog(objects, hosts, vms.without(vm));
    for (Rule rule : naming(vm)) {
      without = without.put(rule.without(vm));
    }
    return without;
  }

  /** The entities that {@link #without(VmId)} changes. */
  public List<EntityKey> touchedWithout(VmId vm) {
    List<EntityKey> touched = new ArrayList<>(List.of(entity(vm)));
    naming(vm).forEach(rule -> touched.add(entity(CatalogKey.of(rule))));
    return touched;
  }

  private List<Rule> naming(VmId vm) {
    return rules().filter(rule -> rule.vms().contains(vm)).toList();
  }

  /** The same without what was said of a host. */
  public Catalog without(HostId host) {
    return new Catalog(objects, hosts.without(host), vms);
  }

  /**
   * The same once a VM is at home on {@code home}: a pool of another cluster is not its any more.
   */
  public Catalog settled(VmId vm, HostId home) {
    VmAttributes said = of(vm);
    PoolId pool = said.pool();
    return pool == null || pool.cluster().equals(clusterOf(home)) ? this : put(said.unpooled());
  }

  /**
   * What can be said of a VM on {@code home} if some of {@code wished} is gone meanwhile: who asked
   * was promised a VM, and gets one.
   */
  public VmAttributes fitting(VmAttributes wished, HostId home) {
    VmAttributes fitting = wished;
    PoolId pool = wished.pool();
    if (pool != null && (pool(pool).isEmpty() || !pool.cluster().equals(clusterOf(home)))) {
      fitting = fitting.unpooled();
    }
    if (wished.folder() != null && !has(CatalogKey.of(wished.folder()))) {
      fitting = fitting.unfiled();
    }
    fitting =
        fitting.tagged(fitting.tags().stream().filter(tag -> has(CatalogKey.of(tag))).toList());
    return References.wrong(this, fitting).isEmpty() ? fitting : fitting.unreserved();
  }

  /** How an object is kept. */
  static EntityKey entity(CatalogKey key) {
    return new EntityKey(key.kind().word(), key.id());
  }

  /** How what is said of a host is kept. */
  public static EntityKey entity(HostId host) {
    return new EntityKey(HOST, host.value());
  }

  /** How what is said of a VM is kept. */
  public static EntityKey entity(VmId vm) {
    return new EntityKey(VM, vm.toString());
  }

  private Catalog put(CatalogObject object) {
    return new Catalog(objects.with(CatalogKey.of(object), object), hosts, vms);
  }

  private Catalog put(HostAttributes said) {
    return new Catalog(
        objects, said.plain() ? hosts.without(said.host()) : hosts.with(said.host(), said), vms);
  }

  private Catalog put(VmAttributes said) {
    return new Catalog(
        objects, hosts, said.plain() ? vms.without(said.vm()) : vms.with(said.vm(), said));
  }

  private static void require(boolean holds, CatalogChange change) {
    if (!holds) {
      throw new IllegalStateException(change + " does not fit the state");
    }
  }
}
