package io.godwit.manager.balancing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.godwit.manager.catalog.CatalogChange;
import io.godwit.manager.decision.Decision;
import io.godwit.manager.decision.Decisions;
import io.godwit.manager.decision.Matter;
import io.godwit.manager.history.Rollup;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.loop.Outcome;
import io.godwit.manager.orchestration.Bench;
import io.godwit.manager.orchestration.FakeAgent;
import io.godwit.manager.orchestration.PlannedMoves;
import io.godwit.manager.telemetry.Samples;
import io.godwit.model.catalog.Automation;
import io.godwit.model.catalog.Balancing;
import io.godwit.model.catalog.Cluster;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.PowerSaving;
import io.godwit.model.catalog.QuietTime;
import io.godwit.model.catalog.Rule;
import io.godwit.model.catalog.RuleName;
import io.godwit.model.catalog.VmAttributes;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.LimitsWish;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Digest;
import io.godwit.planner.cluster.HostFacts;
import io.godwit.planner.cluster.Move;
import io.godwit.planner.cluster.Plan;
import io.godwit.planner.cluster.PowerCurve;
import io.godwit.planner.evacuation.EvacuationPlan;
import io.godwit.planner.evacuation.Rolling;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two hosts of four processors; two VMs on one of them want seven. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class BalancerTest {
  private static final ClusterName CLUSTER = ClusterName.DEFAULT;

  private Bench bench;
  private FakeAgent h1;
  private FakeAgent h2;

  @BeforeEach
  void crowd() throws Exception {
    bench = new Bench();
    h1 = bench.host("h1").connect();
    h2 = bench.host("h2").connect();
    bench.running("web", h1, 4);
    bench.running("db", h1, 4);
    want(3.5);
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  private void want(double cores) {
    for (int i = 0; i < 60; i++) {
      Instant at = Samples.NOON.plusSeconds(10L * i);
      bench.telemetry.add(
          h1.host(),
          Samples.host(at, Math.min(4, 2 * cores)),
          List.of(Samples.vm(bench.vm("web").id(), cores), Samples.vm(bench.vm("db").id(), cores)));
      bench.telemetry.add(h2.host(), Samples.host(at, 0), List.of());
    }
  }

  private void balance(Balancing how) {
    bench.inventory.decide(state ->
        Outcome.recorded(
            List.of(
                new StateRecord.OfCatalog(
                    new CatalogChange.Put(
                        new Cluster(
                            CLUSTER,
                            "",
                            List.of(),
                            LimitsWish.NONE,
                            how,
                            PowerSaving.DEFAULT,
                            Cluster.CPU_OVERCOMMIT,
                            Cluster.MEMORY_OVERCOMMIT)))),
            true));
  }

  private List<HostId> homes() {
    return List.of(bench.vm("web").right().home(), bench.vm("db").right().home());
  }

  @Test
  void whatWouldBeBetterIsSaidAndNothingMovesByItself() throws Exception {
    bench.balancer().passAll();
    Pass pass = bench.balancer().newest(CLUSTER);
    assertThat(pass.plan().moves()).singleElement().extracting(Move::to).isEqualTo(h2.host());
    assertThat(pass.plan().report().lines().getFirst()).contains("happiness");
    assertThat(bench.inventory.now().hard().migrations().size()).isZero();
  }

  @Test
  void whatIsApprovedIsDone() throws Exception {
    Pass pass = bench.balancer().look(CLUSTER);
    assertThat(bench.balancer().apply(CLUSTER, pass.number())).hasSize(1);
    await().untilAsserted(() -> assertThat(homes()).contains(h1.host(), h2.host()));
  }

  @Test
  void looksTakeAFiftiethOfTheTimeAtMost() {
    Duration minute = Duration.ofMinutes(1);
    assertThat(Occasions.rest(minute, Duration.ofMillis(300))).isEqualTo(minute);
    assertThat(Occasions.rest(minute, Duration.ofSeconds(6))).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void onlyTheNewestPlanIsApproved() {
    Pass pass = bench.balancer().look(CLUSTER);
    assertThat(bench.balancer().look(CLUSTER).number())
        .as("the same moves are the same plan")
        .isEqualTo(pass.number());
    want(0.1);
    bench.balancer().look(CLUSTER);
    GodwitException refused =
        catchThrowableOfType(
            GodwitException.class, () -> bench.balancer().apply(CLUSTER, pass.number()));
    assertThat(refused.code()).isEqualTo(ErrorCode.PLAN_OUTDATED);
    assertThat(bench.inventory.now().hard().migrations().size()).isZero();
  }

  @Test
  void whereItIsAutomaticItIsDone() throws Exception {
    balance(new Balancing(Balancing.Mode.AUTOMATIC, 3));
    bench.balancer().passAll();
    await().untilAsserted(() -> assertThat(homes()).contains(h1.host(), h2.host()));
  }

  @Test
  void whereItIsOffNobodyLooks() throws Exception {
    balance(new Balancing(Balancing.Mode.OFF, 3));
    bench.balancer().passAll();
    assertThat(bench.balancer().newest(CLUSTER).number()).as("the first is ours").isEqualTo(1);
  }

  @Test
  void nothingWorthMovingIsAnAnswer() {
    want(0.5);
    Pass pass = bench.balancer().look(CLUSTER);
    assertThat(pass.plan().moves()).isEmpty();
    assertThat(pass.plan().report().lines())
        .anyMatch(line -> line.contains("nothing worth moving"));
  }

  @Test
  void aPlaceIsExplained() {
    assertThat(bench.balancer().explain(new VmName("web"), Optional.empty()).lines())
        .anyMatch(line -> line.contains("web is on h1"));
    assertThat(bench.balancer().explain(new VmName("web"), Optional.of(h2.host())).lines())
        .isNotEmpty();
  }

  @Test
  void whatIfIsAnsweredAndNothingIsDone() {
    Pass failed =
        bench.balancer().whatIf(CLUSTER, new Question(new Question.Event.Fail(h1.host())));
    assertThat(failed.plan().moves()).hasSize(2).allMatch(move -> move.to().equals(h2.host()));
    Pass emptied =
        bench.balancer().whatIf(CLUSTER, new Question(new Question.Event.Maintain(h1.host())));
    assertThat(emptied.plan().moves()).hasSize(2);
    assertThat(
            bench
                .balancer()
                .whatIf(CLUSTER, new Question(new Question.Event.Add(1)))
                .plan()
                .moves())
        .isNotEmpty();
    GodwitException refused =
        catchThrowableOfType(
            GodwitException.class,
            () ->
                bench
                    .balancer()
                    .whatIf(CLUSTER, new Question(new Question.Event.Fail(new HostId("h9")))));
    assertThat(refused.code()).isEqualTo(ErrorCode.HOST_UNKNOWN);
    assertThat(bench.inventory.now().hard().migrations().size()).isZero();
  }

  private void say(CatalogChange change) {
    bench.inventory.decide(
        state -> Outcome.recorded(List.of(new StateRecord.OfCatalog(change)), true));
  }

  private VmAttributes said(String vm, @Nullable Automation automation, List<QuietTime> quiet) {
    return new VmAttributes(
        bench.vm(vm).id(), null, null, List.of(), "", LimitsWish.NONE, automation, quiet);
  }

  @Test
  void whatPeopleKeepForThemselvesIsProposedOnly() throws Exception {
    balance(new Balancing(Balancing.Mode.AUTOMATIC, 3));
    say(new CatalogChange.VmDescribed(said("web", Automation.NEVER, List.of())));
    say(new CatalogChange.VmDescribed(said("db", Automation.MANUAL, List.of())));
    bench.balancer().passAll();
    assertThat(bench.balancer().newest(CLUSTER).plan().moves())
        .singleElement()
        .satisfies(move -> {
          assertThat(move.vm()).isEqualTo(bench.vm("db").id());
          assertThat(move.consent()).isEqualTo(Move.Consent.NEEDED);
        });
    assertThat(bench.inventory.now().hard().migrations().size()).isZero();
  }

  @Test
  void nothingMovesInItsQuietTime() {
    QuietTime always = new QuietTime("daily 00:00-24:00");
    say(new CatalogChange.VmDescribed(said("web", null, List.of(always))));
    say(new CatalogChange.VmDescribed(said("db", null, List.of(always))));
    assertThat(bench.balancer().look(CLUSTER).plan().moves()).isEmpty();
    assertThat(bench.balancer().explain(new VmName("web"), Optional.empty()).lines())
        .anyMatch(line -> line.contains("must not move before"));
  }

  @Test
  void aRuleThatCannotBeMetIsNamedWithWhatToRelax() {
    say(new CatalogChange.Put(rule("few", Rule.Kind.MOST_VMS, List.of(), List.of(h1.host()), 0)));
    say(new CatalogChange.Put(rule("none", Rule.Kind.MOST_VMS, List.of(), List.of(h2.host()), 1)));
    assertThat(bench.balancer().look(CLUSTER).plan().report().lines())
        .anyMatch(line ->
            line.startsWith("not met: rule few is broken")
                && line.contains("it could be if none were relaxed"));
  }

  @Test
  void aMoveThatARuleHasComeToForbidIsNotMade() throws Exception {
    Pass pass = bench.balancer().look(CLUSTER);
    assertThat(pass.plan().moves()).extracting(Move::to).containsExactly(h2.host());
    List<VmId> both = List.of(bench.vm("web").id(), bench.vm("db").id());
    say(new CatalogChange.Put(rule("none", Rule.Kind.AVOID, both, List.of(h2.host()), null)));
    assertThat(bench.balancer().apply(CLUSTER, pass.number())).isEmpty();
    assertThat(bench.inventory.now().hard().migrations().size()).isZero();
    say(new CatalogChange.Put(rule("none", Rule.Kind.AVOID, List.of(), List.of(h2.host()), null)));
    assertThat(bench.balancer().apply(CLUSTER, pass.number())).hasSize(1);
  }

  /**
   * The VM idle has to leave h3 before web, which must not meet it, can come from the crowd on h1.
   */
  private FakeAgent oneWaitsForAnother() throws Exception {
    FakeAgent h3 = bench.host("h3").connect();
    bench.running("idle", h3, 1);
    bench.running("busy", h2, 4);
    for (int i = 0; i < 60; i++) {
      Instant at = Samples.NOON.plusSeconds(1000 + 10L * i);
      bench.telemetry.add(
          h1.host(),
          Samples.host(at, 4),
          List.of(Samples.vm(bench.vm("web").id(), 2), Samples.vm(bench.vm("db").id(), 4)));
      bench.telemetry.add(
          h2.host(), Samples.host(at, 3.5), List.of(Samples.vm(bench.vm("busy").id(), 3.5)));
      bench.telemetry.add(
          h3.host(), Samples.host(at, 0), List.of(Samples.vm(bench.vm("idle").id(), 0)));
    }
    List<VmId> both = List.of(bench.vm("web").id(), bench.vm("idle").id());
    say(new CatalogChange.Put(rule("apart", Rule.Kind.KEEP_APART, both, List.of(), null)));
    say(new CatalogChange.Put(pinned("db", h1)));
    say(new CatalogChange.Put(pinned("busy", h2)));
    balance(new Balancing(Balancing.Mode.AUTOMATIC, 3));
    bench.balancer().passAll();
    await().until(() -> !bench.vm("idle").right().home().equals(h3.host()));
    await().until(() -> !areUnderWay());
    assertThat(bench.vm("web").right().home()).as("it waits").isEqualTo(h1.host());
    return h3;
  }

  private Rule pinned(String vm, FakeAgent host) {
    return rule(vm, Rule.Kind.RUN_ON, List.of(bench.vm(vm).id()), List.of(host.host()), null);
  }

  private boolean areUnderWay() {
    return PlannedMoves.areUnderWay(bench.inventory.now(), PlannedMoves.balance(CLUSTER));
  }

  @Test
  void whatWaitsForOthersFollowsThemByTheSamePlan() throws Exception {
    FakeAgent h3 = oneWaitsForAnother();
    int plans = bench.plans.kept().size();
    bench.balancer().passAll();
    await().until(() -> bench.vm("web").right().home().equals(h3.host()));
    await().until(() -> !areUnderWay());
    assertThat(bench.plans.kept()).hasSize(plans);
  }

  @Test
  void aPlanThatSomethingHasComeBetweenIsGivenUp() throws Exception {
    FakeAgent h3 = oneWaitsForAnother();
    List<VmId> web = List.of(bench.vm("web").id());
    say(new CatalogChange.Put(rule("not-there", Rule.Kind.AVOID, web, List.of(h3.host()), null)));
    bench.balancer().passAll();
    await().until(() -> !areUnderWay());
    assertThat(bench.vm("web").right().home()).isNotEqualTo(h3.host());
  }

  @Test
  void plansAreKeptWithWhatTheyWereMadeFromAndAreMadeAgain() throws Exception {
    Decisions decisions = bench.balancer().decisions();
    Pass pass = bench.balancer().look(CLUSTER);
    Decision kept = decisions.find(CLUSTER, pass.number());
    assertThat(kept.plan()).isEqualTo(pass.plan());
    assertThat(kept.snapshot()).isEqualTo(pass.snapshot());
    assertThat(kept.plan().digest())
        .isEqualTo(Digest.of(kept.snapshot(), ((Matter.Balance) kept.matter()).policy()));
    assertThat(decisions.replay(CLUSTER, pass.number()).isSame()).isTrue();
    assertThat(bench.plans.kept()).hasSize(1);
    bench.balancer().look(CLUSTER);
    assertThat(bench.plans.kept()).as("the same is not kept again").hasSize(1);
  }

  @Test
  void numbersGoOnOverAChangeOfLeaders() {
    Pass pass = bench.balancer().look(CLUSTER);
    want(0.1);
    Pass other = bench.balancer().look(CLUSTER);
    assertThat(other.number()).isGreaterThan(pass.number());
    Decisions next = bench.nextDecisions();
    assertThat(next.made(next.find(CLUSTER, pass.number()))).isGreaterThan(other.number());
    assertThat(next.find(CLUSTER, other.number()).plan()).isEqualTo(other.plan());
  }

  @Test
  void withoutAHistoryPlansAreMadeAllTheSame() throws Exception {
    bench.plans.away(true);
    Pass pass = bench.balancer().look(CLUSTER);
    assertThat(bench.balancer().apply(CLUSTER, pass.number())).hasSize(1);
    bench.plans.away(false);
    GodwitException refused =
        catchThrowableOfType(
            GodwitException.class, () -> bench.balancer().decisions().find(CLUSTER, pass.number()));
    assertThat(refused.code()).isEqualTo(ErrorCode.PLAN_UNKNOWN);
    want(0.1);
    assertThat(bench.balancer().look(CLUSTER).number())
        .as("a number is used once")
        .isGreaterThan(pass.number());
  }

  @Test
  void whatIsCarriedOutIsKeptAsItWasThen() throws Exception {
    Pass first = bench.balancer().look(CLUSTER);
    want(3.6);
    Pass later = bench.balancer().look(CLUSTER);
    assertThat(later.number()).isEqualTo(first.number());
    bench.balancer().apply(CLUSTER, later.number());
    long carriedOut = bench.plans.kept().getLast().number();
    assertThat(bench.balancer().decisions().find(CLUSTER, carriedOut).snapshot())
        .isEqualTo(later.snapshot());
  }

  @Test
  void whatIfThereWereARule() {
    want(0.5);
    VmId web = bench.vm("web").id();
    VmId db = bench.vm("db").id();
    Rule apart = rule("apart", Rule.Kind.KEEP_APART, List.of(web, db), List.of(), null);
    Pass asked =
        bench.balancer().whatIf(CLUSTER, new Question(new Question.Event.Nothing(), apart, null));
    assertThat(asked.plan().moves())
        .singleElement()
        .extracting(Move::purpose)
        .isEqualTo(Move.Purpose.RULE);
    Consequences are = consequences(asked.snapshot(), asked.plan());
    assertThat(are.migrations()).isEqualTo(1);
    assertThat(are.bytes()).isPositive();
    assertThat(are.duration()).isPositive();
    assertThat(are.watts()).as("nobody has measured what the hosts draw").isEmpty();
    assertThat(are.unmeasured()).containsExactly(h1.host(), h2.host());
    assertThat(bench.balancer().look(CLUSTER).plan().moves()).as("nothing was said").isEmpty();
    Consequences measured =
        consequences(asked.snapshot().mapHosts(BalancerTest::drawing), asked.plan());
    Consequences.Watts watts = measured.watts().orElseThrow();
    assertThat(watts.before()).as("two hosts idle, and some work").isBetween(201.0, 299.0);
    assertThat(watts.after()).as("on a straight line").isCloseTo(watts.before(), within(1e-6));
  }

  private static Consequences consequences(ClusterSnapshot cluster, Plan plan) {
    return Consequences.of(cluster, plan, cluster.after(plan));
  }

  /** A hundred watts idle, and as much more at work. */
  private static HostFacts drawing(HostFacts host) {
    List<Double> watts = IntStream.rangeClosed(0, 10).mapToObj(i -> 100 + 10.0 * i).toList();
    return new HostFacts(
        host.id(),
        null,
        host.cores(),
        host.memory(),
        host.cpuOvercommit(),
        host.link(),
        host.condition(),
        new PowerCurve(watts));
  }

  @Test
  void whatIfItWereAsBusyAsItWas() {
    want(0.1);
    Instant then = Instant.parse("2026-01-01T02:00:00Z");
    for (String name : List.of("web", "db")) {
      for (int i = -6; i < 6; i++) {
        bench.plans.record(
            new Rollup(
                "vm/" + bench.vm(name).id() + "/cpu.cores",
                Rollup.Resolution.FIVE_MINUTES,
                then.plusSeconds(300L * i),
                3.4,
                3.6,
                3.5,
                30));
      }
    }
    Question busy = new Question(new Question.Event.Nothing(), null, then);
    Pass asked = bench.balancer().whatIf(CLUSTER, busy);
    assertThat(asked.plan().moves()).singleElement().extracting(Move::to).isEqualTo(h2.host());
    assertThat(asked.plan().report().lines())
        .anyMatch(line -> line.startsWith("with the load recorded around " + then));
    assertThat(asked.snapshot().at()).isAfterOrEqualTo(Instant.now().minusSeconds(60));
    Question unknown = new Question(new Question.Event.Nothing(), null, then.plusSeconds(7200));
    GodwitException refused =
        catchThrowableOfType(
            GodwitException.class, () -> bench.balancer().whatIf(CLUSTER, unknown));
    assertThat(refused.code()).isEqualTo(ErrorCode.LOAD_UNRECORDED);
  }

  private static Rule rule(
      String name, Rule.Kind kind, List<VmId> vms, List<HostId> hosts, @Nullable Integer most) {
    return new Rule(
        CLUSTER, new RuleName(name), kind, Rule.Strength.MUST, vms, null, hosts, null, most, "");
  }

  @Test
  void hostsOfAClusterAreEmptiedInTurnAndTheEmptiestFirst() {
    Rolling both = bench.balancer().rolling(CLUSTER, List.of(), 2);
    assertThat(both.batches())
        .as("two hosts cannot both be empty")
        .extracting(EvacuationPlan::hosts)
        .containsExactly(List.of(h2.host()), List.of(h1.host()));
    assertThat(both.blocked()).isEmpty();
    assertThat(both.batches().getLast().plan().moves())
        .allMatch(move -> move.to().equals(h2.host()));
    assertThat(bench.balancer().rolling(CLUSTER, List.of(h1.host()), 1).batches()).hasSize(1);
    GodwitException refused =
        catchThrowableOfType(
            GodwitException.class,
            () -> bench.balancer().rolling(CLUSTER, List.of(new HostId("h9")), 1));
    assertThat(refused.code()).isEqualTo(ErrorCode.HOST_UNKNOWN);
    assertThat(bench.inventory.now().hard().migrations().size()).isZero();
  }
}
