package io.godwit.manager.identity.oidc;

import io.godwit.manager.identity.SecretDigest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Logins that people are at the provider for. Each is taken once. Time comes in as monotonic
 * nanoseconds; a lock guards the table.
 */
final class WaitingLogins {
  /** Long enough to look for the second factor. */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  /** More than log in at the same time; a flood drops the oldest. */
  static final int MAX = 10_000;

  /**
   * A login.
   *
   * @param nonce comes back in the ID token
   * @param verifier proves to the provider that we began it
   * @param browser what the browser that began it has in its cookie
   */
  record Waiting(String nonce, String verifier, SecretDigest browser, long until) {}

  private final Map<String, Waiting> byState =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Waiting> eldest) {
          return size() > MAX;
        }
      };

  synchronized void add(String state, Waiting login) {
    byState.put(state, login);
  }

  /** Takes the login of that state, if it waits, has not waited too long and is the browser's. */
  synchronized Optional<Waiting> take(String state, String browser, long now) {
    // Removed whoever asks: a state that was seen elsewhere is good for nothing any more.
    Waiting waiting = byState.remove(state);
    return Optional.ofNullable(waiting)
        .filter(login -> login.until() - now > 0)
        .filter(login -> login.browser().isOf(browser));
  }
}
