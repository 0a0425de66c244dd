package io.godwit.manager.rest;

import io.godwit.manager.identity.Identities;
import io.godwit.manager.identity.Principal;
import io.godwit.manager.identity.gate.Need;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.loop.Published;
import io.godwit.manager.rest.Sites.Site;
import io.godwit.manager.rest.Watched.Glance;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.protocol.api.ProblemView;
import io.godwit.protocol.json.Json;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows a list and how it changes as server-sent events: {@code added} for everything that is in
 * it, {@code synced}, then {@code added}, {@code modified} and {@code deleted}.
 *
 * <p>There is no queue. Each watcher holds the state it was last shown, which shares all but a few
 * nodes with the newest, and is shown what is different; who is slow is shown fewer steps and the
 * same end. The request's own thread compares, writes and blocks.
 */
final class ListStream {
  /** Consoles of people and a few programs; each costs a connection and a virtual thread. */
  private static final int MAX_WATCHERS = 128;

  /** People see no more than two changes a second, and agents report thousands. */
  private static final Duration FLUSH_PAUSE = Duration.ofMillis(500);

  /** Longer than 40,000 VMs take on a slow line; a state is not held for who takes drop by drop. */
  private static final Duration MAX_FLUSH = Duration.ofMinutes(2);

  /** Written at once: a fraction of what the connection buffers anyway. */
  private static final int CHUNK = 32 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(ListStream.class);

  private final Duration heartbeat;
  private final Duration maxFlush;
  private final Semaphore watchers = new Semaphore(MAX_WATCHERS);

  ListStream(Duration heartbeat) {
    this(heartbeat, MAX_FLUSH);
  }

  ListStream(Duration heartbeat, Duration maxFlush) {
    this.heartbeat = heartbeat;
    this.maxFlush = maxFlush;
  }

  /** How many clients watch. */
  int followers() {
    return MAX_WATCHERS - watchers.availablePermits();
  }

  /** Shows a list until its reader leaves, may no longer look, or this manager leads no more. */
  <K extends Comparable<K>, V> void follow(Context request, Site site, Watched<K, V> list)
      throws InterruptedException {
    if (!watchers.tryAcquire()) {
      throw new GodwitException(
          ErrorCode.HOST_BUSY,
          "The manager serves " + MAX_WATCHERS + " watched lists already.",
          "Ask for pages at " + list.path() + ".");
    }
    try {
      EventStream.begin(request);
      Watcher<K, V> watcher = new Watcher<>(request, site, list);
      try {
        watcher.run();
      } catch (GodwitException over) {
        LOG.debug("a client may no longer watch {}", list.path(), over);
        watcher.tell(over);
      }
    } catch (IOException gone) {
      LOG.debug("a client left {}", list.path(), gone);
    } finally {
      watchers.release();
    }
  }

  /** One reader of one list. */
  private final class Watcher<K extends Comparable<K>, V> {
    private final EventStream.Lines out;
    private final Site site;
    private final Watched<K, V> list;
    private final Principal who;
    private final StringBuilder chunk = new StringBuilder();
    private long flushUntil;
    private long nextBeat;

    Watcher(Context request, Site site, Watched<K, V> list) throws IOException {
      this.out = new EventStream.Lines(request);
      this.site = site;
      this.list = list;
      this.who = Guard.who(request);
    }

    void run() throws IOException, InterruptedException {
      Published<DataCenter> shown = site.inventory().newest();
      Glance<K, V> was = glance(shown.state());
      begin();
      for (K key : list.keys(shown.state())) {
        Optional<V> view = was.view(key);
        if (view.isPresent()) {
          add("added", view.get());
        }
      }
      chunk.append("event: synced\ndata: {}\n\n");
      flush();
      while (!site.inventory().isClosed()) {
        Published<DataCenter> next = await(shown);
        // Rights are looked up each time: what was taken meanwhile is not shown.
        site.entrance().require(who, new Need.ToBeLoggedIn());
        Glance<K, V> is = glance(next.state());
        begin();
        tellChanges(touched(shown.state(), next.state()), was, is);
        flush();
        shown = next;
        was = is;
      }
    }

