package io.godwit.manager.balancing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.manager.catalog.CatalogChange;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.loop.Outcome;
import io.godwit.manager.orchestration.Bench;
import io.godwit.manager.orchestration.FakeAgent;
import io.godwit.manager.orchestration.VmDraft;
import io.godwit.manager.telemetry.Samples;
import io.godwit.model.catalog.CatalogObject;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.PoolName;
import io.godwit.model.catalog.Resources;
import io.godwit.model.catalog.Rule;
import io.godwit.model.catalog.RuleName;
import io.godwit.model.catalog.Tag;
import io.godwit.model.catalog.TagName;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.host.HostId;
import io.godwit.model.host.NetworkName;
import io.godwit.model.unit.DataSize;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two hosts of four processors that have reported; VMs are made where nobody names a host. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class PlacementsTest {
  private static final ClusterName CLUSTER = ClusterName.DEFAULT;
  private static final TagName SHOP = new TagName("shop");

  private Bench bench;
  private FakeAgent h1;
  private FakeAgent h2;

  @BeforeEach
  void start() throws Exception {
    bench = new Bench();
    h1 = bench.host("h1").connect();
    h2 = bench.host("h2").connect();
    report(h1, h2);
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  private void report(FakeAgent... hosts) {
    for (FakeAgent host : hosts) {
      bench.telemetry.add(host.host(), Samples.host(Samples.NOON, 0), List.of());
    }
  }

  private Placements placements() {
    return bench.balancer().placements();
  }

  private HostId create(VmDraft draft) throws Exception {
    HostId host = placements().choose(CLUSTER, draft).host();
    bench.orchestration.vms().create(draft, host);
    return host;
  }

  private void make(CatalogObject object) {
    bench.inventory.decide(state ->
        Outcome.recorded(List.of(new StateRecord.OfCatalog(new CatalogChange.Put(object))), true));
  }

  private static VmDraft draft(
      String name, DataSize memory, String network, List<TagName> tags, @Nullable PoolName pool) {
    VmDraft one = Bench.draft(name);
    return new VmDraft(
        one.name(),
        1,
        one.cpuModel(),
        memory,
        one.machine(),
        one.accelerator(),
        one.boot(),
        one.disks(),
        List.of(new VmDraft.Nic(new NetworkName(network), null)),
        null,
        pool,
        tags,
        Resources.DEFAULT);
  }

  private static VmDraft tagged(String name) {
    return draft(name, DataSize.ofGibibytes(1), "lan", List.of(SHOP), null);
  }

  private GodwitException refused(VmDraft draft) {
    return catchThrowableOfType(GodwitException.class, () -> placements().choose(CLUSTER, draft));
  }

  @Test
  void theHostWithMoreRoomIsChosenAndItIsSaidWhy() throws Exception {
    bench.running("web", h1, 4);
    Placements.Chosen chosen = placements().choose(CLUSTER, Bench.draft("db"));
    assertThat(chosen.host()).isEqualTo(h2.host());
    assertThat(chosen.because()).contains("h2 is the best of 2 hosts", "VM gets %");
  }

  @Test
  void vmsThatAreDefinedAndDoNotRunYetTakeTheirRoom() throws Exception {
    HostId first = create(Bench.draft("a"));
    HostId second = create(Bench.draft("b"));
    assertThat(second).isNotEqualTo(first);
  }

  @Test
  void vmsThatDoNotRunGiveWayWhereThereIsNoRoomElse() throws Exception {
    // Hosts of four gibibytes: two that lie there leave no room for a third of three.
    create(draft("a", DataSize.ofGibibytes(3), "lan", List.of(), null));
    create(draft("b", DataSize.ofGibibytes(3), "lan", List.of(), null));
    assertThat(
            placements()
                .choose(CLUSTER, draft("c", DataSize.ofGibibytes(3), "lan", List.of(), null)))
        .isNotNull();
  }

  @Test
  void whereNoHostTakesItEachSaysWhy() throws Exception {
    GodwitException large = refused(draft("c", DataSize.ofGibibytes(900), "lan", List.of(), null));
    assertThat(large.code()).isEqualTo(ErrorCode.PLACEMENT_IMPOSSIBLE);
    assertThat(large.problem().detail())
        .contains("h1: it needs 900 GiB of memory", "h2: it needs 900 GiB of memory");
    GodwitException strange = refused(draft("c", DataSize.ofGibibytes(1), "dmz", List.of(), null));
    assertThat(strange.problem().detail()).contains("h1: Host h1 has no network dmz;");
  }

  @Test
  void aHostThatIsSilentTakesNoVm() throws Exception {
    bench.host("h3").connect();
    Placements.Answer answer = placements().ask(CLUSTER, Bench.draft("a"), List.of(), 1);
    assertThat(answer.refused()).containsEntry(new HostId("h3"), "nothing is known of its load");
    assertThat(answer.ranked()).hasSize(2);
  }

  @Test
  void rulesMeanANewVmByItsTags() throws Exception {
    make(new Tag(SHOP, ""));
    make(
        new Rule(
            CLUSTER,
            new RuleName("apart"),
            Rule.Kind.KEEP_APART,
            Rule.Strength.MUST,
            List.of(),
            SHOP,
            List.of(),
            null,
            null,
            ""));
    List<HostId> homes = List.of(create(tagged("a")), create(tagged("b")));
    assertThat(homes).containsExactlyInAnyOrder(h1.host(), h2.host());
    assertThat(refused(tagged("c")).problem().detail())
        .contains("h1: rule apart forbids it", "h2: rule apart forbids it");
    assertThat(placements().choose(CLUSTER, Bench.draft("d")))
        .as("one without the tag")
        .isNotNull();
  }

  @Test
  void aBatchSeesThoseBeforeIt() {
    Placements.Answer answer = placements().ask(CLUSTER, Bench.draft("new"), List.of(), 4);
    assertThat(answer.placed())
        .extracting(Placements.Place::host)
        .containsOnly(Optional.of(h1.host()), Optional.of(h2.host()));
    assertThat(answer.placed())
        .filteredOn(place -> place.host().equals(Optional.of(h1.host())))
        .hasSize(2);
    assertThat(bench.inventory.now().hard().vms().size()).as("nothing is made").isZero();
  }

  @Test
  void whatCannotBeAskedIsRefused() {
    assertThat(
            refused(draft("a", DataSize.ofGibibytes(1), "lan", List.of(), new PoolName("no")))
                .code())
        .isEqualTo(ErrorCode.SPEC_INVALID);
    GodwitException unknown =
        catchThrowableOfType(
            GodwitException.class,
            () -> placements().choose(new ClusterName("no"), Bench.draft("a")));
    assertThat(unknown.code()).isEqualTo(ErrorCode.OBJECT_UNKNOWN);
    Placements.Answer answer =
        placements().ask(CLUSTER, Bench.draft("a"), List.of(new DatastoreName("tape")), 1);
    assertThat(answer.ranked()).isEmpty();
    assertThat(answer.refused().get(h1.host())).contains("has no datastore tape");
  }
}
