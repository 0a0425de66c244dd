package io.godwit.manager.loop;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A state that lasts as long as its process, for rehearsals and tests.
 *
 * @param <S> the state
 * @param <R> the records
 */
public final class MemoryStore<S, R> implements StateStore<S, R> {
  /** The newest are what tests look at. */
  private static final int MAX_KEPT = 100_000;

  private final Deque<R> records = new ArrayDeque<>();
  private S state;

  public MemoryStore(S initial) {
    this.state = initial;
  }

  @Override
  public synchronized S load() {
    return state;
  }

  @Override
  public synchronized void commit(S before, S after, List<R> added) {
    state = after;
    records.addAll(added);
    while (records.size() > MAX_KEPT) {
      records.removeFirst();
    }
  }

  /** What was recorded, oldest first. */
  public synchronized List<R> records() {
    return List.copyOf(records);
  }
}
