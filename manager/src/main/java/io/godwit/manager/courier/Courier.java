package io.godwit.manager.courier;

import io.godwit.manager.agents.AgentCalls;
import io.godwit.manager.time.Time;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import io.godwit.protocol.agent.Order;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one host up to what it should have of something, for as long as it is linked. Its own
 * thread gives the orders; any thread may say what is wanted.
 *
 * @param <W> what it should have; compared by {@code equals}
 */
final class Courier<W> {
  /** Two commands of ten seconds each at the worst, and the way. */
  private static final Duration DEADLINE = Duration.ofSeconds(25);

  /** After a refusal; what the host lacks somebody has to bring. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private static final Duration LONG = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

  private final HostId host;
  private final String subject;
  private final Couriers.Words<W> words;
  private final AgentCalls agents;
  private final Time time;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable Wanted<W> wanted;
  private String trouble = "";

  /**
   * What a host should have.
   *
   * @param link the number of its link, 0 if it has none
   */
  record Wanted<W>(long link, W what) {}

  /**
   * @param subject what it is about, for threads and logs
   */
  Courier(HostId host, String subject, Couriers.Words<W> words, AgentCalls agents, Time time) {
    this.host = host;
    this.subject = subject;
    this.words = words;
    this.agents = agents;
    this.time = time;
    this.thread = time.thread(subject + "-" + host, this::run);
  }

  /** Begins. */
  void start() {
    thread.start();
  }

  /** What it should have from now on. */
  void wants(Wanted<W> now) {
    lock.lock();
    try {
      if (!now.equals(wanted)) {
        wanted = now;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends. */
  void stop() {
    thread.interrupt();
  }

  private void run() {
    @Nullable Wanted<W> done = null;
    try {
      while (true) {
        Wanted<W> next = awaitOther(done);
        @Nullable W told = done != null && done.link == next.link ? done.what : null;
        if (next.link == 0 || tell(words.between(told, next.what))) {
          done = next;
        } else {
          done = null;
          time.sleep(PAUSE);
        }
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  private Wanted<W> awaitOther(@Nullable Wanted<W> done) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (wanted == null || wanted.equals(done)) {
        time.awaitNanos(changed, LONG.toNanos());
      }
      return wanted;
    } finally {
      lock.unlock();
    }
  }

  private boolean tell(List<Order> orders) throws InterruptedException {
    try {
      for (Order order : orders) {
        long begun = time.nanos();
        agents.call(host, order, DEADLINE);
        LOG.info(
            "host {} has carried out {} for its {} in {} ms",
            host,
            order.getClass().getSimpleName(),
            subject,
            Duration.ofNanos(time.nanos() - begun).toMillis());
      }
      trouble = "";
      return true;
    } catch (GodwitException refused) {
      String why = refused.problem().detail();
      if (!why.equals(trouble)) {
        LOG.warn("host {} is not told of its {}: {}", host, subject, why);
        trouble = why;
      }
      return false;
    }
  }
}
