package io.godwit.qmp;

import io.godwit.model.error.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Keeps what a session tells, for tests to wait on. */
public final class RecordingListener implements QmpListener {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final List<QmpEvent> events = new ArrayList<>();
  private final List<@Nullable Problem> ends = new ArrayList<>();

  @Override
  public synchronized void event(QmpEvent event) {
    events.add(event);
    notifyAll();
  }

  @Override
  public synchronized void ended(@Nullable Problem why) {
    ends.add(why);
    notifyAll();
  }

  public synchronized List<QmpEvent> events() {
    return List.copyOf(events);
  }

  public void awaitEvents(int count) throws InterruptedException {
    awaitThat(count + " events", () -> events.size() >= count);
  }

  /** Why the session ended; null if it was closed by us. */
  public synchronized @Nullable Problem awaitEnd() throws InterruptedException {
    awaitThat("the end", () -> !ends.isEmpty());
    return ends.getFirst();
  }

  public synchronized int endCount() {
    return ends.size();
  }

  private synchronized void awaitThat(String what, BooleanSupplier condition)
      throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        throw new AssertionError("waited in vain for " + what + "; heard " + events + ends);
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }
}
