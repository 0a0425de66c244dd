package io.godwit.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.agent.HostFixture;
import io.godwit.agent.memory.MemoryWatch;
import io.godwit.agent.network.Overlays;
import io.godwit.agent.path.Paths;
import io.godwit.agent.platform.HostCommands;
import io.godwit.agent.platform.VmUser;
import io.godwit.agent.portion.Portions;
import io.godwit.agent.probe.Probes;
import io.godwit.agent.storage.Datastores;
import io.godwit.agent.storage.Marks;
import io.godwit.model.host.HostId;
import io.godwit.model.vm.Generation;
import io.godwit.protocol.agent.Order;
import io.godwit.protocol.agent.ToAgent;
import io.godwit.protocol.agent.ToManager;
import io.godwit.trace.Collector;
import io.godwit.trace.Collector.Received;
import io.godwit.trace.Tracing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OrderDeskTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String ORDER_SPAN = "b7ad6b7169203331";
  private static final Probes NO_PROBES =
      new Probes(
          new HostId("h1"),
          network -> "br0",
          (device, type, filter) -> {
            throw new IOException("there are no sockets here");
          });

  @TempDir private Path directory;

  @Test
  void anOrderOfATracedDeedIsASpanOfItsTrace() throws Exception {
    try (HostFixture host = new HostFixture(directory);
        Collector collector = new Collector()) {
      host.running();
      Map<String, String> environment = Map.of(Tracing.ENDPOINT, collector.address().toString());
      try (Tracing tracing = Tracing.of(environment, "godwit-agent", "h1")) {
        OrderDesk desk =
            new OrderDesk(
                host.vms(),
                host.disks(),
                host.departures(),
                host.arrivals(),
                NO_PROBES,
                new Paths(new HostId("h1"), "127.0.0.1"),
                new Marks(
                    new Datastores(new TreeMap<>(), VmUser.choose("root")), InstantSource.system()),
                new MemoryWatch(
                    host.vms(),
                    Duration.ofHours(1),
                    InstantSource.system(),
                    new SplittableRandom(1)),
                new Overlays(new TreeSet<>(), "127.0.0.1", new HostCommands()),
                Portions.of(directory, "h1", 1),
                tracing);
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
