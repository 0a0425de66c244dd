package io.godwit.manager.agents;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Gives orders only as long as no other manager can lead. A process that was stopped for longer
 * than its lease goes on where it was, in the middle of a migration, before anything tells it that
 * its term is over.
 */
public final class LeasedCalls implements AgentCalls {
  private final AgentCalls calls;
  private final BooleanSupplier held;

  /**
   * @param held whether the lease is, at this moment
   */
  public LeasedCalls(AgentCalls calls, BooleanSupplier held) {
    this.calls = calls;
    this.held = held;
  }

  /**
   * @throws GodwitException as {@link AgentCalls#call}, and NO_LEADER if the order was not sent
   *     because this manager leads no more
   */
  @Override
  public Answer call(HostId host, Order order, Duration deadline) throws InterruptedException {
    if (!held.getAsBoolean()) {
      throw new GodwitException(
          ErrorCode.NO_LEADER,
          "This manager leads no more; the order "
              + order.getClass().getSimpleName()
              + " was not sent to host "
              + host
              + ".",
          "Ask the manager that leads now.");
    }
    return calls.call(host, order, deadline);
  }

  @Override
  public long awaitLink(HostId host, long after, Duration patience) throws InterruptedException {
    return calls.awaitLink(host, after, patience);
  }
}
