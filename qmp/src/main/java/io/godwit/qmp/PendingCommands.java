package io.godwit.qmp;

import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The commands that QEMU has not answered yet, at most {@link #MAX_TOTAL} of them.
 *
 * <p>A command whose caller gave up keeps its place until QEMU answers: QEMU still holds it in a
 * queue of eight, and a full queue makes QEMU stop reading, out-of-band commands included.
 *
 * <p>Safe for use by many threads.
 */
final class PendingCommands {
  /** One below the length (QMP_REQ_QUEUE_LEN_MAX - 1 = 7) at which QEMU stops reading. */
  static final int MAX_IN_BAND = 6;

  /** Answered at once by QEMU's monitor thread; more than one at a time is already unusual. */
  static final int MAX_OUT_OF_BAND = 4;

  static final int MAX_TOTAL = MAX_IN_BAND + MAX_OUT_OF_BAND;

  /** The two queues QEMU takes commands from. */
  enum Band {
    IN_BAND("execute"),
    OUT_OF_BAND("exec-oob");

    private final String verb;

    Band(String verb) {
      this.verb = verb;
    }

    String verb() {
      return verb;
    }
  }

  private enum Stage {
    QUEUED,
    WRITTEN,
    WITHDRAWN
  }

  /** One command on its way. */
  static final class Ticket {
    private final long id;
    private final Band band;
    private final CompletableFuture<QmpMessage.Answer> answer = new CompletableFuture<>();
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.QUEUED);

    private Ticket(long id, Band band) {
      this.id = id;
      this.band = band;
    }

    long id() {
      return id;
    }

    Band band() {
      return band;
    }

    CompletableFuture<QmpMessage.Answer> answer() {
      return answer;
    }

    /** Called by the writer before the first byte; false if the caller has given up. */
    boolean startWriting() {
      return stage.compareAndSet(Stage.QUEUED, Stage.WRITTEN);
    }

    private boolean stopWriting() {
      return stage.compareAndSet(Stage.QUEUED, Stage.WITHDRAWN);
    }
  }

  private final Semaphore inBand = new Semaphore(MAX_IN_BAND, true);
  private final Semaphore outOfBand = new Semaphore(MAX_OUT_OF_BAND, true);
  private final Map<Long, Ticket> byId = new HashMap<>();
  private long lastId;
  private @Nullable Problem ended;

  /**
   * Takes a place; null if none became free in time.
   *
   * @throws GodwitException QMP_SESSION_LOST once {@link #end} was called
   */
  @Nullable Ticket open(Band band, Deadline deadline) throws InterruptedException {
    if (!places(band).tryAcquire(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS)) {
      return null;
    }
    synchronized (this) {
      if (ended == null) {
        lastId++;
        Ticket ticket = new Ticket(lastId, band);
        byId.put(lastId, ticket);
        return ticket;
      }
    }
    places(band).release();
    throw new GodwitException(ended);
  }

  /** Hands the answer to whoever waits for it; false if no such command is known. */
  boolean answered(QmpMessage.Answer answer) {
    Ticket ticket = answer.id() == null ? null : remove(answer.id());
    if (ticket == null) {
      return false;
    }
    places(ticket.band).release();
    ticket.answer.complete(answer);
    return true;
  }

  /** Takes back a command that was not written yet; false if it is too late for that. */
  boolean withdraw(Ticket ticket) {
    if (!ticket.stopWriting()) {
      return false;
    }
    if (remove(ticket.id) != null) {
      places(ticket.band).release();
    }
    return true;
  }

  /** Fails everything that waits now or comes later. */
  void end(Problem problem) {
    List<Ticket> orphans;
    synchronized (this) {
      if (ended != null) {
        return;
      }
      ended = problem;
      orphans = new ArrayList<>(byId.values());
      byId.clear();
    }
    for (Ticket orphan : orphans) {
      places(orphan.band).release();
      orphan.answer.completeExceptionally(new GodwitException(problem));
    }
  }

  private synchronized @Nullable Ticket remove(long id) {
    return byId.remove(id);
  }

  private Semaphore places(Band band) {
    return band == Band.IN_BAND ? inBand : outOfBand;
  }
}
