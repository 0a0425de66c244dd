package io.godwit.manager.curation;

import io.godwit.manager.catalog.CatalogChange;
import io.godwit.manager.catalog.CatalogKey;
import io.godwit.manager.catalog.CatalogKind;
import io.godwit.manager.catalog.References;
import io.godwit.manager.catalog.References.Use;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.Reservations;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.model.catalog.CatalogObject;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.HostAttributes;
import io.godwit.model.catalog.PoolId;
import io.godwit.model.catalog.Rule;
import io.godwit.model.catalog.TagName;
import io.godwit.model.catalog.VmAttributes;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.host.HostId;
import io.godwit.model.vm.RightToRun.Handover;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What may become of the catalog as things are, or why not. Pure. */
final class Edits {
  /** Of each kind: more than any data center has, and few enough to be looked through. */
  static final int MAX_OF_KIND = 10_000;

  /** What one decision takes a tag off, so that it stays one small transaction. */
  private static final int MAX_DETACHED = 200;

  /** What a message names of many. */
  private static final int MAX_NAMED = 3;

  private Edits() {}

  static CatalogObject require(DataCenter state, CatalogKey key) {
    return state.hard().catalog().find(key).orElseThrow(() -> unknown(key));
  }

  /** A datastore may be there all the same, on hosts. */
  private static GodwitException unknown(CatalogKey key) {
    boolean onHosts = key.kind() == CatalogKind.DATASTORE || key.kind() == CatalogKind.NETWORK;
    return new GodwitException(
        ErrorCode.OBJECT_UNKNOWN,
        onHosts ? "Nobody has said what the " + key + " should be." : "There is no " + key + ".",
        onHosts
            ? "Say it with 'godwit " + key.kind().word() + " create'."
            : "List what there is with 'godwit " + key.kind().word() + " list'.");
  }

  /** A new object. */
  static CatalogChange create(DataCenter state, CatalogObject object) {
    CatalogKey key = CatalogKey.of(object);
    if (state.hard().catalog().has(key)) {
      throw new GodwitException(
          ErrorCode.OBJECT_EXISTS,
          "There is a " + key + " already; nothing was changed.",
          "Choose another name, or edit that one.");
    }
    if (state.hard().catalog().count(key.kind()) >= MAX_OF_KIND) {
      throw new GodwitException(
          ErrorCode.LIMIT_REACHED,
          "There are " + MAX_OF_KIND + " objects of the kind " + key.kind().word() + " already.",
          "Delete those that are not used.");
    }
    return put(state, object);
  }

  /** An object as it is to be from now on. */
  static CatalogChange put(DataCenter state, CatalogObject object) {
    References.wrong(state.hard().catalog(), object)
        .ifPresent(wrong -> {
          throw invalid(CatalogKey.of(object) + " cannot be like that: " + wrong);
        });
    if (object instanceof Rule rule) {
      Conflicts.of(state, rule)
          .ifPresent(refused -> {
            throw refused;
          });
    }
    return new CatalogChange.Put(object);
  }

  /** An object goes. */
  static CatalogChange remove(DataCenter state, CatalogKey key) {
    if (key.equals(CatalogKey.of(ClusterName.DEFAULT))) {
      throw new GodwitException(
          ErrorCode.OBJECT_IN_USE,
          "The cluster default is where hosts are that nobody has put elsewhere; it stays.",
          "Put its hosts into other clusters if you do not want to use it.");
    }
    List<Use> uses = References.to(state.hard().catalog(), key).toList();
    if (!uses.isEmpty()) {
      throw inUse(state, key, uses);
    }
    return new CatalogChange.Removed(key);
  }

  /**
   * Takes a tag off some of the things it is on.
   *
   * @return nothing if it is on nothing
   */
  static List<CatalogChange> detach(DataCenter state, CatalogKey tag) {
    TagName name = new TagName(tag.id());
    List<Use> uses = References.to(state.hard().catalog(), tag).toList();
    List<Use> rules =
        uses.stream()
            .filter(use -> use instanceof Use.ByObject of && of.key().kind() == CatalogKind.RULE)
            .toList();
    if (!rules.isEmpty()) {
      throw inUse(state, tag, rules);
    }
    List<CatalogChange> changes = new ArrayList<>();
    for (Use use : uses.subList(0, Math.min(uses.size(), MAX_DETACHED))) {
      changes.add(
          switch (use) {
            case Use.ByObject of -> {
              CatalogObject object = require(state, of.key());
              yield new CatalogChange.Put(object.tagged(without(object.tags(), name)));
            }
            case Use.ByHost of ->
                new CatalogChange.HostDescribed(of.said().tagged(without(of.said().tags(), name)));
            case Use.ByVm of ->
                new CatalogChange.VmDescribed(of.said().tagged(without(of.said().tags(), name)));
          });
    }
    return changes;
  }

