package io.godwit.manager.rest;

import io.godwit.manager.chronicle.Chronicle;
import io.godwit.manager.chronicle.Events;
import io.godwit.manager.history.EventFilter;
import io.godwit.manager.identity.Principal;
import io.godwit.manager.identity.Sight;
import io.godwit.manager.identity.gate.Need;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.loop.Published;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.event.Event;
import io.godwit.model.identity.Privilege;
import io.godwit.protocol.api.ProblemView;
import io.godwit.protocol.json.Json;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows what happens as server-sent events, each once and in order, from any sequence on. There is
 * no queue: a client that is slow is behind, and reads what it missed from the outbox or the
 * history. Each event's id is its sequence, so that a client that comes back goes on where it was.
 */
final class EventFeed {
  /** Consoles of people and a few programs; each costs a connection and a virtual thread. */
  private static final int MAX_FEEDS = 128;

  /** What is read at a time. */
  private static final int BATCH = 200;

  private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);

  private final Duration heartbeat;
  private final Semaphore feeds = new Semaphore(MAX_FEEDS);

  EventFeed(Duration heartbeat) {
    this.heartbeat = heartbeat;
  }

  /** How many clients follow. */
  int followers() {
    return MAX_FEEDS - feeds.availablePermits();
  }

  /**
   * What is wanted.
   *
   * @param after the last sequence that is known
   * @param who is shown what they may see, and no more once they may not
   */
  record Wish(EventFilter filter, long after, Principal who) {}

  void follow(Context request, Sites.Site site, Wish wish) throws InterruptedException {
    if (!feeds.tryAcquire()) {
      throw new GodwitException(
          ErrorCode.HOST_BUSY,
          "The manager serves " + MAX_FEEDS + " streams of events already.",
          "Ask for pages at /api/v1/events.");
    }
    try {
      // The first stretch is read before anything is answered: a problem with it is one still.
      follow(request, site, wish, site.chronicle().eventsAfter(wish.after(), BATCH));
    } finally {
      feeds.release();
    }
  }

  private void follow(Context request, Sites.Site site, Wish wish, Chronicle.Following first)
      throws InterruptedException {
    try {
      EventStream.begin(request);
      follow(new EventStream.Lines(request), site, wish, first);
    } catch (GodwitException mayNoLonger) {
      LOG.debug("a client may no longer follow the events", mayNoLonger);
    } catch (IOException gone) {
      LOG.debug("a client left the events", gone);
    }
  }

  private void follow(EventStream.Lines out, Sites.Site site, Wish wish, Chronicle.Following first)
      throws IOException, InterruptedException {
    Chronicle.Following stretch = first;
    long nextBeat = System.nanoTime();
    while (true) {
      // Rights are looked up for each stretch: what was taken meanwhile is not shown.
      site.entrance().require(wish.who(), new Need.ToBeLoggedIn());
      Sight visible = site.entrance().visible(wish.who(), Privilege.EVENT_VIEW);
      Lineages places = new Lineages(site.inventory().now());
      for (Event event : stretch.events()) {
        if (Events.matches(wish.filter(), event)
            && visible.test(places.of(event.subjectKind(), event.subject()))) {
          out.write(
              "id: "
                  + event.sequence()
                  + "\nevent: event\ndata: "
                  + Json.LENIENT.writeValueAsString(Events.view(event))
                  + "\n\n");
          nextBeat = System.nanoTime() + heartbeat.toNanos();
        }
      }
      Published<DataCenter> seen = site.inventory().newest();
      while (seen.state().hard().outbox().lastSequence() <= stretch.upTo()) {
        if (site.inventory().isClosed()) {
          return;
        }
        if (System.nanoTime() >= nextBeat) {
          site.entrance().require(wish.who(), new Need.ToBeLoggedIn());
          out.write(": alive\n\n");
          nextBeat = System.nanoTime() + heartbeat.toNanos();
        }
        long left = Math.max(0, nextBeat - System.nanoTime());
        seen = site.inventory().awaitAfter(seen.version(), Duration.ofNanos(left));
      }
      try {
        stretch = site.chronicle().eventsAfter(stretch.upTo(), BATCH);
      } catch (GodwitException away) {
        out.write(
            "event: problem\ndata: "
                + Json.LENIENT.writeValueAsString(ProblemView.of(away.problem()))
                + "\n\n");
        return;
      }
    }
  }
}
