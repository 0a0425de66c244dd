package io.godwit.manager.metrics;

import io.godwit.manager.agents.AgentCalls;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;

/** Counts orders. One that waits for the end of a copy takes as long as the copy. */
final class MeteredCalls implements AgentCalls {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(2),
    Duration.ofMillis(10),
    Duration.ofMillis(50),
    Duration.ofMillis(200),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(30),
    Duration.ofMinutes(5)
  };

  private final AgentCalls next;
  private final MeterRegistry registry;

  MeteredCalls(AgentCalls next, MeterRegistry registry) {
    this.next = next;
    this.registry = registry;
  }

  @Override
  public Answer call(HostId host, Order order, Duration deadline) throws InterruptedException {
    long begun = System.nanoTime();
    String outcome = "fault";
    try {
      Answer answer = next.call(host, order, deadline);
      outcome = "done";
      return answer;
    } catch (GodwitException refused) {
      outcome = refused.code().kind().name().toLowerCase(Locale.ROOT);
      throw refused;
    } catch (InterruptedException cancelled) {
      outcome = "given_up";
      throw cancelled;
    } finally {
      Timer.builder("godwit.agent.orders")
          .description("Orders to agents, by how they came back.")
          .tag("order", order.getClass().getSimpleName())
          .tag("outcome", outcome)
          .serviceLevelObjectives(BUCKETS)
          .register(registry)
          .record(Duration.ofNanos(System.nanoTime() - begun));
    }
  }

  @Override
  public long awaitLink(HostId host, long after, Duration patience) throws InterruptedException {
    return next.awaitLink(host, after, patience);
  }
}
