package io.godwit.agent.telemetry;

import io.godwit.protocol.agent.ToManager;

/** Takes samples to a manager. */
@FunctionalInterface
public interface Post {
  /** Sends without waiting; false if there is no link, or it has more to send than it can. */
  boolean offer(ToManager.Telemetry batch);
}
