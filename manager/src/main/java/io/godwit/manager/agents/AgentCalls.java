package io.godwit.manager.agents;

import io.godwit.model.host.HostId;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import java.time.Duration;

/** Gives orders to agents. */
public interface AgentCalls {
  /**
   * Gives an order and waits for its answer.
   *
   * @throws io.godwit.model.error.GodwitException the agent's problem; AGENT_UNREACHABLE if the
   *     order was not sent, NO_LEADER if this manager leads no more; OUTCOME_UNKNOWN if it was and
   *     no answer came
   * @throws InterruptedException the order may have been carried out
   */
  Answer call(HostId host, Order order, Duration deadline) throws InterruptedException;

  /**
   * Waits until the host has a link whose number is above {@code after}; every link of this manager
   * has a higher number than those before it.
   *
   * @param after 0 for any link
   * @return the link's number, 0 if there was none in time
   */
  long awaitLink(HostId host, long after, Duration patience) throws InterruptedException;
}
