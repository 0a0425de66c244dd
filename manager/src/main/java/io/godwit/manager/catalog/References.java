package io.godwit.manager.catalog;

import io.godwit.model.catalog.CatalogObject;
import io.godwit.model.catalog.Cluster;
import io.godwit.model.catalog.DatastoreSpec;
import io.godwit.model.catalog.Folder;
import io.godwit.model.catalog.FolderPath;
import io.godwit.model.catalog.HostAttributes;
import io.godwit.model.catalog.NetworkSpec;
import io.godwit.model.catalog.Pool;
import io.godwit.model.catalog.PoolId;
import io.godwit.model.catalog.Rule;
import io.godwit.model.catalog.Tag;
import io.godwit.model.catalog.TagName;
import io.godwit.model.catalog.VmAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which objects name which: what a new one may name, and what holds an old one back. Pure. */
public final class References {
  private References() {}

  /** Something that names an object. */
  public sealed interface Use {
    /** An object. */
    record ByObject(CatalogKey key) implements Use {}

    /** What is said of a host. */
    record ByHost(HostAttributes said) implements Use {}

    /** What is said of a VM. */
    record ByVm(VmAttributes said) implements Use {}
  }

  /** Why an object cannot be in this catalog, as half a sentence. */
  public static Optional<String> wrong(Catalog catalog, CatalogObject object) {
    return switch (object) {
      case Cluster _, Tag _, DatastoreSpec _ -> missing(catalog, keys(object));
      case NetworkSpec network ->
          missing(catalog, keys(network)).or(() -> shadowed(catalog, network));
      case Folder folder ->
          folder
              .path()
              .parent()
              .flatMap(parent -> missing(catalog, List.of(CatalogKey.of(parent))));
      case Rule _ -> missing(catalog, keys(object));
      case Pool pool -> missing(catalog, keys(pool)).or(() -> misplaced(catalog, pool));
    };
  }

  /** Why this cannot be said of a host. */
  public static Optional<String> wrong(Catalog catalog, HostAttributes said) {
    return missing(catalog, keys(said));
  }

  /** Why this cannot be said of a VM. */
  public static Optional<String> wrong(Catalog catalog, VmAttributes said) {
    return missing(catalog, keys(said)).or(() -> Reserved.wrong(catalog, said));
  }

  /** What names an object. */
  public static Stream<Use> to(Catalog catalog, CatalogKey key) {
    Stream<Use> objects =
        catalog.objects().values().stream()
            .filter(object -> keys(object).contains(key))
            .map(object -> new Use.ByObject(CatalogKey.of(object)));
    return switch (key.kind()) {
      case CLUSTER -> Stream.concat(objects, hosts(catalog, key));
      case POOL, FOLDER -> Stream.concat(objects, vms(catalog, key));
      case TAG -> Stream.of(objects, hosts(catalog, key), vms(catalog, key)).flatMap(all -> all);
      case RULE, DATASTORE, NETWORK -> Stream.empty();
    };
  }

  private static Stream<Use> hosts(Catalog catalog, CatalogKey key) {
    return catalog.hosts().values().stream()
        .filter(said -> keys(said).contains(key))
        .map(Use.ByHost::new);
  }

  private static Stream<Use> vms(Catalog catalog, CatalogKey key) {
    return catalog.vms().values().stream()
        .filter(said -> keys(said).contains(key))
        .map(Use.ByVm::new);
  }

  private static List<CatalogKey> keys(CatalogObject object) {
    List<CatalogKey> keys = new ArrayList<>();
    object.tags().forEach(tag -> keys.add(CatalogKey.of(tag)));
    switch (object) {
      case Cluster _, Tag _, DatastoreSpec _, NetworkSpec _ -> {
        // Nothing but their tags.
      }
      case Folder folder -> folder.path().parent().map(CatalogKey::of).ifPresent(keys::add);
      case Pool pool -> {
        keys.add(CatalogKey.of(pool.cluster()));
        pool.above().map(CatalogKey::of).ifPresent(keys::add);
      }
      case Rule rule -> {
        keys.add(CatalogKey.of(rule.cluster()));
        addTag(keys, rule.vmTag());
        addTag(keys, rule.hostTag());
      }
    }
    return keys;
  }

  private static List<CatalogKey> keys(HostAttributes said) {
    List<CatalogKey> keys = new ArrayList<>(List.of(CatalogKey.of(said.cluster())));
    said.tags().forEach(tag -> keys.add(CatalogKey.of(tag)));
    return keys;
  }

  private static List<CatalogKey> keys(VmAttributes said) {
    List<CatalogKey> keys = new ArrayList<>();
    FolderPath folder = said.folder();
    if (folder != null) {
      keys.add(CatalogKey.of(folder));
    }
    PoolId pool = said.pool();
    if (pool != null) {
      keys.add(CatalogKey.of(pool));
    }
    said.tags().forEach(tag -> keys.add(CatalogKey.of(tag)));
    return keys;
  }

  private static void addTag(List<CatalogKey> keys, @Nullable TagName tag) {
    if (tag != null) {
      keys.add(CatalogKey.of(tag));
    }
  }

  private static Optional<String> missing(Catalog catalog, List<CatalogKey> keys) {
    return keys.stream()
        .filter(key -> !catalog.has(key))
        .findFirst()
        .map(key -> "there is no " + key);
  }

  /** Two overlays of one number would be one network. */
  private static Optional<String> shadowed(Catalog catalog, NetworkSpec network) {
    return catalog.all(CatalogKind.NETWORK).stream()
        .map(NetworkSpec.class::cast)
        .filter(other -> !other.name().equals(network.name()))
        .filter(other -> network.vni() != null && network.vni().equals(other.vni()))
        .findFirst()
        .map(other -> "network " + other.name() + " has the vni " + network.vni() + " already");
  }

  /** Whether a pool would be a part of itself, too deep, or have more than there is to have. */
  private static Optional<String> misplaced(Catalog catalog, Pool pool) {
    int above = 0;
    Optional<PoolId> at = pool.above();
    while (at.isPresent() && above <= Pool.MAX_DEPTH) {
      if (at.get().equals(pool.key())) {
        return Optional.of("pool " + pool.name() + " would be a part of itself");
      }
      above++;
      at = catalog.pool(at.get()).flatMap(Pool::above);
    }
    if (above + height(catalog, pool) > Pool.MAX_DEPTH) {
      return Optional.of("pools would lie in each other " + Pool.MAX_DEPTH + " deep and more");
    }
    return Reserved.wrong(catalog, pool);
  }

  /** How many pools lie in each other here, this one counted. */
  private static int height(Catalog catalog, Pool pool) {
    int height = 1;
    List<PoolId> level = List.of(pool.key());
    while (height <= Pool.MAX_DEPTH) {
      List<PoolId> parents = level;
      level =
          catalog
              .pools()
              .filter(each -> each.above().filter(parents::contains).isPresent())
              .map(Pool::key)
              .toList();
      if (level.isEmpty()) {
        return height;
      }
      height++;
    }
    return height;
  }
}
