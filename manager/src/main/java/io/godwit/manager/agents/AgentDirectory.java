package io.godwit.manager.agents;

import io.godwit.model.host.HostId;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Knows the link of each host. */
public final class AgentDirectory implements AgentCalls {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<HostId, AgentSession> sessions = new HashMap<>();
  private final OrderPermit permit;

  /**
   * @param permit asked when an order is about to be sent
   */
  public AgentDirectory(OrderPermit permit) {
    this.permit = permit;
  }

  @Override
  public Answer call(HostId host, Order order, Duration deadline) throws InterruptedException {
    AgentSession session;
    lock.lock();
    try {
      session = sessions.get(host);
    } finally {
      lock.unlock();
    }
    if (session == null) {
      throw AgentSession.unreachable(host);
    }
    return session.call(order, deadline, permit);
  }

  @Override
  public long awaitLink(HostId host, long after, Duration patience) throws InterruptedException {
    long left = patience.toNanos();
    lock.lockInterruptibly();
    try {
      while (true) {
        AgentSession session = sessions.get(host);
        if (session != null && session.number() > after) {
          return session.number();
        }
        if (left <= 0) {
          return 0;
        }
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The newest link of a host takes the place of an older one. */
  void register(AgentSession session) {
    AgentSession older;
    lock.lock();
    try {
      older = sessions.put(session.host(), session);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (older != null) {
      older.close(
          Status.ABORTED
              .withDescription("another agent of this host has connected")
              .asRuntimeException());
    }
  }

  void unregister(AgentSession session) {
    lock.lock();
    try {
      sessions.remove(session.host(), session);
    } finally {
      lock.unlock();
    }
    session.end();
  }

  /** The link of a host, if it has one. */
  Optional<AgentSession> session(HostId host) {
    lock.lock();
    try {
      return Optional.ofNullable(sessions.get(host));
    } finally {
      lock.unlock();
    }
  }

  /** Ends every link. */
  void closeAll(StatusRuntimeException why) {
    List<AgentSession> all;
    lock.lock();
    try {
      all = List.copyOf(sessions.values());
      sessions.clear();
    } finally {
      lock.unlock();
    }
    all.forEach(session -> session.close(why));
  }
}
