package io.godwit.manager.agents;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import io.godwit.protocol.agent.ToAgent;
import io.godwit.protocol.agent.ToManager.Reply;
import io.godwit.trace.Trail;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One link of one host, from its Hello to its end. */
final class AgentSession {
  /** Two per VM of a host full of small ones; more than an agent can work on at once. */
  static final int MAX_PENDING = 512;

  private final HostId host;
  private final String serial;
  private final long number;
  private final StreamObserver<ToAgent> stream;
  private final Map<Long, Pending> pending = new HashMap<>();
  private final CountDownLatch welcomed = new CountDownLatch(1);
  private long lastOrder;
  private boolean ended;

  /**
   * A link of {@code host}.
   *
   * @param serial of the certificate it rests on
   */
  AgentSession(HostId host, String serial, long number, StreamObserver<ToAgent> stream) {
    this.host = host;
    this.serial = serial;
    this.number = number;
    this.stream = stream;
  }

  HostId host() {
    return host;
  }

  String serial() {
    return serial;
  }

  long number() {
    return number;
  }

  /** Answers the Hello; orders are sent from now on. */
  void welcome(ToAgent.Welcome welcome) {
    synchronized (this) {
      if (!ended) {
        stream.onNext(welcome);
      }
    }
    welcomed.countDown();
  }

  /**
   * @param permit asked once nothing else is waited for
   */
  Answer call(Order order, Duration deadline, OrderPermit permit) throws InterruptedException {
    String what = order.getClass().getSimpleName();
    Pending mine = new Pending();
    if (!welcomed.await(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
      throw unreachable(host);
    }
    permit.require(host, order);
    long id = send(order, mine, what);
    try {
      if (!mine.done.await(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
        throw unknown(
            what, "did not answer the order " + what + " within " + seconds(deadline) + " s");
      }
    } finally {
      forget(id);
    }
    Reply reply = mine.reply;
    if (reply == null) {
      throw unknown(what, "was lost before it answered the order " + what);
    }
    if (reply.problem() != null) {
      throw reply.problem().asException();
    }
    if (reply.answer() == null) {
      throw new IllegalStateException("a reply has an answer or a problem");
    }
    return reply.answer();
  }

  void replied(Reply reply) {
    Pending waiting;
    synchronized (this) {
      waiting = pending.remove(reply.order());
    }
    if (waiting != null) {
      waiting.reply = reply;
      waiting.done.countDown();
    }
  }

  synchronized boolean hasEnded() {
    return ended;
  }

  /** Ends the link for callers; those who wait are told. */
  void end() {
    List<Pending> waiting;
    synchronized (this) {
      ended = true;
      waiting = List.copyOf(pending.values());
      pending.clear();
    }
    welcomed.countDown();
    waiting.forEach(pending -> pending.done.countDown());
  }

  /** Ends the link for the agent, too. */
  void close(StatusRuntimeException why) {
    end();
    synchronized (this) {
      try {
        stream.onError(why);
      } catch (IllegalStateException alreadyClosed) {
        // The stream ended by itself at the same moment; that is what was wanted.
        return;
      }
    }
  }

  /** The agent has said that it is done. */
  void complete() {
    end();
    synchronized (this) {
      try {
        stream.onCompleted();
      } catch (IllegalStateException alreadyClosed) {
        return;
      }
    }
  }

  private synchronized long send(Order order, Pending mine, String what) {
    if (ended) {
      throw unreachable(host);
    }
    if (pending.size() >= MAX_PENDING) {
      throw new GodwitException(
          ErrorCode.HOST_BUSY,
          "The agent of host "
              + host
              + " has "
              + MAX_PENDING
              + " orders under way; the order "
              + what
              + " was not sent.",
          "Try again.");
    }
    long id = ++lastOrder;
    pending.put(id, mine);
    try {
      Trail trail = Trail.current();
      stream.onNext(new ToAgent.Command(id, order, trail.correlation(), trail.traceparent()));
    } catch (RuntimeException broken) {
      // gRPC refuses to write to a cancelled stream; nothing was sent.
      pending.remove(id);
      throw new GodwitException(unreachable(host).problem(), broken);
    }
    return id;
  }

  private synchronized void forget(long id) {
    pending.remove(id);
  }

  private GodwitException unknown(String what, String happened) {
    return new GodwitException(
        ErrorCode.OUTCOME_UNKNOWN,
        "The agent of host " + host + " " + happened + "; it may have been carried out.",
        "Look at the VM once the agent is connected, before trying " + what + " again.");
  }

  static GodwitException unreachable(HostId host) {
    return new GodwitException(
        ErrorCode.AGENT_UNREACHABLE,
        "The agent of host " + host + " is not connected.",
        "Check that the agent runs on " + host + " and reaches the manager, then try again.");
  }

  private static String seconds(Duration time) {
    return Double.toString(time.toMillis() / 1000.0);
  }

  /** Where a caller waits. */
  private static final class Pending {
    final CountDownLatch done = new CountDownLatch(1);
    volatile @Nullable Reply reply;
  }
}
