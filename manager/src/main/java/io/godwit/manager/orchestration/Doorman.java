package io.godwit.manager.orchestration;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HardState;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.Lineup;
import io.godwit.manager.inventory.Migration;
import io.godwit.manager.inventory.MigrationEvent.MigrationCancelled;
import io.godwit.manager.inventory.MigrationEvent.MigrationFailed;
import io.godwit.manager.inventory.MigrationState;
import io.godwit.manager.loop.Published;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.DiskWish;
import io.godwit.model.migration.MigrationId;
import io.godwit.planner.turn.Turn;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls migrations that wait when their turn has come. Whose turn it is, {@link Lineup} says of
 * each state that is published; here are only the threads: one that looks, as long as somebody
 * waits, and one for each that is called, until it has begun or failed. Places are taken in the
 * loop, when what was found is recorded: a call that comes too late for them leaves its migration
 * where it was.
 */
final class Doorman implements AutoCloseable {
  /** A call may have found its places taken by nobody's fault; no state is published for that. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(Doorman.class);

  private final Tools tools;
  private final Call call;
  private final Map<MigrationId, Thread> called = new ConcurrentHashMap<>();
  private @Nullable Thread looking;
  private boolean closed;

  /** Checks a migration once more and begins it. */
  interface Call {
    /**
     * Begins it, unless it waits no longer or has to wait on.
     *
     * @throws GodwitException why not; nothing has changed then
     */
    void begin(Migration queued, DiskWish disks) throws InterruptedException;
  }

  Doorman(Tools tools, Call call) {
    this.tools = tools;
    this.call = call;
  }

  /** A migration as long as it waits. */
  static Optional<Migration> queued(DataCenter state, MigrationId id) {
    return state
        .hard()
        .migrations()
        .get(id)
        .filter(migration -> migration.state() instanceof MigrationState.Queued);
  }

  /** Sees to those that wait until nobody does. */
  synchronized void attend() {
    if (looking == null && !closed && somebodyWaits()) {
      looking = tools.time().thread("doorman", this::look);
      looking.start();
    }
  }

  /**
   * Cancels one that waits; nothing of it was touched.
   *
   * @return false if it waits no longer
   */
  boolean sendAway(MigrationId id) {
    Optional<Migration> waits = queued(tools.inventory().now(), id);
    if (waits.isEmpty()) {
      return false;
    }
    Problem why = new Sentences(waits.get()).cancelled();
    return tools
        .inventory()
        .recordOfQueued(
            new MigrationCancelled(id, why, tools.time().instant()),
            "it has not waited any longer");
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (looking != null) {
      looking.interrupt();
    }
    called.values().forEach(Thread::interrupt);
  }

  private boolean somebodyWaits() {
    return Lineup.waitingCount(tools.inventory().now().hard()) > 0;
  }

  private void look() {
    try {
      Published<DataCenter> seen = tools.inventory().newest();
      while (!isOver()) {
        callWhoseTurnHasCome(seen.state().hard());
        seen = tools.inventory().awaitAfter(seen.version(), LOOK_AGAIN);
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean isOver() {
    if (closed || tools.inventory().isClosed() || !somebodyWaits()) {
      looking = null;
      return true;
    }
    return false;
  }

  private void callWhoseTurnHasCome(HardState state) {
    try {
      for (Turn turn : Lineup.of(state)) {
        if (turn.hasCome() && !called.containsKey(turn.id())) {
          call(turn.id());
        }
      }
    } catch (RuntimeException defect) {
      LOG.error("nobody is called because of a defect; looks again", defect);
    }
  }

  private void call(MigrationId id) {
    Thread thread =
        tools
            .time()
            .thread(
                "turn-" + id,
                () -> {
                  try {
                    answer(id);
                  } catch (InterruptedException closing) {
                    LOG.info("migration {} goes on waiting", id);
                  } catch (RuntimeException defect) {
                    LOG.error("migration {} could not be called and waits on", id, defect);
                  } finally {
                    called.remove(id);
                  }
                });
    called.put(id, thread);
    thread.start();
  }

  private void answer(MigrationId id) throws InterruptedException {
    Optional<Migration> waits = awaitLinked(id);
    if (waits.isEmpty() || !(waits.get().state() instanceof MigrationState.Queued queued)) {
      return;
    }
    try {
      call.begin(waits.get(), queued.disks());
    } catch (GodwitException refused) {
      Problem why = new Sentences(waits.get()).refusedAtItsTurn(refused.problem());
      tools
          .inventory()
          .recordOfQueued(
              new MigrationFailed(id, why, tools.time().instant()),
              why.code() + ": " + why.detail());
    }
  }

  /**
   * Agents come back within moments after another manager has begun to lead; one that stays away is
   * what the checks refuse then.
   */
  private Optional<Migration> awaitLinked(MigrationId id) throws InterruptedException {
    long end = tools.time().nanos() + tools.deadlines().linkReturn().toNanos();
    Published<DataCenter> seen = tools.inventory().newest();
    while (true) {
      Optional<Migration> waits = queued(seen.state(), id);
      Duration left = Duration.ofNanos(end - tools.time().nanos());
      if (waits.isEmpty()
          || tools.inventory().isClosed()
          || left.isNegative()
          || (isLinked(seen.state(), waits.get().source())
              && isLinked(seen.state(), waits.get().destination()))) {
        return waits;
      }
      seen = tools.inventory().awaitAfter(seen.version(), left);
    }
  }

  private static boolean isLinked(DataCenter state, HostId host) {
    return state.soft().hosts().get(host).filter(HostEntry::isConnected).isPresent();
  }
}
