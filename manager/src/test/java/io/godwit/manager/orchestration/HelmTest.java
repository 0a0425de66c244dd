package io.godwit.manager.orchestration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.godwit.manager.inventory.Migration;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.migration.LimitsWish;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.migration.MigrationPhase;
import io.godwit.model.migration.MigrationProgress;
import io.godwit.model.migration.PostcopyPolicy;
import io.godwit.model.migration.SecrecyPolicy;
import io.godwit.model.unit.DataRate;
import io.godwit.model.vm.VmName;
import io.godwit.protocol.agent.Order;
import io.godwit.protocol.agent.ToManager;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What people say to a copy that runs, from h1 to h2. */
@Timeout(60)
final class HelmTest {
  private static final DataRate TEN = DataRate.ofMebibytesPerSecond(10);
  private static final LimitsWish NONE = LimitsWish.NONE;

  private final CountDownLatch copy = new CountDownLatch(1);
  private Bench bench;
  private FakeAgent h1;
  private FakeAgent h2;

  @BeforeEach
  void start() throws Exception {
    bench = new Bench();
    h1 = bench.host("h1").connect();
    h2 = bench.host("h2").connect();
    bench.running("web", h1);
    h1.on(
        Order.AwaitSource.class,
        order -> {
          copy.await();
          return h1.asUsual(order);
        });
    h2.on(
        Order.AwaitDestination.class,
        order -> {
          copy.await();
          return h2.asUsual(order);
        });
  }

  @AfterEach
  void stop() {
    copy.countDown();
    bench.close();
  }

  private MigrationId copying(MigrationLimits limits) throws Exception {
    Migration begun = bench.orchestration.migrations().begin(new VmName("web"), h2.host(), limits);
    await().until(() -> !h1.orders(Order.AwaitSource.class).isEmpty());
    return begun.id();
  }

  private Migrations migrations() {
    return bench.orchestration.migrations();
  }

  private Order.Steer steered() {
    return h1.orders(Order.Steer.class).getLast();
  }

  private static String lastOf(Migration migration) {
    return migration.decisions().getLast().text();
  }

  @Test
  void limitsChangeWhileTheCopyRunsAndWhatIsNotSaidStays() throws Exception {
    MigrationId id = copying(MigrationLimits.DEFAULT.withMaxSlowdown(50));
    Migration adjusted =
        migrations().adjust(id, new LimitsWish(Duration.ofSeconds(2), TEN, null, null, null, null));
    assertThat(steered().pause()).isEqualTo(Duration.ofSeconds(2));
    assertThat(steered().bandwidth()).isEqualTo(TEN);
    assertThat(steered().throttle()).isNull();
    assertThat(lastOf(adjusted)).endsWith("changed the limits: pause 2000 ms, bandwidth " + TEN);

    migrations().adjust(id, NONE.withMaxSlowdown(20));
    assertThat(steered().throttle()).as("it is not held back so far").isNull();
    assertThat(steered().pause()).isNull();
    assertThat(steered().bandwidth()).isNull();
  }

  @Test
  void whatIsSettledWhenACopyBeginsIsRefused() throws Exception {
    MigrationId id = copying(MigrationLimits.DEFAULT);
    for (LimitsWish settled :
        new LimitsWish[] {
          NONE.withDeadline(Duration.ofMinutes(5)),
          new LimitsWish(null, null, null, null, PostcopyPolicy.ALLOWED, null),
          new LimitsWish(null, null, null, null, null, SecrecyPolicy.REQUIRED)
        }) {
      Bench.refuses(ErrorCode.SPEC_INVALID, () -> migrations().adjust(id, settled));
    }
    Bench.refuses(
        ErrorCode.MIGRATION_TOO_LATE, () -> migrations().adjust(id, NONE.withMaxSlowdown(20)));
    assertThat(h1.orders(Order.Steer.class)).isEmpty();
  }

  @Test
  void aLimitOfTheBandwidthIsToldAndLifted() throws Exception {
    MigrationId id = copying(MigrationLimits.DEFAULT);
    assertThat(lastOf(migrations().limit(id, TEN))).endsWith("limited the bandwidth to " + TEN);
    assertThat(steered().bandwidth()).isEqualTo(TEN);
    assertThat(lastOf(migrations().limit(id, DataRate.ZERO)))
        .endsWith("lifted the limit of the bandwidth");
    assertThat(steered().bandwidth()).isEqualTo(DataRate.ZERO);
  }

  @Test
  void aForcedSwitchoverMayTakeAMinute() throws Exception {
    MigrationId id = copying(MigrationLimits.DEFAULT);
    assertThat(lastOf(migrations().force(id)))
        .endsWith("forced the switchover, whatever the pause");
    assertThat(steered().pause()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void thereIsNothingToForceWhileDisksAreCopied() throws Exception {
    MigrationId id = copying(MigrationLimits.DEFAULT);
    h1.send(new ToManager.Progress(id, MigrationProgress.before(MigrationPhase.MIRROR)));
    await()
        .until(() ->
            bench.inventory.now().soft().progress().get(id).stream()
                .anyMatch(seen -> seen.phase() == MigrationPhase.MIRROR));
    Bench.refuses(ErrorCode.MIGRATION_TOO_EARLY, () -> migrations().force(id));
  }

  @Test
  void aCopyThatHasEndedIsNotSteered() throws Exception {
    MigrationId id = copying(MigrationLimits.DEFAULT);
    copy.countDown();
    await().until(() -> bench.inventory.now().requireMigration(id).hasEnded());
    Bench.refuses(
        ErrorCode.MIGRATION_ENDED,
        () -> migrations().adjust(id, NONE.withDowntime(Duration.ofSeconds(1))));
  }
}
