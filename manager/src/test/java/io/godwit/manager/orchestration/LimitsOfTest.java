package io.godwit.manager.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.manager.catalog.CatalogChange;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.model.catalog.Balancing;
import io.godwit.model.catalog.Cluster;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.HostAttributes;
import io.godwit.model.catalog.PowerSaving;
import io.godwit.model.catalog.VmAttributes;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.migration.LimitsWish;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.migration.SecrecyPolicy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LimitsOfTest {
  private static final ClusterName VAULT = new ClusterName("vault");
  private static final LimitsWish REQUIRED = secrecy(SecrecyPolicy.REQUIRED);
  private static final LimitsWish OFF = secrecy(SecrecyPolicy.OFF);

  private Bench bench;
  private FakeAgent h2;
  private DataCenter state;

  @BeforeEach
  void start() throws Exception {
    bench = new Bench();
    FakeAgent h1 = bench.host("h1").connect();
    h2 = bench.host("h2").connect();
    bench.running("web", h1);
    state = bench.inventory.now();
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  @Test
  void theCallComesBeforeTheVmAndTheVmBeforeItsCluster() {
    ofCluster(ClusterName.DEFAULT, wish(Duration.ofMillis(900), Duration.ofMinutes(9), 9));
    ofVm(wish(Duration.ofMillis(800), Duration.ofMinutes(8), null));
    assertThat(limits(wish(Duration.ofMillis(700), null, null)))
        .isEqualTo(
            MigrationLimits.DEFAULT
                .withDowntimeLimit(Duration.ofMillis(700))
                .withDeadline(Duration.ofMinutes(8))
                .withMaxSlowdown(9));
  }

  @Test
  void noCallOverrulesThatAVmIsToBeEncrypted() {
    ofVm(REQUIRED);
    assertThat(limits(LimitsWish.NONE).secrecy()).isEqualTo(SecrecyPolicy.REQUIRED);
    Bench.refuses(ErrorCode.SECRECY_REQUIRED, () -> limits(OFF));
  }

  @Test
  void oneThatHasWaitedIsEncryptedIfThatIsRequiredByNow() {
    MigrationLimits accepted = MigrationLimits.DEFAULT.withSecrecy(SecrecyPolicy.OFF);
    assertThat(atItsTurn(accepted)).isEqualTo(accepted);
    ofCluster(ClusterName.DEFAULT, REQUIRED);
    assertThat(atItsTurn(accepted)).isEqualTo(accepted.withSecrecy(SecrecyPolicy.REQUIRED));
  }

  private MigrationLimits atItsTurn(MigrationLimits accepted) {
    return LimitsOf.atItsTurn(state, state.requireVm(bench.vm("web").name()), h2.host(), accepted);
  }

  @Test
  void noVmOverrulesItsClusterInThat() {
    ofCluster(ClusterName.DEFAULT, REQUIRED);
    ofVm(OFF);
    assertThat(limits(LimitsWish.NONE).secrecy()).isEqualTo(SecrecyPolicy.REQUIRED);
  }

  @Test
  void theClusterItGoesToIsAskedToo() {
    ofCluster(VAULT, REQUIRED);
    apply(
        new CatalogChange.HostDescribed(new HostAttributes(h2.host(), VAULT, List.of(), "", null)));
    assertThat(limits(LimitsWish.NONE).secrecy()).isEqualTo(SecrecyPolicy.REQUIRED);
    Bench.refuses(ErrorCode.SECRECY_REQUIRED, () -> limits(OFF));
  }

  @Test
  void limitsThatContradictEachOtherAreRefusedWithTheWayOut() {
    ofVm(wish(Duration.ofSeconds(9), null, null));
    Bench.refuses(ErrorCode.SPEC_INVALID, () -> limits(wish(null, Duration.ofSeconds(8), null)));
  }

  private MigrationLimits limits(LimitsWish asked) {
    return LimitsOf.migration(state, state.requireVm(bench.vm("web").name()), h2.host(), asked);
  }

  private void ofVm(LimitsWish limits) {
    apply(
        new CatalogChange.VmDescribed(
            new VmAttributes(
                bench.vm("web").id(), null, null, List.of(), "", limits, null, List.of())));
  }

  private void ofCluster(ClusterName name, LimitsWish limits) {
    apply(
        new CatalogChange.Put(
            new Cluster(
                name,
                "",
                List.of(),
                limits,
                Balancing.DEFAULT,
                PowerSaving.DEFAULT,
                Cluster.CPU_OVERCOMMIT,
                Cluster.MEMORY_OVERCOMMIT)));
  }

  private void apply(CatalogChange change) {
    state = state.apply(new StateRecord.OfCatalog(change));
  }

  private static LimitsWish secrecy(SecrecyPolicy policy) {
    return new LimitsWish(null, null, null, null, null, policy);
  }

  private static LimitsWish wish(Duration downtime, Duration deadline, Integer slowdown) {
    return new LimitsWish(downtime, null, deadline, slowdown, null, null);
  }
}
