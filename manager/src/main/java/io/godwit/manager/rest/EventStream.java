package io.godwit.manager.rest;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.MigrationViews;
import io.godwit.manager.loop.Published;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.migration.MigrationId;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.json.Json;
import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows a migration or a task as server-sent events: the state now, then each change, then the end.
 * The request's own thread writes and blocks; a change that comes while it writes is not lost,
 * because it then shows the newest state and not a queue of old ones.
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

  /** How many clients follow something. */
  int followers() {
    return MAX_STREAMS - streams.availablePermits();
  }

  /**
   * What is followed.
   *
   * @param <V> how it looks
   */
  interface Subject<V> {
    /** What the events are called. */
    String noun();

    /** Where it can be asked for. */
    String path();

    /** Nothing, once it is forgotten. */
    Optional<V> view(DataCenter state);

    boolean hasEnded(V view);

    /** Throws once the follower may no longer look; asked every few seconds. */
    void askStill();
  }

  /**
   * Follows a migration to its end.
   *
   * @param still throws once the follower may no longer look; asked every few seconds
   */
  void follow(Context request, Inventory inventory, MigrationId id, Runnable still)
      throws InterruptedException {
    inventory.now().requireMigration(id);
    follow(
        request,
        inventory,
        new Subject<MigrationView>() {
          @Override
          public String noun() {
            return "migration";
          }

          @Override
          public String path() {
            return ApiPaths.migration(id.value());
          }

          @Override
          public Optional<MigrationView> view(DataCenter state) {
            return state.hard().migrations().get(id).map(each -> MigrationViews.of(state, each));
          }

          @Override
          public boolean hasEnded(MigrationView view) {
            return view.state().hasEnded();
          }

          @Override
          public void askStill() {
            still.run();
          }
        });
  }

  /** Follows something that was there a moment ago. */
  <V> void follow(Context request, Inventory inventory, Subject<V> subject)
      throws InterruptedException {
    if (!streams.tryAcquire()) {
      throw new GodwitException(
          ErrorCode.HOST_BUSY,
          "The manager serves " + MAX_STREAMS + " event streams already.",
          "Ask for the " + subject.noun() + " itself at " + subject.path() + ".");
    }
    try {
      begin(request);
      follow(new Lines(request), inventory, subject);
    } catch (GodwitException mayNoLonger) {
      LOG.debug("a client may no longer follow {}", subject.path(), mayNoLonger);
    } catch (IOException gone) {
      LOG.debug("a client left the events of {}", subject.path(), gone);
    } finally {
      streams.release();
    }
  }

  /** Answers with a stream. */
  static void begin(Context request) {
    request.res().setStatus(200);
    request.res().setContentType("text/event-stream");
    request.res().setCharacterEncoding("UTF-8");
    request.res().setHeader("Cache-Control", "no-store");
  }

  private <V> void follow(Lines out, Inventory inventory, Subject<V> subject)
      throws IOException, InterruptedException {
    Published<DataCenter> seen = inventory.newest();
    V shown = null;
    long nextBeat = System.nanoTime() + heartbeat.toNanos();
    long nextQuestion = nextBeat;
    while (true) {
      if (System.nanoTime() >= nextQuestion) {
        subject.askStill();
        nextQuestion = System.nanoTime() + heartbeat.toNanos();
      }
      Optional<V> view = subject.view(seen.state());
      if (view.isEmpty()) {
        return;
      }
      V now = view.get();
      if (!now.equals(shown)) {
        shown = now;
        out.write(
            "event: "
                + subject.noun()
                + "\ndata: "
                + Json.LENIENT.writeValueAsString(now)
                + "\n\n");
        nextBeat = System.nanoTime() + heartbeat.toNanos();
      } else if (System.nanoTime() >= nextBeat) {
        out.write(": alive\n\n");
        nextBeat = System.nanoTime() + heartbeat.toNanos();
      }
      if (subject.hasEnded(now) || inventory.isClosed()) {
        return;
      }
      seen =
          inventory.awaitAfter(
              seen.version(), Duration.ofNanos(Math.max(0, nextBeat - System.nanoTime())));
    }
  }

  /** What is written at once, and on its way when the call returns. */
  static final class Lines {
    private final ServletOutputStream out;

    Lines(Context request) throws IOException {
      this.out = request.res().getOutputStream();
    }

    void write(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }
}
