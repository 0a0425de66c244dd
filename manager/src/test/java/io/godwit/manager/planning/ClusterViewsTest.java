package io.godwit.manager.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.godwit.manager.catalog.CatalogChange;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.loop.Outcome;
import io.godwit.manager.orchestration.Bench;
import io.godwit.manager.orchestration.FakeAgent;
import io.godwit.manager.telemetry.Samples;
import io.godwit.manager.time.Time;
import io.godwit.model.catalog.Automation;
import io.godwit.model.catalog.Balancing;
import io.godwit.model.catalog.CatalogObject;
import io.godwit.model.catalog.Cluster;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.HostAttributes;
import io.godwit.model.catalog.Pool;
import io.godwit.model.catalog.PoolId;
import io.godwit.model.catalog.PoolName;
import io.godwit.model.catalog.PowerSaving;
import io.godwit.model.catalog.QuietTime;
import io.godwit.model.catalog.Resources;
import io.godwit.model.catalog.Rule;
import io.godwit.model.catalog.RuleName;
import io.godwit.model.catalog.Share;
import io.godwit.model.catalog.VmAttributes;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.LimitsWish;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmId;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Demand;
import io.godwit.planner.cluster.Entitlement;
import io.godwit.planner.cluster.PlacementRule;
import io.godwit.planner.cluster.VmFacts;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What people say of a data center, as the planner gets it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class ClusterViewsTest {
  private static final ClusterName CLUSTER = ClusterName.DEFAULT;
  private static final HostId H1 = new HostId("h1");

  private Bench bench;
  private FakeAgent h1;
  private FakeAgent h2;
  private VmId web;
  private VmId db;
  private Instant measured = Samples.NOON;

  @BeforeEach
  void start() throws Exception {
    bench = new Bench();
    h1 = bench.host("h1").connect();
    h2 = bench.host("h2").connect();
    web = bench.running("web", h1, 4).id();
    db = bench.running("db", h1, 2).id();
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  private void say(CatalogChange change) {
    bench.inventory.decide(
        state -> Outcome.recorded(List.of(new StateRecord.OfCatalog(change)), true));
  }

  private void make(CatalogObject object) {
    say(new CatalogChange.Put(object));
  }

  private ClusterSnapshot seen() {
    return ClusterViews.of(bench.telemetry, bench.orchestration, Time.REAL)
        .of(bench.inventory.now(), CLUSTER);
  }

  private Entitlement rights(VmId vm) {
    return seen().vm(vm).orElseThrow().entitlement();
  }

  @Test
  void whatIsSaidOfHostsAndVmsIsInIt() {
    make(
        new Cluster(
            CLUSTER,
            "",
            List.of(),
            LimitsWish.NONE,
            Balancing.DEFAULT,
            PowerSaving.DEFAULT,
            2.5,
            1.5));
    say(new CatalogChange.HostDescribed(new HostAttributes(H1, CLUSTER, List.of(), "", "rack 1")));
    Instant now = Instant.now();
    QuietTime quiet =
        new QuietTime(now.minusSeconds(60).toString() + "/" + now.plusSeconds(3600).toString());
    say(
        new CatalogChange.VmDescribed(
            new VmAttributes(
                web,
                null,
                null,
                List.of(),
                "",
                LimitsWish.NONE,
                Automation.PARTIAL,
                List.of(quiet))));
    ClusterSnapshot seen = seen();
    assertThat(seen.host(H1).orElseThrow().domain()).contains("rack 1");
    assertThat(seen.host(H1).orElseThrow().cpuOvercommit()).isEqualTo(2.5);
    VmFacts facts = seen.vm(web).orElseThrow();
    assertThat(facts.memory()).isEqualTo(DataSize.ofMebibytes(1024));
    assertThat(facts.backed()).as("1.5 promised of each").isEqualTo(new DataSize(715_827_883));
    assertThat(seen.host(new HostId("h2")).orElseThrow().domain()).isEmpty();
    var mobility = seen.vm(web).orElseThrow().mobility();
    assertThat(mobility.automation()).isEqualTo(Automation.PARTIAL);
    assertThat(mobility.hindrance(seen.at()).orElseThrow()).contains("must not move before");
    assertThat(mobility.hindrance(now.plusSeconds(3601))).isEmpty();
    assertThat(seen.vm(db).orElseThrow().mobility().automation()).isEqualTo(Automation.AUTOMATIC);
  }

  private void measures(FakeAgent host, int times, double cores) {
    for (int i = 0; i < times; i++) {
      measured = measured.plusSeconds(10);
      bench.telemetry.add(
          host.host(), Samples.host(measured, cores), List.of(Samples.vm(web, cores)));
    }
  }

  @Test
  void aVmThatHasJustArrivedWantsWhatItWantedWhereItWas() throws Exception {
    ClusterViews views = ClusterViews.of(bench.telemetry, bench.orchestration, Time.REAL);
    Supplier<Demand> wanted =
        () -> views.of(bench.inventory.now(), CLUSTER).vm(web).orElseThrow().demand();
    measures(h1, 1, 0.5);
    assertThat(wanted.get()).as("measured once").isEqualTo(Demand.UNKNOWN);
    measures(h1, 3, 0.5);
    Demand before = wanted.get();
    assertThat(before).isInstanceOf(Demand.Known.class);
    bench.telemetry.add(h2.host(), Samples.host(measured, 0), List.of());
    bench.migrate("web", h2);
    assertThat(wanted.get()).isEqualTo(before);
    measures(h2, 1, 1.5);
    assertThat(wanted.get()).as("measured once where it is").isEqualTo(before);
    measures(h2, 3, 1.5);
    assertThat(wanted.get()).isInstanceOf(Demand.Known.class).isNotEqualTo(before);
  }

  private static Rule rule(String name, Rule.Kind kind, List<VmId> vms, @Nullable Integer most) {
    return new Rule(
        CLUSTER,
        new RuleName(name),
        kind,
        Rule.Strength.MUST,
        vms,
        null,
        List.of(),
        null,
        most,
        "");
  }

  @Test
  void rulesThatCountAreInIt() {
    make(rule("few", Rule.Kind.MOST_VMS, List.of(), 3));
    make(rule("racks", Rule.Kind.SPREAD, List.of(web, db), 1));
    assertThat(seen().rules())
        .containsExactly(
            new PlacementRule.MostVms("few", Rule.Strength.MUST, List.of(), 3),
            new PlacementRule.Spread("racks", Rule.Strength.MUST, List.of(web, db), 1));
  }

  private static Pool pool(String name, @Nullable String parent, Share cpu, Share memory) {
    PoolName above = parent == null ? null : new PoolName(parent);
    return new Pool(CLUSTER, new PoolName(name), above, cpu, memory, "");
  }

  private void put(VmId vm, String pool) {
    say(
        new CatalogChange.VmDescribed(
            new VmAttributes(
                vm,
                null,
                new PoolId(CLUSTER, new PoolName(pool)),
                List.of(),
                "",
                LimitsWish.NONE,
                null,
                List.of())));
  }

  @Test
  void withoutPoolsEverybodyIsTheSame() {
    assertThat(rights(web)).isEqualTo(Entitlement.NONE);
  }

  @Test
  void aPoolWithinAPoolGivesItsVmsWhatItHas() {
    long gibibyte = DataSize.ofGibibytes(1).bytes();
    make(pool("shops", null, new Share(400, null, 4000), Share.DEFAULT));
    make(pool("shop-de", "shops", new Share(300, 350L, 8000), new Share(gibibyte / 4, null, 4000)));
    put(web, "shop-de");
    // Of the four cores of shops three are for shop-de, and it gets the fourth up to its limit.
    assertThat(rights(web).reservedCores()).isCloseTo(3.5, within(1e-9));
    assertThat(rights(web).limitCores()).isCloseTo(3.5, within(1e-9));
    assertThat(rights(web).reservedMemory().bytes()).isEqualTo(gibibyte / 4);
    assertThat(rights(db).reservedCores()).as("it is in no pool").isZero();
    assertThat(rights(db).limitCores()).isInfinite();
  }

  @Test
  void whatAVmHasOfItsOwnIsInItWithAndWithoutPools() {
    Resources own = new Resources(new Share(100, 250L, Share.HIGH), Share.DEFAULT);
    say(
        new CatalogChange.VmDescribed(
            new VmAttributes(
                web, null, null, List.of(), "", LimitsWish.NONE, null, List.of(), own)));
    assertThat(rights(web).reservedCores()).isCloseTo(1, within(1e-9));
    assertThat(rights(web).limitCores()).isCloseTo(2.5, within(1e-9));
    assertThat(rights(web).weight()).isCloseTo(2 * rights(db).weight(), within(1e-9));
    make(pool("gold", null, new Share(0, 200L, 4000), Share.DEFAULT));
    say(
        new CatalogChange.VmDescribed(
            new VmAttributes(
                web,
                null,
                new PoolId(CLUSTER, new PoolName("gold")),
                List.of(),
                "",
                LimitsWish.NONE,
                null,
                List.of(),
                own)));
    assertThat(rights(web).reservedCores()).isCloseTo(1, within(1e-9));
    assertThat(rights(web).limitCores()).as("its pool has less").isCloseTo(2, within(1e-9));
  }
}
