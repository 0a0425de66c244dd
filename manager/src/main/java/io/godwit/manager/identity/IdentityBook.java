package io.godwit.manager.identity;

import java.util.function.Function;

/** Where identities are kept: the manager's single writer, seen from here. */
public interface IdentityBook {
  /** What is recorded now. */
  Identities now();

  /**
   * Runs {@code decision} in its turn and returns once its changes are recorded and visible.
   *
   * @throws io.godwit.model.error.GodwitException what the decision threw, or why it could not be
   *     recorded; nothing has changed then
   */
  <T> T decide(Function<Identities, Ruling<T>> decision);
}
