package io.godwit.manager.orchestration;

import io.godwit.manager.agents.AgentCalls;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.time.Time;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.ErrorKind;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Orders that tidy up after a migration and that nobody waits for: given until they are carried
 * out, over restarts of the agent. Each has a virtual thread.
 */
final class Errands implements AutoCloseable {
  /** After a day someone has reinstalled the host. */
  private static final Duration MAX_AGE = Duration.ofDays(1);

  /** A disk may be full for long; the log need not be for it. */
  private static final int QUIET_FAILURES = 20;

  private static final Logger LOG = LoggerFactory.getLogger(Errands.class);

  private static final class Errand {
    final VmId vm;
    final HostId host;
    final Order order;

    /** Why it is not done yet, if its host said so. */
    volatile @Nullable Problem refusal;

    /** Somebody waits for it: it is not put off any more. Under the lock. */
    boolean isWanted;

    Errand(VmId vm, HostId host, Order order) {
      this.vm = vm;
      this.host = host;
      this.order = order;
    }

    boolean concerns(VmId some, HostId other) {
      return vm.equals(some) && host.equals(other);
    }

    /** Why others have to wait for it. */
    GodwitException inTheWay() {
      Problem why = refusal;
      return new GodwitException(
          ErrorCode.HOST_BUSY,
          "Host "
              + host
              + " still tidies up after an earlier migration of this VM"
              + (why == null ? "." : ": " + why.detail()),
          why == null ? "Check that its agent is connected, and try again." : why.next());
    }
  }

  private final Inventory inventory;
  private final AgentCalls agents;
  private final Time time;
  private final Deadlines deadlines;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition done = lock.newCondition();
  private final Condition wanted = lock.newCondition();

  private final List<Errand> pending = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private boolean closed;

  Errands(Inventory inventory, AgentCalls agents, Time time, Deadlines deadlines) {
    this.inventory = inventory;
    this.agents = agents;
    this.time = time;
    this.deadlines = deadlines;
  }

  /** Begins an errand. {@code order} may be given more than once. */
  void begin(HostId host, Order.OfVm order) {
    Errand errand = new Errand(order.vm(), host, order);
    lock.lock();
    try {
      if (closed) {
        return;
      }
      threads.removeIf(thread -> !thread.isAlive());
      pending.add(errand);
      String name = order.getClass().getSimpleName() + " " + order.vm() + " on " + host;
      Thread thread = time.thread(name, () -> run(errand));
      threads.add(thread);
      thread.start();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until no errand of the VM is under way on the host; one that was refused is tried again
   * at once.
   *
   * @throws GodwitException HOST_BUSY if that takes too long
   */
  void settle(VmId vm, HostId host) throws InterruptedException {
    long left = deadlines.settle().toNanos();
    lock.lockInterruptibly();
    try {
      pending.stream().filter(e -> e.concerns(vm, host)).forEach(e -> e.isWanted = true);
      wanted.signalAll();
      while (true) {
        Optional<Errand> ahead = pending.stream().filter(e -> e.concerns(vm, host)).findFirst();
        if (ahead.isEmpty()) {
          return;
        }
        if (left <= 0) {
          throw ahead.get().inTheWay();
        }
        left = time.awaitNanos(done, left);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      threads.forEach(Thread::interrupt);
    } finally {
      lock.unlock();
    }
  }

  private void run(Errand errand) {
    try {
      persist(errand);
    } catch (InterruptedException closing) {
      LOG.info("left undone: {}", errand.order);
    } finally {
      lock.lock();
      try {
        pending.remove(errand);
        done.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private void persist(Errand errand) throws InterruptedException {
    Persistence persistence = new Persistence(agents, time, deadlines.retry());
    long end = time.nanos() + MAX_AGE.toNanos();
    for (int failures = 0; time.nanos() < end; failures++) {
      try {
        carriedOut(errand, persistence.call(errand.host, errand.order, MAX_AGE, MAX_AGE));
        return;
      } catch (GodwitException refused) {
        errand.refusal = refused.problem();
        if (failures % QUIET_FAILURES == 0) {
          LOG.warn(
              "host {} did not carry out {}: {}", errand.host, errand.order, refused.problem());
        }
        if (refused.code().kind() == ErrorKind.REJECTED) {
          return;
        }
        putOff(errand);
      }
    }
    LOG.error("host {} has not carried out {} for {}", errand.host, errand.order, MAX_AGE);
  }

  private void putOff(Errand errand) throws InterruptedException {
    long left = deadlines.retry().toNanos();
    lock.lockInterruptibly();
    try {
      while (!errand.isWanted && left > 0) {
        left = time.awaitNanos(wanted, left);
      }
      errand.isWanted = false;
    } finally {
      lock.unlock();
    }
  }

  private void carriedOut(Errand errand, Answer answer) {
    if (answer instanceof Answer.Observed observed) {
      inventory.answered(errand.host, observed.observation());
    } else if (answer instanceof Answer.Removed || errand.order instanceof Order.ReleaseSource) {
      inventory.gone(errand.host, errand.vm);
    }
  }
}
