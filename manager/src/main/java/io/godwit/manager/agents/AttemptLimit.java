package io.godwit.manager.agents;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often an address may fail. Pure but for its memory; time is monotonic and given. Whoever has
 * good tokens enrols as many hosts as they like.
 */
final class AttemptLimit {
  /** Typing errors and a restarted script fit; guessing 160 bits does not. */
  static final int BURST = 20;

  /** One more failure is forgiven after this long. */
  static final Duration FORGIVEN_AFTER = Duration.ofSeconds(3);

  /** More addresses than that at once are an attack, and the oldest is forgotten. */
  static final int MAX_ADDRESSES = 10_000;

  /** Failures not yet forgiven, as of a moment. */
  private record Tally(double failures, long atNanos) {}

  private final Map<String, Tally> records =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Tally> eldest) {
          return size() > MAX_ADDRESSES;
        }
      };

  synchronized boolean allows(String address, long nowNanos) {
    return left(address, nowNanos) + 1 <= BURST;
  }

  synchronized void failed(String address, long nowNanos) {
    double failures = Math.min(BURST, left(address, nowNanos) + 1);
    records.remove(address); // so that it becomes the youngest
    records.put(address, new Tally(failures, nowNanos));
  }

  synchronized int addresses() {
    return records.size();
  }

  private double left(String address, long nowNanos) {
    Tally record = records.get(address);
    if (record == null) {
      return 0;
    }
    double forgiven = (double) (nowNanos - record.atNanos()) / FORGIVEN_AFTER.toNanos();
    return Math.max(0, record.failures() - forgiven);
  }
}
