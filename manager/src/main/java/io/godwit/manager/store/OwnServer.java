package io.godwit.manager.store;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server of this manager: one after the other, as each may fail when its disk does. */
final class OwnServer implements AutoCloseable {
  /** How long one attempt waits for room: so often its message is in the log. */
  private static final Duration ROOM_DEADLINE = Duration.ofSeconds(20);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);
  private static final Logger LOG = LoggerFactory.getLogger(OwnServer.class);

  private final EmbeddedZooKeeper.Settings settings;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable EmbeddedZooKeeper running;
  private boolean closed;

  static OwnServer start(EmbeddedZooKeeper.Settings settings)
      throws IOException, InterruptedException {
    return new OwnServer(settings, EmbeddedZooKeeper.start(settings));
  }

  private OwnServer(EmbeddedZooKeeper.Settings settings, EmbeddedZooKeeper first) {
    this.settings = settings;
    this.running = first;
  }

  Peer self() {
    return settings.self();
  }

  ZooKeeperSession.Access access(Duration session) {
    return EmbeddedZooKeeper.access(settings, session);
  }

  /**
   * Starts another one if the last could not write, once its disk has room.
   *
   * @throws IOException if it has none for a while, or the new one does not come up
   */
  void revive() throws IOException, InterruptedException {
    lock.lockInterruptibly();
    try {
      EmbeddedZooKeeper last = running;
      Optional<IOException> failure = last == null ? Optional.empty() : last.failure();
      if (closed || (last != null && failure.isEmpty())) {
        return;
      }
      if (last != null) {
        running = null;
        last.close();
      }
      awaitRoom();
      running = EmbeddedZooKeeper.start(settings);
      LOG.info("the disk of {} can be written to again", settings.folder());
    } finally {
      lock.unlock();
    }
  }

  private void awaitRoom() throws IOException, InterruptedException {
    long end = System.nanoTime() + ROOM_DEADLINE.toNanos();
    while (!EmbeddedZooKeeper.hasRoom(settings.folder())) {
      if (System.nanoTime() > end) {
        throw new IOException(
            "the disk of "
                + settings.folder()
                + " is full: nothing is recorded, what was acknowledged is kept. Make room, "
                + (EmbeddedZooKeeper.ROOM >> 20)
                + " MiB at least; this manager then goes on by itself");
      }
      TimeUnit.NANOSECONDS.sleep(LOOK_AGAIN.toNanos());
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      EmbeddedZooKeeper last = running;
      running = null;
      if (last != null) {
        last.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
