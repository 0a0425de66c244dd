package io.godwit.manager.agents;

import io.godwit.model.host.HostId;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import io.godwit.trace.Tracing;
import io.godwit.trace.Trail;
import java.time.Duration;
import java.util.Map;

/** Makes each order of a traced deed a span, whose place goes to the agent with the order. */
public final class TracedCalls implements AgentCalls {
  private final AgentCalls next;
  private final Tracing tracing;

  public TracedCalls(AgentCalls next, Tracing tracing) {
    this.next = next;
    this.tracing = tracing;
  }

  @Override
  public Answer call(HostId host, Order order, Duration deadline) throws InterruptedException {
    if (Trail.current().parent() == null) {
      return next.call(host, order, deadline);
    }
    return this.<Answer>traced(host, order, () -> next.call(host, order, deadline));
  }

  private <T> T traced(HostId host, Order order, Trail.Deed<T, InterruptedException> call)
      throws InterruptedException {
    return tracing.during(
        "order " + order.getClass().getSimpleName(), Tracing.Side.ASKS, subject(host, order), call);
  }

  private static Map<String, String> subject(HostId host, Order order) {
    return order instanceof Order.OfVm of
        ? Map.of("godwit.host", host.value(), "godwit.vm", of.vm().toString())
        : Map.of("godwit.host", host.value());
  }

  @Override
  public long awaitLink(HostId host, long after, Duration patience) throws InterruptedException {
    return next.awaitLink(host, after, patience);
  }
}
