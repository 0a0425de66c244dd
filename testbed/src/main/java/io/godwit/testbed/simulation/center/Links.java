package io.godwit.testbed.simulation.center;

import io.godwit.manager.agents.AgentCalls;
import io.godwit.manager.agents.OrderPermit;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.telemetry.Telemetry;
import io.godwit.manager.time.Gate;
import io.godwit.manager.time.Mailbox;
import io.godwit.manager.time.Time;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import io.godwit.protocol.agent.ToAgent;
import io.godwit.protocol.agent.ToManager;
import io.godwit.protocol.agent.ToManager.Reply;
import io.godwit.testbed.simulation.host.ManagerDoor;
import io.godwit.testbed.simulation.network.Connection;
import io.godwit.testbed.simulation.network.Network;
import io.godwit.testbed.simulation.network.Network.Port;
import io.godwit.testbed.simulation.scheduler.Slot;
import io.godwit.testbed.simulation.scheduler.VirtualProcess;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A manager's end of the links in one term; follows {@code manager.agents}. */
final class Links implements AgentCalls, AutoCloseable {
  /** Keepalive of two seconds with a deadline of four. */
  private static final Duration PATIENCE = Duration.ofSeconds(6);

  private static final int MAX_UNREAD = 100_000;

  private final Network network;
  private final String node;
  private final long epoch;
  private final VirtualProcess process;
  private final Inventory inventory;
  private final Telemetry telemetry;
  private final OrderPermit permit;
  private final Witness witness;
  private final Time time;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<HostId, Session> sessions = new TreeMap<>();
  private long numbers;
  private boolean closed;

  /** Sees orders when they are sent. */
  interface Witness {
    void ordered(HostId host, Order order);
  }

  Links(
      Network network,
      Office.Place place,
      long epoch,
      Inventory inventory,
      Telemetry telemetry,
      OrderPermit permit,
      Witness witness) {
    this.telemetry = telemetry;
    this.permit = permit;
    this.network = network;
    this.node = place.name();
    this.process = place.process();
    this.epoch = epoch;
    this.inventory = inventory;
    this.witness = witness;
    this.time = process.time();
  }

  /** An agent has come; null if it is not let in any more. */
  ManagerDoor.@Nullable Link accept(Port from, ManagerDoor.Guest guest) {
    if (closed) {
      return null;
    }
    Connection connection = network.connect(from, new Port(node, process, PATIENCE));
    Session session = new Session(++numbers, connection.far(), guest);
    connection.near().onLoss(guest::lost);
    connection.far().onLoss(() -> session.deliver(Optional.empty()));
    process.start("agent-link-" + from.node(), session::listen);
    Connection.End near = connection.near();
    return new ManagerDoor.Link() {
      @Override
      public void send(ToManager message) {
        near.send(() -> session.deliver(Optional.of(message)));
      }

      @Override
      public void close() {
        near.close();
      }
    };
  }

  @Override
  public Answer call(HostId host, Order order, Duration deadline) throws InterruptedException {
    Session session;
    lock.lock();
    try {
      session = sessions.get(host);
    } finally {
      lock.unlock();
    }
    if (session == null) {
      throw unreachable(host);
    }
    return session.call(order, deadline);
  }

