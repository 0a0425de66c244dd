package io.godwit.manager.portion;

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
import io.godwit.model.catalog.Resources;
import io.godwit.model.catalog.Share;
import io.godwit.model.catalog.VmAttributes;
import io.godwit.model.host.HostId;
import io.godwit.model.host.ShareSupport;
import io.godwit.model.migration.LimitsWish;
import io.godwit.model.vm.VmId;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import io.godwit.protocol.agent.Portion;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class StewardTest {
  private static final Resources LIMITED =
      new Resources(new Share(0, 50L, Share.NORMAL), Share.DEFAULT);

  private final Told told = new Told();
  private Bench bench;
  private Couriers<List<Portion>> couriers;
  private FakeAgent h1;
  private FakeAgent h2;

  /** What each host was told. */
  private static final class Told implements AgentCalls {
    record Word(HostId host, Order.KeepPortions order) {}

    final List<Word> words = new CopyOnWriteArrayList<>();

    @Override
    public Answer call(HostId host, Order order, Duration deadline) {
      words.add(new Word(host, (Order.KeepPortions) order));
      return new Answer.Done();
    }

    @Override
    public long awaitLink(HostId host, long after, Duration patience) {
      return 0;
    }

    List<List<Portion>> of(FakeAgent host) {
      return words.stream()
          .filter(word -> word.host().equals(host.host()))
          .map(word -> word.order().portions())
          .toList();
    }
  }

  @BeforeEach
  void start() throws Exception {
    bench = new Bench();
    couriers = Steward.start(bench.inventory, told, Time.REAL);
    h1 = enforcing("h1", true);
    h2 = enforcing("h2", true);
  }

  @AfterEach
  void stop() throws Exception {
    couriers.close();
    bench.close();
  }

  private FakeAgent enforcing(String name, boolean enforced) throws Exception {
    return bench
        .host(name)
        .describe(host -> host.withShares(new ShareSupport(enforced, "a test says so")))
        .connect();
  }

  private void say(VmId vm, Resources resources) {
    VmAttributes said =
        new VmAttributes(
            vm, null, null, List.of(), "", LimitsWish.NONE, null, List.of(), resources);
    bench.inventory.decide(state ->
        Outcome.recorded(
            List.of(new StateRecord.OfCatalog(new CatalogChange.VmDescribed(said))), true));
  }

  private void awaitLast(FakeAgent host, List<Portion> portions) {
    await().until(() -> told.of(host), all -> !all.isEmpty() && all.getLast().equals(portions));
  }

  @Test
  void aHostIsToldWhatIsSaidOfItsVmsAndNotOfOthers() throws Exception {
    VmId web = bench.running("web", h1).id();
    awaitLast(h1, List.of());
    say(web, LIMITED);
    awaitLast(h1, List.of(new Portion(web, LIMITED)));
    awaitLast(h2, List.of());
    say(web, Resources.DEFAULT);
    awaitLast(h1, List.of());
  }

  @Test
  void aDestinationIsToldBeforeTheGuestIsThereAndTheSourceForgetsIt() throws Exception {
    VmId web = bench.running("web", h1).id();
    say(web, LIMITED);
    bench.migrate("web", h2);
    awaitLast(h2, List.of(new Portion(web, LIMITED)));
    awaitLast(h1, List.of());
  }

  @Test
  void aHostThatWasAwayIsToldAgain() throws Exception {
    VmId web = bench.running("web", h1).id();
    say(web, LIMITED);
    awaitLast(h1, List.of(new Portion(web, LIMITED)));
    h1.cut();
    await().until(() -> !bench.inventory.now().requireHost(h1.host()).isConnected());
    int before = told.of(h1).size();
    h1.connect();
    await().until(() -> told.of(h1).size() > before);
    awaitLast(h1, List.of(new Portion(web, LIMITED)));
  }

  @Test
  void aHostThatEnforcesNothingIsNotTold() throws Exception {
    FakeAgent h3 = enforcing("h3", false);
    say(bench.running("web", h3).id(), LIMITED);
    say(bench.running("db", h1).id(), LIMITED);
    await().until(() -> told.of(h1).stream().anyMatch(portions -> !portions.isEmpty()));
    assertThat(told.of(h3)).isEmpty();
  }
}
