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

  private final Deque<List<R>> commits = new ArrayDeque<>();
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
    commits.add(List.copyOf(added));
    while (commits.size() > MAX_KEPT) {
      commits.removeFirst();
    }
  }

  /** What was recorded, oldest first. */
  public synchronized List<R> records() {
    return commits.stream().flatMap(List::stream).toList();
  }

  /** The same, commit by commit: what a store has, whole, whenever its process dies. */
  public synchronized List<List<R>> commits() {
    return List.copyOf(commits);
  }
}
