package io.godwit.agent.telemetry;

import io.godwit.protocol.agent.ToManager;
import java.util.ArrayDeque;
import java.util.Deque;

/** Samples that wait for a manager; the newest ones. Owned by the sampling thread. */
final class Outbox {
  /** A minute at the usual interval: about what an election of managers and a reconnection take. */
  static final int MAX_WAITING = 6;

  private final Post post;
  private final Deque<ToManager.Telemetry> waiting = new ArrayDeque<>();
  private long dropped;

  Outbox(Post post) {
    this.post = post;
  }

  void put(ToManager.Telemetry batch) {
    waiting.addLast(batch);
    while (!waiting.isEmpty() && post.offer(waiting.getFirst())) {
      waiting.removeFirst();
    }
    while (waiting.size() > MAX_WAITING) {
      waiting.removeFirst();
      dropped++;
    }
  }

  /** How many no manager got. */
  long dropped() {
    return dropped;
  }
}
