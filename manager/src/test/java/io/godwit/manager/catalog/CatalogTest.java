package io.godwit.manager.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.godwit.manager.entity.Entities;
import io.godwit.manager.entity.EntityKey;
import io.godwit.manager.entity.UnreadableState;
import io.godwit.model.catalog.Balancing;
import io.godwit.model.catalog.CatalogObject;
import io.godwit.model.catalog.Cluster;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.DatastoreSpec;
import io.godwit.model.catalog.Folder;
import io.godwit.model.catalog.FolderPath;
import io.godwit.model.catalog.HostAttributes;
import io.godwit.model.catalog.NetworkSpec;
import io.godwit.model.catalog.Pool;
import io.godwit.model.catalog.PoolId;
import io.godwit.model.catalog.PoolName;
import io.godwit.model.catalog.PowerSaving;
import io.godwit.model.catalog.Resources;
import io.godwit.model.catalog.Rule;
import io.godwit.model.catalog.RuleName;
import io.godwit.model.catalog.Share;
import io.godwit.model.catalog.Tag;
import io.godwit.model.catalog.TagName;
import io.godwit.model.catalog.VmAttributes;
import io.godwit.model.host.Datastore;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.host.HostId;
import io.godwit.model.host.NetworkName;
import io.godwit.model.migration.LimitsWish;
import io.godwit.model.vm.VmId;
import io.godwit.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

final class CatalogTest {
  private static final ClusterName C1 = new ClusterName("c1");
  private static final HostId H1 = new HostId("h1");
  private static final VmId WEB = new VmId(new UUID(0, 1));
  private static final VmId DB = new VmId(new UUID(0, 2));
  private static final TagName GOLD = new TagName("gold");

  private static Catalog with(CatalogObject... objects) {
    Catalog catalog = Catalog.EMPTY;
    for (CatalogObject object : objects) {
      catalog = catalog.apply(new CatalogChange.Put(object));
    }
    return catalog;
  }

  private static Cluster c1() {
    return new Cluster(
        C1,
        "",
        List.of(),
        LimitsWish.NONE,
        Balancing.DEFAULT,
        PowerSaving.DEFAULT,
        Cluster.CPU_OVERCOMMIT,
        Cluster.MEMORY_OVERCOMMIT);
  }

  private static Pool pool(String name, @Nullable String parent, long reserved) {
    return new Pool(
        C1,
        new PoolName(name),
        parent == null ? null : new PoolName(parent),
        new Share(reserved, null, 4000),
        Share.DEFAULT,
        "");
  }

  private static Folder folder(String path) {
    return new Folder(new FolderPath(path), "");
  }

  private static Rule apart(VmId... vms) {
    return new Rule(
        C1,
        new RuleName("apart"),
        Rule.Kind.KEEP_APART,
        Rule.Strength.MUST,
        List.of(vms),
        null,
        List.of(),
        null,
        null,
        "");
  }

  @Test
  void theClusterDefaultIsAlwaysThere() {
    assertThat(Catalog.EMPTY.all(CatalogKind.CLUSTER)).containsExactly(Cluster.DEFAULT);
    assertThat(Catalog.EMPTY.clusterOf(H1)).isEqualTo(ClusterName.DEFAULT);
    Cluster edited =
        new Cluster(
            ClusterName.DEFAULT,
            "the old hall",
            List.of(),
            LimitsWish.NONE,
            Balancing.DEFAULT,
            PowerSaving.DEFAULT,
            Cluster.CPU_OVERCOMMIT,
            Cluster.MEMORY_OVERCOMMIT);
    assertThat(with(edited, c1()).all(CatalogKind.CLUSTER)).containsExactly(c1(), edited);
  }

  @Test
  void anObjectNamesOnlyWhatIsThere() {
    assertThat(References.wrong(Catalog.EMPTY, pool("p", null, 0)))
        .contains("there is no cluster c1");
    assertThat(References.wrong(with(c1()), pool("p", "no", 0))).contains("there is no pool c1/no");
    assertThat(References.wrong(Catalog.EMPTY, folder("a/b"))).contains("there is no folder a");
    assertThat(References.wrong(Catalog.EMPTY, c1().tagged(List.of(GOLD))))
        .contains("there is no tag gold");
    assertThatIllegalStateException().isThrownBy(() -> with(folder("a/b")));
    assertThat(
            References.wrong(
                Catalog.EMPTY,
                new VmAttributes(
                    WEB,
                    null,
                    new PoolId(C1, new PoolName("p")),
                    List.of(),
                    "",
                    LimitsWish.NONE,
                    null,
                    List.of())))
        .contains("there is no pool c1/p");
  }

