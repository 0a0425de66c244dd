package io.godwit.manager.identity.oidc;

import io.godwit.manager.time.Time;
import io.godwit.model.error.GodwitException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that is fetched and kept for a while. One caller fetches and the others wait for it,
 * not longer than a fetch can take; a failure is kept for some seconds, so that a provider that is
 * away is not asked by each of a hundred callers in turn.
 */
final class Kept<T> {
  private static final Duration FAILURE = Duration.ofSeconds(5);

  private final Time time;
  private final Duration lifetime;
  private final Supplier<T> fetch;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable T value;
  private @Nullable GodwitException failure;
  private long fetchedAt;

  Kept(Time time, Duration lifetime, Supplier<T> fetch) {
    this.time = time;
    this.lifetime = lifetime;
    this.fetch = fetch;
  }

  /** What is kept, or is fetched now. */
  T get() {
    return fresherThan(lifetime);
  }

  /**
   * What was fetched at most {@code age} ago, or is fetched now.
   *
   * @throws GodwitException why it could not be fetched
   */
  T fresherThan(Duration age) {
    lock.lock(); // held for one fetch, which has a deadline
    try {
      long since = time.nanos() - fetchedAt;
      if (value != null && since < age.toNanos()) {
        return value;
      }
      if (failure != null && since < FAILURE.toNanos()) {
        throw failure;
      }
      return fetchNow();
    } finally {
      lock.unlock();
    }
  }

  private T fetchNow() {
    try {
      T fetched = fetch.get();
      value = fetched;
      failure = null;
      return fetched;
    } catch (GodwitException unavailable) {
      failure = unavailable;
      value = null;
      throw unavailable;
    } finally {
      fetchedAt = time.nanos();
    }
  }
}