  @Override
  public long awaitLink(HostId host, long after, Duration patience) throws InterruptedException {
    long left = patience.toNanos();
    lock.lockInterruptibly();
    try {
      while (true) {
        Session session = sessions.get(host);
        if (session != null && session.number > after) {
          return session.number;
        }
        if (left <= 0) {
          return 0;
        }
        left = time.awaitNanos(changed, left);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    List<Session> all;
    lock.lock();
    try {
      closed = true;
      all = List.copyOf(sessions.values());
      sessions.clear();
    } finally {
      lock.unlock();
    }
    all.forEach(Session::end);
  }

  private static GodwitException unreachable(HostId host) {
    return new GodwitException(
        ErrorCode.AGENT_UNREACHABLE, "The agent of " + host + " is not connected.", "Try again.");
  }

  /** One link. Orders and replies pair by number. */
  private final class Session {
    final long number;
    private final Connection.End end;
    private final ManagerDoor.Guest guest;
    private final Mailbox<Optional<ToManager>> inbox = new Mailbox<>(time, MAX_UNREAD);
    private final Gate welcomed = new Gate(time);
    private final Map<Long, Slot<Optional<Reply>>> pending = new HashMap<>();
    private @Nullable HostId host;
    private long lastOrder;
    private boolean ended;

    Session(long number, Connection.End end, ManagerDoor.Guest guest) {
      this.number = number;
      this.end = end;
      this.guest = guest;
    }

    void deliver(Optional<ToManager> message) {
      try {
        inbox.offer(message, Duration.ZERO);
      } catch (InterruptedException never) {
        Thread.currentThread().interrupt();
      }
    }

    /** The listener's thread: messages of one link come one after the other. */
    void listen() {
      try {
        Optional<ToManager> message = inbox.take();
        while (message.isPresent()) {
          take(message.get());
          message = inbox.take();
        }
      } catch (GodwitException closing) {
        end.close();
      } catch (InterruptedException ending) {
        Thread.currentThread().interrupt();
      } finally {
        over();
      }
    }

    private void take(ToManager message) {
      HostId from = host;
      if (message instanceof ToManager.Hello hello) {
        host = hello.host().id();
        register(hello.host().id());
        inventory.connected(hello.host(), number, hello.vms());
        end.send(() -> guest.told(new ToAgent.Welcome("simulated", epoch, List.of())));
        welcomed.open();
      } else if (from != null) {
        switch (message) {
          case ToManager.Hello _ -> throw new IllegalStateException("a second Hello");
          case Reply reply -> replied(reply);
          case ToManager.VmChanged seen -> inventory.seen(from, seen.observation());
          case ToManager.VmGone gone -> inventory.gone(from, gone.vm());
          case ToManager.Progress progress ->
              inventory.progressed(from, progress.migration(), progress.progress());
          case ToManager.Telemetry measured -> telemetry.add(from, measured.host(), measured.vms());
        }
      }
    }

    private void register(HostId from) {
      Session older;
      lock.lock();
      try {
        older = closed ? this : sessions.put(from, this);
        changed.signalAll();
      } finally {
        lock.unlock();
      }
      if (older != null) {
        older.end();
      }
    }

    private void over() {
      HostId from = host;
      if (from != null) {
        lock.lock();
        try {
          sessions.remove(from, this);
        } finally {
          lock.unlock();
        }
        end();
        try {
          inventory.disconnected(from, number);
        } catch (GodwitException closing) {
          // The term is over; nobody looks at its soft state any more.
          return;
        }
      }
    }

    private void replied(Reply reply) {
      Slot<Optional<Reply>> waiting = pending.remove(reply.order());
      if (waiting != null) {
        waiting.put(Optional.of(reply));
      }
    }

    void end() {
      ended = true;
      welcomed.open();
      List<Slot<Optional<Reply>>> waiting = List.copyOf(pending.values());
      pending.clear();
      waiting.forEach(slot -> slot.put(Optional.empty()));
      end.close();
    }

    Answer call(Order order, Duration deadline) throws InterruptedException {
      HostId to = host;
      if (to == null || !welcomed.await(deadline) || ended || !end.isOpen()) {
        throw unreachable(to == null ? new HostId("unknown") : to);
      }
      permit.require(to, order);
      long id = ++lastOrder;
      Slot<Optional<Reply>> slot = new Slot<>(time);
      pending.put(id, slot);
      witness.ordered(to, order);
      end.send(() -> guest.told(new ToAgent.Command(id, order)));
      Optional<Optional<Reply>> reply;
      try {
        reply = slot.take(deadline);
      } finally {
        pending.remove(id);
      }
      if (reply.isEmpty() || reply.get().isEmpty()) {
        throw new GodwitException(
            ErrorCode.OUTCOME_UNKNOWN, "The agent of " + to + " did not answer.", "Look.");
      }
      Reply answered = reply.get().get();
      if (answered.problem() != null) {
        throw answered.problem().asException();
      }
      Answer answer = answered.answer();
      if (answer == null) {
        throw new IllegalStateException("a reply has an answer or a problem");
      }
      return answer;
    }
  }
}