  @Test
  void noPoolIsAPartOfItself() {
    Catalog catalog = with(c1(), pool("a", null, 0), pool("b", "a", 0), pool("c", "b", 0));
    assertThat(References.wrong(catalog, pool("a", "c", 0)))
        .contains("pool a would be a part of itself");
    assertThatIllegalArgumentException().isThrownBy(() -> pool("a", "a", 0));
  }

  @Test
  void poolsLieInEachOtherEightDeepAtMost() {
    Catalog catalog = with(c1(), pool("p1", null, 0), pool("top", null, 0));
    for (int i = 2; i <= Pool.MAX_DEPTH; i++) {
      catalog = catalog.apply(new CatalogChange.Put(pool("p" + i, "p" + (i - 1), 0)));
    }
    assertThat(References.wrong(catalog, pool("p9", "p8", 0)).orElseThrow()).contains("deep");
    // Also when what lies in it would come too deep.
    assertThat(References.wrong(catalog, pool("p1", "top", 0)).orElseThrow()).contains("deep");
    assertThat(catalog.chain(new PoolId(C1, new PoolName("p8")))).hasSize(8);
  }

  @Test
  void partsHaveNoMoreReservedThanTheWhole() {
    Catalog catalog = with(c1(), pool("all", null, 800), pool("a", "all", 500));
    assertThat(References.wrong(catalog, pool("b", "all", 300))).isEmpty();
    assertThat(References.wrong(catalog, pool("b", "all", 301)).orElseThrow())
        .isEqualTo(
            "3.01 cores cannot be kept in pool all, which has 8 cores for what is in it, and 3 cores"
                + " of them left");
    assertThat(References.wrong(catalog, pool("all", null, 400)).orElseThrow())
        .isEqualTo("what is in it has 5 cores reserved, more than its 4 cores");
    assertThat(References.wrong(catalog, pool("all", null, 0)))
        .as("a pool without a reservation is bounded by its cluster")
        .isEmpty();
  }

  @Test
  void whatIsReservedForVmsIsOfTheirPool() {
    Catalog catalog =
        with(c1(), pool("all", null, 800), pool("a", "all", 500), limited("b", 200))
            .apply(new CatalogChange.VmDescribed(reserving(WEB, "all", 200)));
    assertThat(References.wrong(catalog, reserving(DB, "all", 100))).isEmpty();
    assertThat(References.wrong(catalog, reserving(DB, "all", 101)).orElseThrow())
        .contains("which has 8 cores for what is in it, and 1 cores of them left");
    assertThat(References.wrong(catalog, reserving(WEB, "all", 300)))
        .as("what it has now is not counted twice")
        .isEmpty();
    assertThat(References.wrong(catalog, pool("c", "all", 101)).orElseThrow()).contains("1 cores");
    assertThat(References.wrong(catalog, pool("all", null, 699)).orElseThrow())
        .contains("has 7 cores reserved, more than its 6.99 cores");
    assertThat(References.wrong(catalog, reserving(DB, "b", 201)).orElseThrow())
        .as("without a reservation there is as much as the limit allows")
        .contains("which has 2 cores for what is in it, and 2 cores of them left");
    assertThat(catalog.fitting(reserving(DB, "all", 101), H1))
        .as("in a cluster without the pool")
        .isEqualTo(reserving(DB, "all", 101).unpooled());
    assertThat(
            catalog
                .apply(
                    new CatalogChange.HostDescribed(
                        new HostAttributes(H1, C1, List.of(), "", null)))
                .fitting(reserving(DB, "all", 101), H1))
        .as("who asked was promised a VM")
        .isEqualTo(reserving(DB, "all", 0));
  }

  private static Pool limited(String name, long limit) {
    return new Pool(C1, new PoolName(name), null, new Share(0, limit, 4000), Share.DEFAULT, "");
  }

