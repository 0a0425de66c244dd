package io.godwit.manager.orchestration;

import io.godwit.manager.agents.AgentCalls;
import io.godwit.manager.time.Time;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import java.time.Duration;

/**
 * Gives an order again whenever the link it was given on is lost, or its outcome is unknown. Only
 * for orders that attach to what already runs, which are those that name a migration or a task.
 */
final class Persistence {
  private final AgentCalls agents;
  private final Time time;
  private final Duration retry;

  /**
   * @param retry when an order whose outcome is unknown is given again on the same link
   */
  Persistence(AgentCalls agents, Time time, Duration retry) {
    this.agents = agents;
    this.time = time;
    this.retry = retry;
  }

  /**
   * @param within until the answer, all told
   * @param away how long the agent may be away at a time
   * @throws GodwitException the agent's problem; AGENT_UNREACHABLE or OUTCOME_UNKNOWN if time ran
   *     out
   */
  Answer call(HostId host, Order order, Duration within, Duration away)
      throws InterruptedException {
    long end = time.nanos() + within.toNanos();
    long link = 0;
    GodwitException last = null;
    while (true) {
      Duration left = Duration.ofNanos(Math.max(0, end - time.nanos()));
      Duration patience = shorter(left, away);
      link = last == null ? agents.awaitLink(host, 0, patience) : again(host, link, patience);
      if (link == 0 || (last != null && left.isZero())) {
        throw last != null ? last : unreachable(host, away);
      }
      try {
        return agents.call(host, order, Duration.ofNanos(Math.max(1, end - time.nanos())));
      } catch (GodwitException lost) {
        if (!isSilence(lost.code())) {
          throw lost;
        }
        last = lost;
      }
    }
  }

  /**
   * A newer link at once. The same one after a while: it may not have been lost at all, when the
   * agent itself answers that it does not know, because QEMU was silent.
   */
  private long again(HostId host, long link, Duration patience) throws InterruptedException {
    long newer = agents.awaitLink(host, link, shorter(patience, retry));
    return newer != 0 ? newer : agents.awaitLink(host, 0, patience.minus(shorter(patience, retry)));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Whether a code says that the agent said nothing. */
  static boolean isSilence(ErrorCode code) {
    return code == ErrorCode.OUTCOME_UNKNOWN
        || code == ErrorCode.AGENT_UNREACHABLE
        || code == ErrorCode.NO_LEADER;
  }

  private static GodwitException unreachable(HostId host, Duration away) {
    return new GodwitException(
        ErrorCode.AGENT_UNREACHABLE,
        "The agent of host " + host + " has been away for " + away.toSeconds() + " s.",
        "Check that the agent runs on " + host + " and reaches the manager.");
  }
}