    private Glance<K, V> glance(DataCenter state) {
      return list.glance(state, site.entrance().visible(who, list.privilege()));
    }

    /** Waits for something new, but not longer than until the next heartbeat. */
    private Published<DataCenter> await(Published<DataCenter> shown)
        throws IOException, InterruptedException {
      long begun = System.nanoTime();
      if (begun >= nextBeat) {
        write(": alive\n\n");
      }
      Duration patience = Duration.ofNanos(Math.max(0, nextBeat - begun));
      Published<DataCenter> next = site.inventory().awaitAfter(shown.version(), patience);
      if (next.version() == shown.version()) {
        return next;
      }
      long left = FLUSH_PAUSE.toNanos() - (System.nanoTime() - begun);
      if (left > 0) {
        Thread.sleep(Duration.ofNanos(left));
      }
      return site.inventory().newest();
    }

    private Collection<K> touched(DataCenter before, DataCenter after) {
      if (mayBeSeenAlike(before, after)) {
        return list.touched(before, after);
      }
      TreeSet<K> all = new TreeSet<>(list.keys(before));
      all.addAll(list.keys(after));
      return all;
    }

    /** What is gone comes first: something else may have its name already. */
    private void tellChanges(Collection<K> touched, Glance<K, V> was, Glance<K, V> is)
        throws IOException {
      List<K> others = new ArrayList<>();
      for (K key : touched) {
        Optional<V> before = was.view(key);
        if (before.isPresent() && is.view(key).isEmpty()) {
          add("deleted", before.get());
        } else {
          others.add(key);
        }
      }
      for (K key : others) {
        Optional<V> before = was.view(key);
        Optional<V> after = is.view(key);
        if (after.isPresent() && !after.equals(before)) {
          add(before.isPresent() ? "modified" : "added", after.get());
        }
      }
    }

    private void begin() {
      flushUntil = System.nanoTime() + maxFlush.toNanos();
    }

    private void add(String event, V view) throws IOException {
      chunk
          .append("event: ")
          .append(event)
          .append("\ndata: ")
          .append(Json.LENIENT.writeValueAsString(view))
          .append("\n\n");
      if (chunk.length() >= CHUNK) {
        flush();
      }
    }

    private void flush() throws IOException {
      if (chunk.isEmpty()) {
        return;
      }
      write(chunk.toString());
      chunk.setLength(0);
      if (System.nanoTime() > flushUntil) {
        throw new GodwitException(
            ErrorCode.READER_TOO_SLOW,
            "What changed in "
                + maxFlush.toSeconds()
                + " s could not be told: it is read too slowly. The stream has ended.",
            "Watch less, by filters, or ask for pages at " + list.path() + ".");
      }
    }

    private void write(String text) throws IOException {
      out.write(text);
      nextBeat = System.nanoTime() + heartbeat.toNanos();
    }

    /** Why the stream ends. */
    void tell(GodwitException why) throws IOException {
      out.write(
          "event: problem\ndata: "
              + Json.LENIENT.writeValueAsString(ProblemView.of(why.problem()))
              + "\n\n");
    }
  }

  /** Whether nothing that rights depend on is different: grants, groups, and what lies where. */
  private static boolean mayBeSeenAlike(DataCenter before, DataCenter after) {
    Identities were = before.hard().identities();
    Identities are = after.hard().identities();
    return isSame(were.users().entries(), are.users().entries())
        && isSame(were.grants().entries(), are.grants().entries())
        && isSame(
            before.hard().catalog().objects().entries(), after.hard().catalog().objects().entries())
        && isSame(
            before.hard().catalog().hosts().entries(), after.hard().catalog().hosts().entries());
  }

  @SuppressWarnings("ReferenceEquality") // The question is whether somebody wrote it anew.
  private static boolean isSame(@Nullable Object one, @Nullable Object other) {
    return one == other;
  }
}