  private static VmAttributes reserving(VmId vm, String pool, long units) {
    return new VmAttributes(
        vm,
        null,
        new PoolId(C1, new PoolName(pool)),
        List.of(),
        "",
        LimitsWish.NONE,
        null,
        List.of(),
        new Resources(new Share(units, null, 4000), Share.DEFAULT));
  }

  @Test
  void whatIsUsedStays() {
    Catalog catalog =
        with(c1(), new Tag(GOLD, ""), pool("p", null, 0), folder("a"), folder("a/b"), apart(WEB));
    catalog =
        catalog
            .apply(
                new CatalogChange.VmDescribed(
                    new VmAttributes(
                        WEB,
                        new FolderPath("a/b"),
                        new PoolId(C1, new PoolName("p")),
                        List.of(GOLD),
                        "",
                        LimitsWish.NONE,
                        null,
                        List.of())))
            .apply(
                new CatalogChange.HostDescribed(
                    new HostAttributes(H1, C1, List.of(GOLD), "rack 4", null)));
    assertThat(References.to(catalog, CatalogKey.of(C1))).hasSize(3);
    assertThat(References.to(catalog, CatalogKey.of(GOLD))).hasSize(2);
    for (CatalogKey key :
        List.of(
            CatalogKey.of(C1),
            CatalogKey.of(GOLD),
            CatalogKey.of(new PoolId(C1, new PoolName("p"))),
            CatalogKey.of(new FolderPath("a")),
            CatalogKey.of(new FolderPath("a/b")))) {
      Catalog now = catalog;
      assertThatIllegalStateException()
          .as("%s", key)
          .isThrownBy(() -> now.apply(new CatalogChange.Removed(key)));
    }
  }

  @Test
  void aVmThatIsDeletedLeavesItsRules() {
    Catalog catalog =
        with(c1(), apart(WEB, DB))
            .apply(
                new CatalogChange.VmDescribed(
                    new VmAttributes(
                        WEB, null, null, List.of(), "x", LimitsWish.NONE, null, List.of())));
    assertThat(catalog.touchedWithout(WEB))
        .containsExactly(Catalog.entity(WEB), Catalog.entity(CatalogKey.of(apart())));
    Catalog without = catalog.without(WEB);
    assertThat(without.vms().size()).isZero();
    assertThat(without.find(CatalogKey.of(apart()))).contains(apart(DB));
  }

  @Test
  void aVmThatMovesToAnotherClusterLeavesItsPoolAndKeepsItsFolder() {
    VmAttributes said =
        new VmAttributes(
            WEB,
            new FolderPath("a"),
            new PoolId(C1, new PoolName("p")),
            List.of(),
            "",
            LimitsWish.NONE,
            null,
            List.of());
    Catalog catalog =
        with(c1(), pool("p", null, 0), folder("a"))
            .apply(new CatalogChange.HostDescribed(new HostAttributes(H1, C1, List.of(), "", null)))
            .apply(new CatalogChange.VmDescribed(said));
    assertThat(catalog.settled(WEB, H1)).isEqualTo(catalog);
    assertThat(catalog.settled(WEB, new HostId("h2")).of(WEB)).isEqualTo(said.unpooled());
  }

  @Test
  void whatWasWishedForAVmFitsWhatIsLeft() {
    VmAttributes wished =
        new VmAttributes(
            WEB,
            new FolderPath("a"),
            new PoolId(C1, new PoolName("p")),
            List.of(GOLD),
            "mine",
            LimitsWish.NONE,
            null,
            List.of());
    assertThat(Catalog.EMPTY.fitting(wished, H1))
        .isEqualTo(
            new VmAttributes(WEB, null, null, List.of(), "mine", LimitsWish.NONE, null, List.of()));
  }

  @Test
  void ofWhatNobodySaidAnythingNothingIsKept() {
    HostAttributes said = new HostAttributes(H1, ClusterName.DEFAULT, List.of(), "rack 4", null);
    Catalog catalog = Catalog.EMPTY.apply(new CatalogChange.HostDescribed(said));
    assertThat(catalog.hosts().size()).isEqualTo(1);
    assertThat(catalog.apply(new CatalogChange.HostDescribed(HostAttributes.of(H1))))
        .isEqualTo(Catalog.EMPTY);
  }

