package io.godwit.manager.orchestration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.godwit.manager.catalog.CatalogChange;
import io.godwit.manager.event.Origin;
import io.godwit.manager.inventory.Migration;
import io.godwit.manager.inventory.MigrationState.Copying;
import io.godwit.manager.inventory.MigrationState.Failed;
import io.godwit.manager.inventory.MigrationState.Queued;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.loop.Outcome;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.Rule;
import io.godwit.model.catalog.Rule.Kind;
import io.godwit.model.catalog.RuleName;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.DiskWish;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.protocol.agent.Order;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three VMs on h1, one on h2, and h3 empty. */
@Timeout(60)
final class RuleChecksTest {
  private static final Origin PLAN =
      new Origin("system", "", PlannedMoves.balance(ClusterName.DEFAULT));

  private final CountDownLatch copied = new CountDownLatch(1);
  private Bench bench;
  private FakeAgent h1;
  private FakeAgent h2;
  private FakeAgent h3;

  @BeforeEach
  void start() throws Exception {
    bench = new Bench();
    h1 = copying("h1", Order.AwaitSource.class);
    h2 = copying("h2", Order.AwaitDestination.class);
    h3 = copying("h3", Order.AwaitDestination.class);
    for (String name : List.of("a", "b", "c")) {
      bench.running(name, h1);
    }
    bench.running("d", h2);
  }

  /** A host that says how a copy ended once it was copied. */
  private FakeAgent copying(String name, Class<? extends Order> end) throws Exception {
    FakeAgent host = bench.host(name);
    host.on(
        end,
        held -> {
          copied.await(30, TimeUnit.SECONDS);
          return host.asUsual(held);
        });
    return host.connect();
  }

  @AfterEach
  void stop() {
    copied.countDown();
    bench.close();
  }

  private VmId id(String name) {
    return bench.vm(name).id();
  }

  private void say(Kind kind, List<VmId> vms, List<HostId> hosts, @Nullable Integer most) {
    bench.inventory.decide(state ->
        Outcome.recorded(
            List.of(
                new StateRecord.OfCatalog(
                    new CatalogChange.Put(
                        new Rule(
                            ClusterName.DEFAULT,
                            new RuleName("it"),
                            kind,
                            Rule.Strength.MUST,
                            vms,
                            null,
                            hosts,
                            null,
                            most,
                            "")))),
            true));
  }

  private boolean isBroken(String vm, FakeAgent to) {
    return RuleChecks.broken(bench.inventory.now(), id(vm), to.host()).isPresent();
  }

  @Test
  void hostsAreAllowedAndForbidden() {
    say(Kind.AVOID, List.of(id("a")), List.of(h2.host()), null);
    assertThat(isBroken("a", h2)).isTrue();
    assertThat(isBroken("a", h3)).isFalse();
    assertThat(isBroken("b", h2)).as("it is not meant").isFalse();
    say(Kind.RUN_ON, List.of(id("a")), List.of(h2.host()), null);
    assertThat(isBroken("a", h2)).isFalse();
    assertThat(isBroken("a", h3)).isTrue();
  }

  @Test
  void whoIsApartStaysApartAlsoFromOneThatIsOnItsWay() throws Exception {
    say(Kind.KEEP_APART, List.of(id("a"), id("b"), id("d")), List.of(), null);
    assertThat(isBroken("a", h2)).as("d runs there").isTrue();
    assertThat(isBroken("a", h3)).isFalse();
    bench.begin("b", h3);
    assertThat(isBroken("a", h3)).as("b is on its way there").isTrue();
    assertThat(isBroken("d", h1)).as("b is not gone yet").isTrue();
  }

  @Test
  void numbersCountWhoIsThereAndWhoComes() throws Exception {
    say(Kind.MOST_VMS, List.of(), List.of(h2.host()), 2);
    assertThat(isBroken("a", h2)).isFalse();
    bench.begin("b", h2);
    assertThat(isBroken("a", h2)).isTrue();
    assertThat(isBroken("a", h3)).isFalse();
    say(Kind.SPREAD, List.of(id("a"), id("b"), id("d")), List.of(), 2);
    assertThat(isBroken("a", h3)).as("nobody has said a domain: all hosts are one").isTrue();
  }

  @Test
  void aGroupMayBeApartWhileItMoves() {
    say(Kind.KEEP_TOGETHER, List.of(id("a"), id("b")), List.of(), null);
    assertThat(isBroken("a", h2)).isFalse();
  }

  @Test
  void aPlannedMoveThatHasWaitedIsLookedAtAgainAndOneOfPeopleIsTheirs() throws Exception {
    for (String name : List.of("a", "b")) {
      bench.reaches(bench.begin(name, h3), Copying.class);
    }
    PlannedMoves planned = bench.orchestration.plannedMoves();
    MigrationId id = planned.begin(new VmName("c"), h2.host(), DiskWish.SHARED_ONLY, PLAN);
    Migration waits = bench.inventory.now().requireMigration(id);
    assertThat(waits.state()).isInstanceOf(Queued.class);
    say(Kind.AVOID, List.of(id("c")), List.of(h2.host()), null);
    copied.countDown();
    Failed failed = (Failed) bench.ended(waits).state();
    assertThat(failed.problem().code()).isEqualTo(ErrorCode.PLAN_OUTDATED);
    assertThat(failed.problem().detail()).contains("rule it keeps it from there");
    assertThat(bench.vm("c").right().home()).isEqualTo(h1.host());
    bench.migrate("c", h2);
    await().until(() -> bench.vm("c").right().home().equals(h2.host()));
  }
}
