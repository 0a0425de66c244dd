package io.godwit.qmp;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.vm.VmName;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket of a session with its two threads: the reader connects, reads, completes commands and
 * calls the listener; the writer writes. Whatever ends the link, {@link #end} runs once.
 */
final class QmpLink {
  private static final Logger log = LoggerFactory.getLogger(QmpLink.class);

  private record Outgoing(PendingCommands.Ticket ticket, ByteBuffer line) {}

  /** Why the link ended; nothing to tell the listener if we ended it. */
  private record End(Problem problem, @Nullable Problem forListener) {}

  private final VmName vm;
  private final QmpLimits limits;
  private final QmpListener listener;
  private final SocketChannel channel;
  private final PendingCommands pending = new PendingCommands();
  private final CompletableFuture<QmpMessage.Greeting> greeting = new CompletableFuture<>();
  private final BlockingQueue<Outgoing> outgoing =
      new ArrayBlockingQueue<>(PendingCommands.MAX_TOTAL);
  private final Thread reader;
  private final Thread writer;
  private boolean established;
  private @Nullable End end;

  private QmpLink(VmName vm, Path socket, QmpListener listener, QmpLimits limits)
      throws IOException {
    this.vm = vm;
    this.limits = limits;
    this.listener = listener;
    this.channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    this.reader = Thread.ofVirtual().name("qmp-" + vm).unstarted(() -> read(socket));
    this.writer = Thread.ofVirtual().name("qmp-" + vm + "-writer").unstarted(this::write);
  }

  /** Begins to connect; the greeting tells when that is done. */
  static QmpLink open(VmName vm, Path socket, QmpListener listener, QmpLimits limits) {
    try {
      QmpLink link = new QmpLink(vm, socket, listener, limits);
      link.reader.start();
      link.writer.start();
      return link;
    } catch (IOException noSocket) {
      throw new GodwitException(lost(vm, "no socket could be opened", noSocket), noSocket);
    }
  }

  CompletableFuture<QmpMessage.Greeting> greeting() {
    return greeting;
  }

  PendingCommands pending() {
    return pending;
  }

  boolean isReader(Thread thread) {
    return thread.equals(reader);
  }

  synchronized boolean isOpen() {
    return end == null;
  }

  /**
   * From now on the listener is told of the end.
   *
   * @throws GodwitException if the end has come already
   */
  synchronized void establish() {
    if (end != null) {
      throw new GodwitException(end.problem);
    }
    established = true;
  }

  void send(PendingCommands.Ticket ticket, byte[] line) {
    if (!outgoing.offer(new Outgoing(ticket, ByteBuffer.wrap(line)))) {
      // Only a QEMU that answers ids it was never sent frees more places than there are.
      fail("QEMU answered commands it had not been sent", null);
    }
  }

  /** Takes a command back that was not written yet; false if it is too late for that. */
  boolean withdraw(PendingCommands.Ticket ticket) {
    outgoing.removeIf(entry -> entry.ticket.equals(ticket));
    return pending.withdraw(ticket);
  }

  /** Ends the link on our own wish. */
  void close() {
    end(new End(lost(vm, "it was closed by Godwit", null), null));
  }

  private void read(Path socket) {
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      LineReader lines = new LineReader(channel, limits.maxLineBytes());
      greeting.complete(readGreeting(lines));
      FloodGate gate = new FloodGate(limits.maxMessagesPerSecond(), System.nanoTime());
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        gate.pass(System.nanoTime());
        receive(QmpCodec.decode(line));
      }
      throw new EOFException("QEMU closed the connection");
    } catch (IOException broken) {
      fail(reason(broken), broken);
    } catch (RuntimeException | Error fault) {
      log.error("vm {} qmp reader failed", vm, fault);
      fail("its reader failed: " + fault, fault);
    } finally {
      farewell();
    }
  }

  private static QmpMessage.Greeting readGreeting(LineReader lines) throws IOException {
    byte[] line = lines.next();
    if (line == null) {
      throw new EOFException("QEMU closed the connection before it greeted");
    }
    if (QmpCodec.decode(line) instanceof QmpMessage.Greeting hello) {
      return hello;
    }
    throw new UnreadableInput("the first message is no greeting");
  }

  private void receive(QmpMessage message) throws UnreadableInput {
    switch (message) {
      case QmpMessage.Event(QmpEvent event) -> tell(event);
      case QmpMessage.Answer answer -> {
        if (!pending.answered(answer)) {
          log.warn("vm {} qmp dropped an answer nobody waits for: id {}", vm, answer.id());
        }
      }
      case QmpMessage.Greeting _ -> throw new UnreadableInput("a second greeting");
    }
  }

  private void tell(QmpEvent event) {
    try {
      listener.event(event);
    } catch (RuntimeException fault) {
      log.error("vm {} qmp listener failed on {}", vm, event, fault);
    }
  }

  private void write() {
    try {
      while (true) {
        Outgoing next = outgoing.take();
        if (next.ticket.startWriting()) {
          while (next.line.hasRemaining()) {
            channel.write(next.line);
          }
        }
      }
    } catch (IOException broken) {
      fail(reason(broken), broken);
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt(); // end() stops us this way.
    }
  }

  private void fail(String why, @Nullable Throwable cause) {
    Problem problem = lost(vm, why, cause);
    end(new End(problem, problem));
  }

  private void end(End newEnd) {
    synchronized (this) {
      if (end != null) {
        return;
      }
      end = newEnd;
    }
    log.info("vm {} qmp session => ended ({})", vm, newEnd.problem.detail());
    try {
      channel.close(); // Wakes the reader, which says farewell.
    } catch (IOException ignored) {
      log.debug("vm {} qmp socket did not close cleanly", vm, ignored);
    }
    writer.interrupt();
    greeting.completeExceptionally(new GodwitException(newEnd.problem));
    pending.end(newEnd.problem);
  }

  /** The reader's last act. The end is always recorded by then. */
  private void farewell() {
    End why;
    synchronized (this) {
      why = end;
      if (!established || why == null) {
        return;
      }
    }
    try {
      listener.ended(why.forListener);
    } catch (RuntimeException fault) {
      log.error("vm {} qmp listener failed on the session's end", vm, fault);
    }
  }

  private static String reason(IOException broken) {
    String message = broken.getMessage();
    return message == null ? broken.getClass().getSimpleName() : message;
  }

  static Problem lost(VmName vm, String why, @Nullable Throwable cause) {
    String kind = cause instanceof UnreadableInput ? "what QEMU sent is unreadable: " : "";
    return new Problem(
        ErrorCode.QMP_SESSION_LOST,
        "The QMP session of VM " + vm + " is over: " + kind + why + ".",
        "See whether its QEMU process still runs; if not, its log says why.");
  }
}
