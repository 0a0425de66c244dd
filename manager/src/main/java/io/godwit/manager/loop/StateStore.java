package io.godwit.manager.loop;

import java.io.IOException;
import java.util.List;

/**
 * Keeps a state, for as long as its kind promises. Called by the loop's thread only.
 *
 * @param <S> the state
 * @param <R> the records that lead from one state to the next
 */
public interface StateStore<S, R> {
  /**
   * The state as it was last committed.
   *
   * @throws IOException if it cannot be read completely
   */
  S load() throws IOException, InterruptedException;

  /**
   * Keeps {@code after} instead of {@code before}: all of the step or nothing of it.
   *
   * @param records what happened in between, oldest first
   * @throws IOException if the step was not kept, now or later
   * @throws UncertainCommit if it may have been: whoever commits must not go on
   */
  void commit(S before, S after, List<R> records) throws IOException, InterruptedException;
}
