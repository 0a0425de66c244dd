package io.godwit.manager.orchestration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.godwit.protocol.agent.Order;
import io.godwit.protocol.agent.ToAgent;
import io.godwit.trace.Collector;
import io.godwit.trace.Collector.Received;
import io.godwit.trace.TraceParent;
import io.godwit.trace.Tracing;
import io.godwit.trace.Trail;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TracedMigrationTest {
  private static final String REQUEST = "req-42";

  @Test
  void aMigrationIsOneTraceAndItsOrdersCarryTheirPlace() throws Exception {
    try (Collector collector = new Collector()) {
      FakeAgent h1;
      FakeAgent h2;
      Map<String, String> environment = Map.of(Tracing.ENDPOINT, collector.address().toString());
      try (Tracing tracing = Tracing.of(environment, "godwit-manager", "m1");
          Bench bench = new Bench(tracing)) {
        h1 = bench.host("h1").connect();
        h2 = bench.host("h2").connect();
        bench.running("web", h1);
        Trail.received(REQUEST, null)
            .<Boolean, InterruptedException>call(() -> {
              bench.migrate("web", h2);
              return true;
            });
        await().until(() -> !h2.orders(Order.CommitDestination.class).isEmpty());
        await().until(() -> !h1.orders(Order.ReleaseSource.class).isEmpty());
      }
      List<Received> spans = collector.spans();
      Received whole = named(spans, "migration");
      assertThat(spans).extracting(Received::trace).containsOnly(whole.trace());
      for (String phase : List.of("check", "reserve", "prepare", "precopy", "downtime")) {
        assertThat(named(spans, phase).parent()).as(phase).isEqualTo(whole.id());
      }
      assertThat(named(spans, "downtime").nanos()).isEqualTo(55_000_000);
      Received prepared = named(spans, "order PrepareDestination");
      assertThat(prepared.parent()).isEqualTo(named(spans, "prepare").id());
      assertThat(named(spans, "order AwaitSource").parent())
          .isEqualTo(named(spans, "precopy").id());
      ToAgent.Command command = h2.command(Order.PrepareDestination.class);
      assertThat(command.correlation()).isEqualTo(REQUEST);
      assertThat(TraceParent.parse(command.traceparent()).orElseThrow().spanId())
          .isEqualTo(prepared.id());
      assertThat(h1.command(Order.ReleaseSource.class).correlation())
          .as("an errand, later, on a thread of its own")
          .isEqualTo(REQUEST);
    }
  }

  @Test
  void ordersOfADeedThatIsNotTracedAreNoSpans() throws Exception {
    try (Collector collector = new Collector()) {
      Map<String, String> environment = Map.of(Tracing.ENDPOINT, collector.address().toString());
      try (Tracing tracing = Tracing.of(environment, "godwit-manager", "m1");
          Bench bench = new Bench(tracing)) {
        FakeAgent h1 = bench.host("h1").connect();
        bench.running("web", h1);
        assertThat(h1.command(Order.Start.class).traceparent()).isNull();
      }
      assertThat(collector.spans()).isEmpty();
    }
  }

  private static Received named(List<Received> spans, String name) {
    return spans.stream()
        .filter(span -> span.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not among " + spans));
  }
}
