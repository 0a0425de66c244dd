package io.godwit.manager.chronicle;

import io.godwit.manager.event.Outbox;
import io.godwit.manager.event.OutboxChange;
import io.godwit.manager.history.Filed;
import io.godwit.manager.history.feed.HistorySource;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.StateRecord.OfOutbox;
import io.godwit.manager.loop.Outcome;
import io.godwit.manager.loop.Published;
import java.time.Duration;
import java.util.List;

/**
 * The outbox as the writer of the history sees it. That something is in the history is recorded for
 * many things at once: a manager that dies before writes some of them again, which changes nothing.
 */
public final class OutboxSource implements HistorySource {
  /** So that the outbox costs a commit for a hundred events, not for each. */
  private static final int DRAIN_AT = 100;

  /** What has not come after this was the last for now: drain what is done. */
  private static final Duration LULL = Duration.ofSeconds(1);

  private final Inventory inventory;
  private volatile long done;
  private long drained;

  public OutboxSource(Inventory inventory) {
    this.inventory = inventory;
  }

  @Override
  public List<Filed> next(int most) {
    return outbox().waiting().after(done).first(most);
  }

  @Override
  public void done(long upToSequence) {
    done = upToSequence;
    if (outbox().waiting().upTo(upToSequence).size() >= DRAIN_AT) {
      drain();
    }
  }

  @Override
  public boolean await(Duration patience) throws InterruptedException {
    Published<DataCenter> seen = inventory.newest();
    long version = seen.version();
    if (isWaiting()) {
      return true;
    }
    if (drained < done) {
      inventory.awaitAfter(version, LULL);
      if (isWaiting()) {
        return true;
      }
      drain();
      version = inventory.newest().version();
    }
    inventory.awaitAfter(version, patience);
    return isWaiting();
  }

  @Override
  public Backlog backlog() {
    var waiting = outbox().waiting().after(done);
    List<Filed> oldest = waiting.first(1);
    return oldest.isEmpty() ? Backlog.NONE : new Backlog(waiting.size(), oldest.getFirst().at());
  }

  private boolean isWaiting() {
    return outbox().waiting().after(done).size() > 0;
  }

  private Outbox outbox() {
    return inventory.now().hard().outbox();
  }

  private void drain() {
    long upTo = done;
    inventory.decide(state ->
        upTo == 0
            ? Outcome.of(true)
            : Outcome.recorded(List.of(new OfOutbox(new OutboxChange.Drained(upTo))), true));
    drained = upTo;
  }
}
