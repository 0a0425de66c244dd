package io.godwit.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TracingTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void partsOfADeedAreJoinedOverAProcessBoundary() throws Exception {
    try (Collector collector = new Collector()) {
      Map<String, String> environment = Map.of(Tracing.ENDPOINT, collector.address() + "/");
      try (Tracing here = Tracing.of(environment, "here", "a");
          Tracing there = Tracing.of(environment, "there", "b")) {
        here.during(
            "whole",
            Tracing.Side.INSIDE,
            Map.of("k", "v"),
            () -> {
              here.past("measured", NOON, NOON.plusMillis(84), Map.of());
              String sent = Trail.current().traceparent();
              Trail.received(null, sent)
                  .run(() -> there.begin("part", Tracing.Side.ANSWERS, Map.of()).close());
              return true;
            });
      }
      List<Collector.Received> spans = collector.spans();
      Collector.Received whole = named(spans, "whole");
      assertThat(whole.parent()).isEmpty();
      assertThat(whole.service()).isEqualTo("here");
      assertThat(named(spans, "part").parent()).isEqualTo(whole.id());
      assertThat(named(spans, "part").service()).isEqualTo("there");
      assertThat(named(spans, "measured").nanos()).isEqualTo(84_000_000);
      assertThat(spans).extracting(Collector.Received::trace).containsOnly(whole.trace());
    }
  }

  @Test
  void aCollectorThatIsAwayCostsNothingButSpans() {
    Map<String, String> environment = Map.of(Tracing.ENDPOINT, "http://127.0.0.1:1");
    try (Tracing tracing = Tracing.of(environment, "here", "a")) {
      assertThat(
              tracing.<Integer, RuntimeException>during(
                  "whole", Tracing.Side.INSIDE, Map.of(), () -> 7))
          .isEqualTo(7);
    }
  }

  @Test
  void withoutACollectorNothingIsTracedAndAPlaceIsHandedOn() {
    Tracing off = Tracing.of(Map.of(), "here", "a");
    assertThat(off.getClass()).isEqualTo(Untraced.class);
    Trail came = Trail.received("x", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    came.run(() -> {
      Span span = off.begin("whole", Tracing.Side.INSIDE, Map.of());
      assertThat(span.place()).isEqualTo(came.parent());
      span.close();
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"collector:4318", "ftp://collector", "http://", "http://a b"})
  void whatIsNoAddressStopsTheStart(String endpoint) {
    assertThatThrownBy(() -> Tracing.of(Map.of(Tracing.ENDPOINT, endpoint), "here", "a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(Tracing.ENDPOINT);
  }

  private static Collector.Received named(List<Collector.Received> spans, String name) {
    return spans.stream().filter(span -> span.name().equals(name)).findFirst().orElseThrow();
  }
}