  @Test
  void twoOverlaysOfOneNumberWouldBeOne() {
    NetworkSpec apps = overlay("apps", 7);
    Catalog catalog = with(apps);
    assertThat(References.wrong(catalog, overlay("web", 7)))
        .contains("network apps has the vni 7 already");
    assertThat(References.wrong(catalog, overlay("web", 8))).isEmpty();
    assertThat(References.wrong(catalog, apps)).isEmpty();
  }

  private static NetworkSpec overlay(String name, int vni) {
    return new NetworkSpec(
        new NetworkName(name), NetworkSpec.Kind.OVERLAY, null, vni, 1500, "", List.of());
  }

  @Test
  void specsThatMakeNoSenseAreNone() {
    NetworkName net = new NetworkName("n");
    NetworkSpec.Kind overlay = NetworkSpec.Kind.OVERLAY;
    NetworkSpec.Kind bridged = NetworkSpec.Kind.BRIDGED;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NetworkSpec(net, overlay, null, null, 1500, "", List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NetworkSpec(net, bridged, 4095, null, 1500, "", List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NetworkSpec(net, bridged, null, 1, 1500, "", List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NetworkSpec(net, bridged, null, null, 64, "", List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> new Share(2, 1L, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new FolderPath("a/b/c/d/e/f/g"));
    assertThatIllegalArgumentException().isThrownBy(() -> new FolderPath("a//b"));
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new DatastoreSpec(
                new DatastoreName("d"), Datastore.Reach.LOCAL, "two\nlines", List.of()));
    assertThatIllegalArgumentException()
        .as("VMs by name and by tag")
        .isThrownBy(() ->
            new Rule(
                C1,
                new RuleName("r"),
                Rule.Kind.KEEP_APART,
                Rule.Strength.MUST,
                List.of(WEB),
                GOLD,
                List.of(),
                null,
                null,
                ""));
    assertThatIllegalArgumentException()
        .as("hosts are missing")
        .isThrownBy(() ->
            new Rule(
                C1,
                new RuleName("r"),
                Rule.Kind.RUN_ON,
                Rule.Strength.MUST,
                List.of(WEB),
                null,
                List.of(),
                null,
                null,
                ""));
  }

  /** As a manager before balancing and power wrote it. */
  @Test
  void anOlderClusterSwitchesNothing() throws UnreadableState {
    Entities<Catalog>.Reading reading = new Entities<>(Catalog.EMPTY, Catalog.kinds()).reading();
    reading.add(
        new EntityKey("cluster", "c1"),
        """
        {"kind": "cluster", "schema": 2, "body":
         {"name": "c1", "description": "", "tags": [], "migration": {}}}
        """
            .getBytes(StandardCharsets.UTF_8));
    assertThat(reading.state().find(CatalogKey.of(C1))).contains(c1());
  }

  @Test
  void whatWasKeptBeforeIsReadAsItWas() {
    assertThat(upgraded("cluster", Cluster.class, "{'name':'c1','description':'','tags':[]}"))
        .isEqualTo(c1());
    assertThat(
            upgraded(
                "rule",
                Rule.class,
                "{'cluster':'c1','name':'apart','kind':'KEEP_APART','strength':'MUST','vms':['"
                    + WEB
                    + "'],'vmTag':null,'hosts':[],'hostTag':null,'description':''}"))
        .isEqualTo(apart(WEB));
    assertThat(
            upgraded(
                "host-attributes",
                HostAttributes.class,
                "{'host':'h1','cluster':'c1','tags':[],'notes':''}"))
        .isEqualTo(new HostAttributes(H1, C1, List.of(), "", null));
    assertThat(
            upgraded(
                "vm-attributes",
                VmAttributes.class,
                "{'vm':'" + WEB + "','folder':null,'pool':null,'tags':[],'notes':'mine'}"))
        .isEqualTo(
            new VmAttributes(WEB, null, null, List.of(), "mine", LimitsWish.NONE, null, List.of()));
  }

  private static <T> T upgraded(String kind, Class<T> type, String first) {
    ObjectNode form = (ObjectNode) Json.LENIENT.readTree(first.replace('\'', '"'));
    for (var each : Catalog.kinds()) {
      if (each.name().equals(kind)) {
        for (var upgrade : each.upgrades()) {
          form = upgrade.apply(form);
        }
      }
    }
    return Json.STRICT.treeToValue(form, type);
  }
}
