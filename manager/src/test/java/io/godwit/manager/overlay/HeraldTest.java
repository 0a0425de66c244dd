package io.godwit.manager.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.godwit.manager.agents.AgentCalls;
import io.godwit.manager.catalog.CatalogChange;
import io.godwit.manager.courier.Couriers;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.loop.Outcome;
import io.godwit.manager.orchestration.Bench;
import io.godwit.manager.orchestration.FakeAgent;
import io.godwit.manager.time.Time;
import io.godwit.model.catalog.NetworkSpec;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import io.godwit.model.host.NetworkName;
import io.godwit.model.host.OverlayEnd;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import io.godwit.protocol.agent.Overlay;
import io.godwit.protocol.agent.Station;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class HeraldTest {
  private static final NetworkName LAN = new NetworkName("lan");
  private static final String AT_H1 = "10.9.0.1";
  private static final String AT_H2 = "10.9.0.2";
  private static final String AT_H3 = "10.9.0.3";

  private final Told told = new Told();
  private Bench bench;
  private Couriers<List<Overlay>> couriers;
  private FakeAgent h1;
  private FakeAgent h2;

  /** What each host was told; a host that is {@code deaf} refuses. */
  private static final class Told implements AgentCalls {
    record Word(HostId host, Order order) {}

    final List<Word> words = new CopyOnWriteArrayList<>();
    volatile boolean deaf;

    @Override
    public Answer call(HostId host, Order order, Duration deadline) {
      words.add(new Word(host, order));
      if (deaf) {
        throw new GodwitException(ErrorCode.OUTCOME_UNKNOWN, "Nobody answers.", "Wait.");
      }
      return new Answer.Done();
    }

    @Override
    public long awaitLink(HostId host, long after, Duration patience) {
      return 0;
    }

    <T extends Order> List<T> of(FakeAgent host, Class<T> type) {
      return words.stream()
          .filter(word -> word.host().equals(host.host()))
          .map(Word::order)
          .filter(type::isInstance)
          .map(type::cast)
          .toList();
    }
  }

  @BeforeEach
  void start() throws Exception {
    bench = new Bench();
    couriers = Herald.start(bench.inventory, told, Time.REAL);
    bench.inventory.decide(state ->
        Outcome.recorded(
            List.of(
                new StateRecord.OfCatalog(
                    new CatalogChange.Put(
                        new NetworkSpec(
                            LAN, NetworkSpec.Kind.OVERLAY, null, 7, 1500, "", List.of())))),
            true));
    h1 = member("h1", AT_H1);
    h2 = member("h2", AT_H2);
    member("h3", AT_H3);
  }

  @AfterEach
  void stop() throws Exception {
    couriers.close();
    bench.close();
  }

  private FakeAgent member(String name, String address) throws Exception {
    return bench
        .host(name)
        .describe(host -> host.withOverlays(List.of(new OverlayEnd(LAN, address, 1500))))
        .connect();
  }

  private void awaitAll(FakeAgent host) {
    await()
        .until(
            () -> told.of(host, Order.KeepOverlays.class),
            all -> !all.isEmpty() && all.getLast().overlays().getFirst().ends().size() == 3);
  }

  private List<String> places(FakeAgent toldTo) {
    return told.of(toldTo, Order.ChangeOverlay.class).stream()
        .flatMap(order -> order.at().stream())
        .map(Station::end)
        .toList();
  }

  @Test
  void aMemberIsToldOfAllMembersAndCardsWhenItLinks() {
    awaitAll(h1);
    Overlay last = told.of(h1, Order.KeepOverlays.class).getLast().overlays().getFirst();
    assertThat(last.vni()).isEqualTo(7);
    assertThat(last.ends()).containsExactly(AT_H1, AT_H2, AT_H3);
  }

  @Test
  void everyMemberIsToldOfACardThatComesAndGoes() throws Exception {
    awaitAll(h1);
    awaitAll(h2);
    bench.running("web", h1);
    await().until(() -> places(h1).equals(List.of(AT_H1)));
    await().until(() -> places(h2).equals(List.of(AT_H1)));
    bench.orchestration.vms().kill(bench.vm("web").name());
    bench.orchestration.vms().delete(bench.vm("web").name());
    await()
        .until(
            () -> told.of(h2, Order.ChangeOverlay.class).getLast(),
            order -> !order.gone().isEmpty());
  }

  @Test
  void membersAreToldOfASwitchoverBeforeTheMigrationEnds() throws Exception {
    bench.running("web", h1);
    awaitAll(h2);
    CountDownLatch hold = new CountDownLatch(1);
    h1.on(
        Order.AwaitSource.class,
        order -> {
          hold.await();
          return h1.asUsual(order);
        });
    h2.on(
        Order.AwaitDestination.class,
        order -> {
          h2.asUsual(order);
          hold.await();
          return h2.asUsual(order);
        });
    Thread migrating =
        Thread.ofVirtual()
            .start(() -> {
              try {
                bench.migrate("web", h2);
              } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
              }
            });
    await().until(() -> places(h2).contains(AT_H2));
    assertThat(bench.inventory.now().hard().vms().values())
        .allMatch(vm -> vm.right().home().equals(h1.host()));
    hold.countDown();
    migrating.join();
  }

  @Test
  void aMemberThatDidNotAnswerIsToldAllAgain() throws Exception {
    awaitAll(h1);
    told.deaf = true;
    bench.running("web", h1);
    await().until(() -> !told.of(h1, Order.ChangeOverlay.class).isEmpty());
    int before = told.of(h1, Order.KeepOverlays.class).size();
    told.deaf = false;
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> told.of(h1, Order.KeepOverlays.class).size() > before);
    assertThat(told.of(h1, Order.KeepOverlays.class).getLast().overlays().getFirst().stations())
        .hasSize(1);
  }
}
