package io.godwit.testbed.simulation.host;

import io.godwit.manager.time.Mailbox;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.testbed.simulation.network.Connection;
import io.godwit.testbed.simulation.network.Network;
import io.godwit.testbed.simulation.network.Network.Port;
import io.godwit.testbed.simulation.scheduler.Slot;
import io.godwit.testbed.simulation.scheduler.VirtualProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** An agent's session with a QEMU: commands, answers and events, in order. */
final class Monitor {
  static final Duration ANSWER_DEADLINE = Duration.ofSeconds(5);

  /** A socket of one machine never goes silent by itself. */
  private static final Duration FOR_EVER = Duration.ofDays(1000);

  /** Far more than a guest's life has. */
  private static final int MAX_UNREAD = 10_000;

  private final VirtualProcess agent;
  private final Qemu qemu;
  private final Connection.End end;
  private final List<Runnable> pending = new ArrayList<>();
  private final Mailbox<Reading> inbox;
  private boolean lost;

  /** What the reader does with something that QEMU said. */
  private interface Reading {
    void read() throws InterruptedException;
  }

  /** Hears what QEMU says, on the reader's fiber, before any answer that follows it. */
  interface Listener {
    void heard(Qemu.Event event) throws InterruptedException;

    void ended();
  }

  /** Connects. */
  Monitor(Network network, String host, VirtualProcess agent, Qemu qemu, Listener listener) {
    this.agent = agent;
    this.qemu = qemu;
    this.inbox = new Mailbox<>(agent.time(), MAX_UNREAD);
    Connection socket =
        network.connect(new Port(host, agent, FOR_EVER), new Port(host, qemu.process(), FOR_EVER));
    this.end =
        socket
            .near()
            .onLoss(() ->
                arrived(() -> {
                  lose();
                  listener.ended();
                }));
    qemu.monitor(event -> end.peerSends(() -> arrived(() -> listener.heard(event))));
    agent.start("qmp-" + qemu.pid(), this::read);
  }

  private void arrived(Reading reading) {
    try {
      inbox.offer(reading, Duration.ZERO);
    } catch (InterruptedException never) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    try {
      while (!lost) {
        inbox.take().read();
      }
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }

  Qemu qemu() {
    return qemu;
  }

  /** Does something in QEMU and waits for its answer. */
  <T> T execute(Function<Qemu, T> command) throws InterruptedException {
    if (lost) {
      throw ended();
    }
    Slot<Optional<T>> slot = new Slot<>(agent.time());
    Runnable failing = () -> slot.put(Optional.empty());
    pending.add(failing);
    end.send(() -> {
      T answer = command.apply(qemu);
      end.peerSends(() -> arrived(() -> slot.put(Optional.of(answer))));
    });
    Optional<Optional<T>> reply = slot.take(ANSWER_DEADLINE);
    pending.remove(failing);
    if (reply.isEmpty()) {
      throw new GodwitException(
          ErrorCode.OUTCOME_UNKNOWN, "QEMU did not answer in time.", "Look again.");
    }
    return reply.get().orElseThrow(Monitor::ended);
  }

  void run(Consumer<Qemu> command) throws InterruptedException {
    execute(target -> {
      command.accept(target);
      return true;
    });
  }

  private void lose() {
    lost = true;
    List<Runnable> all = List.copyOf(pending);
    pending.clear();
    all.forEach(Runnable::run);
  }

  private static GodwitException ended() {
    return new GodwitException(
        ErrorCode.QMP_SESSION_LOST, "The session with QEMU ended.", "Look at the VM's state.");
  }
}
