package io.godwit.manager.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

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
import io.godwit.model.vm.VmId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

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
    return new Cluster(C1, "", List.of());
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
        "");
  }

  @Test
  void theClusterDefaultIsAlwaysThere() {
    assertThat(Catalog.EMPTY.all(CatalogKind.CLUSTER)).containsExactly(Cluster.DEFAULT);
    assertThat(Catalog.EMPTY.clusterOf(H1)).isEqualTo(ClusterName.DEFAULT);
    Cluster edited = new Cluster(ClusterName.DEFAULT, "the old hall", List.of());
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
                new VmAttributes(WEB, null, new PoolId(C1, new PoolName("p")), List.of(), "")))
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
        .isEqualTo("pool all has 800 of cpu reserved, and 300 of it left");
    assertThat(References.wrong(catalog, pool("all", null, 400)).orElseThrow())
        .isEqualTo("its parts have 500 of cpu reserved, more than its 400");
    assertThat(References.wrong(catalog, pool("all", null, 0)))
        .as("a pool without a reservation is bounded by its cluster")
        .isEmpty();
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
                        "")))
            .apply(
                new CatalogChange.HostDescribed(
                    new HostAttributes(H1, C1, List.of(GOLD), "rack 4")));
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
                new CatalogChange.VmDescribed(new VmAttributes(WEB, null, null, List.of(), "x")));
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
            WEB, new FolderPath("a"), new PoolId(C1, new PoolName("p")), List.of(), "");
    Catalog catalog =
        with(c1(), pool("p", null, 0), folder("a"))
            .apply(new CatalogChange.HostDescribed(new HostAttributes(H1, C1, List.of(), "")))
            .apply(new CatalogChange.VmDescribed(said));
    assertThat(catalog.settled(WEB, H1)).isEqualTo(catalog);
    assertThat(catalog.settled(WEB, new HostId("h2")).of(WEB)).isEqualTo(said.unpooled());
  }

  @Test
  void whatWasWishedForAVmFitsWhatIsLeft() {
    VmAttributes wished =
        new VmAttributes(
            WEB, new FolderPath("a"), new PoolId(C1, new PoolName("p")), List.of(GOLD), "mine");
    assertThat(Catalog.EMPTY.fitting(wished, H1))
        .isEqualTo(new VmAttributes(WEB, null, null, List.of(), "mine"));
  }

  @Test
  void ofWhatNobodySaidAnythingNothingIsKept() {
    HostAttributes said = new HostAttributes(H1, ClusterName.DEFAULT, List.of(), "rack 4");
    Catalog catalog = Catalog.EMPTY.apply(new CatalogChange.HostDescribed(said));
    assertThat(catalog.hosts().size()).isEqualTo(1);
    assertThat(catalog.apply(new CatalogChange.HostDescribed(HostAttributes.of(H1))))
        .isEqualTo(Catalog.EMPTY);
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
                ""));
  }
}
