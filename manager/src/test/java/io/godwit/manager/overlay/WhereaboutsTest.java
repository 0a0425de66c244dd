package io.godwit.manager.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.godwit.manager.catalog.CatalogChange;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.Migration;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.loop.Outcome;
import io.godwit.manager.orchestration.Bench;
import io.godwit.manager.orchestration.FakeAgent;
import io.godwit.model.catalog.NetworkSpec;
import io.godwit.model.host.NetworkName;
import io.godwit.model.host.OverlayEnd;
import io.godwit.model.migration.MigrationPhase;
import io.godwit.model.migration.MigrationProgress;
import io.godwit.protocol.agent.Order;
import io.godwit.protocol.agent.Overlay;
import io.godwit.protocol.agent.Station;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class WhereaboutsTest {
  private static final NetworkName LAN = new NetworkName("lan");
  private static final String AT_H1 = "10.9.0.1";
  private static final String AT_H2 = "10.9.0.2";

  private final CountDownLatch hold = new CountDownLatch(1);
  private Bench bench;
  private FakeAgent h1;
  private FakeAgent h2;

  @BeforeEach
  void start() throws Exception {
    bench = new Bench();
    NetworkSpec spec = new NetworkSpec(LAN, NetworkSpec.Kind.OVERLAY, null, 7, 1500, "", List.of());
    bench.inventory.decide(state ->
        Outcome.recorded(List.of(new StateRecord.OfCatalog(new CatalogChange.Put(spec))), true));
    h1 = member("h1", AT_H1).connect();
    h2 = member("h2", AT_H2).connect();
    bench.running("web", h1);
  }

  @AfterEach
  void stop() throws Exception {
    hold.countDown();
    bench.close();
  }

  private FakeAgent member(String name, String address) {
    return bench
        .host(name)
        .describe(host -> host.withOverlays(List.of(new OverlayEnd(LAN, address, 1500))));
  }

  private Overlay overlay() {
    return new Whereabouts(bench.inventory.now()).overlays().get(LAN);
  }

  private List<String> places() {
    return overlay().stations().stream().map(Station::end).toList();
  }

  private Migration copying() throws InterruptedException {
    h1.on(
        Order.AwaitSource.class,
        order -> {
          hold.await();
          return h1.asUsual(order);
        });
    h2.on(
        Order.AwaitDestination.class,
        order -> {
          hold.await();
          return h2.asUsual(order);
        });
    Thread.ofVirtual()
        .start(() -> {
          try {
            bench.migrate("web", h2);
          } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
          }
        });
    await().until(() -> !h1.orders(Order.AwaitSource.class).isEmpty());
    DataCenter now = bench.inventory.now();
    return now.hard().migrationOf(bench.vm("web").id()).orElseThrow();
  }

  private void tells(Migration migration, MigrationPhase phase) {
    MigrationProgress progress = MigrationProgress.before(phase);
    bench.inventory.progressed(h1.host(), migration.id(), progress);
  }

  @Test
  void aCardIsWhereItsVmMayRun() throws Exception {
    assertThat(places()).containsExactly(AT_H1);
    assertThat(overlay().ends()).containsExactly(AT_H1, AT_H2);
    bench.migrate("web", h2);
    assertThat(places()).containsExactly(AT_H2);
  }

  @Test
  void aCardIsAtTheDestinationAsSoonAsItsGuestStandsStill() throws Exception {
    Migration migration = copying();
    tells(migration, MigrationPhase.PRECOPY);
    assertThat(places()).containsExactly(AT_H1);
    tells(migration, MigrationPhase.SWITCHOVER);
    await().until(() -> places().equals(List.of(AT_H2)));
    tells(migration, MigrationPhase.PRECOPY);
    await().until(() -> places().equals(List.of(AT_H1)));
  }

  @Test
  void aLeaderThatHasNotHeardEverybodyTakesNothingAway() throws Exception {
    assertThat(overlay().others()).isEqualTo(Overlay.Others.GO);
    FakeAgent h3 = member("h3", "10.9.0.3");
    assertThat(overlay().others()).isEqualTo(Overlay.Others.STAY);
    h3.connect();
    assertThat(overlay().others()).isEqualTo(Overlay.Others.GO);
  }

  @Test
  void aNetworkThatIsNoOverlayIsNobodysBusiness() {
    bench.inventory.decide(state ->
        Outcome.recorded(
            List.of(
                new StateRecord.OfCatalog(
                    new CatalogChange.Put(
                        new NetworkSpec(
                            LAN, NetworkSpec.Kind.BRIDGED, null, null, 1500, "", List.of())))),
            true));
    assertThat(new Whereabouts(bench.inventory.now()).overlays()).isEmpty();
  }
}
