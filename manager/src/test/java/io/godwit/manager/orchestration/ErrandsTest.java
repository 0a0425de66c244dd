package io.godwit.manager.orchestration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.vm.VmName;
import io.godwit.protocol.agent.Order;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A host that cannot write down what it is told, because its disk is full, say. */
@Timeout(120)
final class ErrandsTest {
  private static final VmName WEB = new VmName("web");

  private Bench bench;
  private FakeAgent h2;

  private void open(Duration settle) throws Exception {
    Deadlines usual = Deadlines.DEFAULT;
    bench =
        new Bench(
            new Deadlines(
                usual.quick(),
                usual.check(),
                usual.start(),
                usual.slack(),
                usual.linkReturn(),
                usual.arrival(),
                usual.report(),
                settle,
                Duration.ofHours(1)));
    FakeAgent h1 = bench.host("h1").connect();
    h2 = bench.host("h2").connect();
    h2.fails(Order.CommitDestination.class, ErrorCode.HOST_SETUP_FAILED);
    bench.running("web", h1);
    bench.ended(bench.begin("web", h2));
    await().until(() -> !h2.orders(Order.CommitDestination.class).isEmpty());
  }

  @AfterEach
  void close() throws Exception {
    bench.close();
  }

  @Test
  void whatWasRefusedIsTriedAgainOnceSomebodyWaitsForIt() throws Exception {
    open(Duration.ofSeconds(60));
    h2.on(Order.CommitDestination.class, h2::asUsual);
    bench.orchestration.vms().kill(WEB);
    assertThat(h2.orders(Order.CommitDestination.class)).hasSize(2);
  }

  @Test
  void whoWaitsInVainIsToldWhy() throws Exception {
    open(Duration.ofMillis(300));
    assertThatThrownBy(() -> bench.orchestration.vms().kill(WEB))
        .isInstanceOfSatisfying(
            GodwitException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.HOST_BUSY);
              assertThat(e.problem().detail()).endsWith(h2.host() + " says HOST_SETUP_FAILED.");
            });
  }
}
