package io.godwit.manager.rest;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.Migration;
import io.godwit.manager.loop.Published;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.migration.MigrationId;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.json.Json;
import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows a migration as server-sent events: the state now, then each change, then the end. The
 * request's own thread writes and blocks; a change that comes while it writes is not lost, because
 * it then shows the newest state and not a queue of old ones.
 */
final class EventStream {
  /** A vanished client is noticed only by writing to it. */
  static final Duration HEARTBEAT = Duration.ofSeconds(5);

  /** People at browsers and commands that wait; each costs a connection and a virtual thread. */
  private static final int MAX_STREAMS = 256;

  private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

  private final Duration heartbeat;
  private final Semaphore streams = new Semaphore(MAX_STREAMS);

  EventStream(Duration heartbeat) {
    this.heartbeat = heartbeat;
  }

  /** What is followed, and the question whether it still may be. */
  private record Follower(Migration migration, Runnable still) {}

  /** How many clients follow a migration. */
  int followers() {
    return MAX_STREAMS - streams.availablePermits();
  }

  /**
   * Follows a migration to its end.
   *
   * @param still throws once the follower may no longer look; asked every few seconds
   */
  void follow(Context request, Inventory inventory, MigrationId id, Runnable still)
      throws InterruptedException {
    Published<DataCenter> seen = inventory.newest();
    Migration migration = seen.state().requireMigration(id);
    if (!streams.tryAcquire()) {
      throw new GodwitException(
          ErrorCode.HOST_BUSY,
          "The manager serves " + MAX_STREAMS + " event streams already.",
          "Ask for the migration itself at /api/v1/migrations/" + id + ".");
    }
    try {
      request.res().setStatus(200);
      request.res().setContentType("text/event-stream");
      request.res().setCharacterEncoding("UTF-8");
      request.res().setHeader("Cache-Control", "no-store");
      follow(request.res().getOutputStream(), inventory, seen, new Follower(migration, still));
    } catch (GodwitException mayNoLonger) {
      LOG.debug("a client may no longer follow {}", id, mayNoLonger);
    } catch (IOException gone) {
      LOG.debug("a client left the events of {}", id, gone);
    } finally {
      streams.release();
    }
  }

  private void follow(
      ServletOutputStream out, Inventory inventory, Published<DataCenter> first, Follower follower)
      throws IOException, InterruptedException {
    Published<DataCenter> seen = first;
    MigrationView shown = null;
    long nextBeat = System.nanoTime() + heartbeat.toNanos();
    long nextQuestion = nextBeat;
    while (true) {
      if (System.nanoTime() >= nextQuestion) {
        follower.still.run();
        nextQuestion = System.nanoTime() + heartbeat.toNanos();
      }
      MigrationView view = view(seen, follower.migration.id());
      if (view == null) {
        return;
      }
      if (!view.equals(shown)) {
        shown = view;
        write(out, "event: migration\ndata: " + Json.LENIENT.writeValueAsString(view) + "\n\n");
        nextBeat = System.nanoTime() + heartbeat.toNanos();
      } else if (System.nanoTime() >= nextBeat) {
        write(out, ": alive\n\n");
        nextBeat = System.nanoTime() + heartbeat.toNanos();
      }
      if (view.state().hasEnded() || inventory.isClosed()) {
        return;
      }
      seen =
          inventory.awaitAfter(
              seen.version(), Duration.ofNanos(Math.max(0, nextBeat - System.nanoTime())));
    }
  }

  private static @Nullable MigrationView view(Published<DataCenter> seen, MigrationId id) {
    return seen.state()
        .hard()
        .migrations()
        .get(id)
        .map(migration -> Views.migration(seen.state(), migration))
        .orElse(null);
  }

  private static void write(ServletOutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
