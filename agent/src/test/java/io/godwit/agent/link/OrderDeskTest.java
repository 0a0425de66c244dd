package io.godwit.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.agent.HostFixture;
import io.godwit.model.vm.Generation;
import io.godwit.protocol.agent.Order;
import io.godwit.protocol.agent.ToAgent;
import io.godwit.protocol.agent.ToManager;
import io.godwit.trace.Collector;
import io.godwit.trace.Collector.Received;
import io.godwit.trace.Tracing;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OrderDeskTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String ORDER_SPAN = "b7ad6b7169203331";

  @TempDir private Path directory;

  @Test
  void anOrderOfATracedDeedIsASpanOfItsTrace() throws Exception {
    try (HostFixture host = new HostFixture(directory);
        Collector collector = new Collector()) {
      host.running();
      Map<String, String> environment = Map.of(Tracing.ENDPOINT, collector.address().toString());
      try (Tracing tracing = Tracing.of(environment, "godwit-agent", "h1")) {
        OrderDesk desk = Desks.of(host, directory, tracing);
        Order pause = new Order.Pause(HostFixture.VM, Generation.FIRST);
        ToManager.Reply traced =
            desk.reply(
                new ToAgent.Command(1, pause, "req-1", "00-" + TRACE + "-" + ORDER_SPAN + "-01"));
        assertThat(traced.problem()).isNull();
        desk.reply(new ToAgent.Command(2, new Order.Resume(HostFixture.VM, Generation.FIRST)));
      }
      assertThat(collector.spans()).hasSize(1);
      Received span = collector.spans().getFirst();
      assertThat(span.name()).isEqualTo("carry out Pause");
      assertThat(span.service()).isEqualTo("godwit-agent");
      assertThat(span.trace()).isEqualTo(TRACE);
      assertThat(span.parent()).isEqualTo(ORDER_SPAN);
    }
  }
}