  private static List<TagName> without(List<TagName> tags, TagName gone) {
    return tags.stream().filter(tag -> !tag.equals(gone)).toList();
  }

  /** What is said of a host. */
  static CatalogChange describe(DataCenter state, HostAttributes said) {
    References.wrong(state.hard().catalog(), said)
        .ifPresent(wrong -> {
          throw invalid("Host " + said.host() + " cannot be like that: " + wrong);
        });
    ClusterName now = state.hard().catalog().clusterOf(said.host());
    if (!now.equals(said.cluster())) {
      requireEmpty(state, said.host(), now);
    }
    return new CatalogChange.HostDescribed(said);
  }

  /** A VM in a pool is entitled to a part of its cluster, and lives by the rules there. */
  private static void requireEmpty(DataCenter state, HostId host, ClusterName cluster) {
    List<String> there =
        Stream.concat(
                state.hard().vms().values().stream()
                    .filter(vm -> isHome(vm, host))
                    .map(vm -> vm.name().value()),
                state.soft().claims().values().stream()
                    .filter(claim -> claim.host().equals(host))
                    .map(claim -> claim.spec().name().value()))
            .distinct()
            .toList();
    if (!there.isEmpty()) {
      throw new GodwitException(
          ErrorCode.HOST_NOT_EMPTY,
          "Host "
              + host
              + " stays in cluster "
              + cluster
              + ": "
              + some(there)
              + (there.size() == 1 ? " is" : " are")
              + " at home there or on the way.",
          "Move its VMs to other hosts of the cluster, then try again.");
    }
  }

  private static boolean isHome(VmEntry vm, HostId host) {
    return vm.right().home().equals(host)
        || (vm.right() instanceof Handover handover && handover.destination().equals(host));
  }

  /** What is said of a VM. */
  static CatalogChange describe(DataCenter state, VmEntry vm, VmAttributes said) {
    Optional<String> wrong = References.wrong(state.hard().catalog(), said);
    PoolId pool = said.pool();
    ClusterName cluster = state.hard().catalog().clusterOf(vm.right().home());
    if (wrong.isEmpty() && pool != null && !pool.cluster().equals(cluster)) {
      wrong = Optional.of("pool " + pool + " is not of its cluster, which is " + cluster);
    }
    wrong = wrong.or(() -> said.resources().wrongFor(vm.spec().cpus(), vm.spec().memory()));
    wrong.ifPresent(why -> {
      throw invalid("VM " + vm.name() + " cannot be like that: " + why);
    });
    requireKept(state, vm, said.resources().cpu().reservation());
    return new CatalogChange.VmDescribed(said);
  }

  /** Less than is reserved now can always be kept: an edit may heal what others have caused. */
  private static void requireKept(DataCenter state, VmEntry vm, long wanted) {
    if (wanted <= Reservations.of(state, vm.id())) {
      return;
    }
    ClusterName cluster = state.hard().catalog().clusterOf(vm.right().home());
    Optional<Problem> refusal = Reservations.tooLarge(state, cluster, vm.name(), wanted);
    for (HostEntry host : state.soft().hosts().values()) {
      if (refusal.isEmpty() && state.occupies(vm.id(), host.id())) {
        refusal = Reservations.refusal(state, host, vm.id(), vm.name(), wanted);
      }
    }
    refusal.ifPresent(problem -> {
      throw problem.asException();
    });
  }

  private static GodwitException inUse(DataCenter state, CatalogKey key, List<Use> uses) {
    boolean isTag = key.kind() == CatalogKind.TAG;
    return new GodwitException(
        ErrorCode.OBJECT_IN_USE,
        "The "
            + key
            + " is used by "
            + some(uses.stream().map(use -> words(state, use)).toList())
            + "; nothing was changed.",
        isTag
                && uses.stream()
                    .noneMatch(use ->
                        use instanceof Use.ByObject of && of.key().kind() == CatalogKind.RULE)
            ? "Take the tag off them, or delete it with ?detach=true, which does."
            : "Delete those first, or let them use another.");
  }

  private static String words(DataCenter state, Use use) {
    return switch (use) {
      case Use.ByObject of -> of.key().toString();
      case Use.ByHost of -> "host " + of.said().host();
      case Use.ByVm of ->
          "VM "
              + state
                  .hard()
                  .vms()
                  .get(of.said().vm())
                  .map(vm -> vm.name().value())
                  .orElse(of.said().vm().toString());
    };
  }

  private static String some(List<String> names) {
    String first = names.stream().limit(MAX_NAMED).collect(Collectors.joining(", "));
    return names.size() <= MAX_NAMED
        ? first
        : first + " and " + (names.size() - MAX_NAMED) + " more";
  }

  private static GodwitException invalid(String detail) {
    return new GodwitException(
        ErrorCode.SPEC_INVALID, detail + ".", "Correct the request and send it again.");
  }
}
