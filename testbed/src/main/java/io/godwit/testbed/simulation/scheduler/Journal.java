package io.godwit.testbed.simulation.scheduler;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** The newest things that happened, and a figure that two equal histories have in common. */
public final class Journal {
  private static final int MAX_KEPT = 4000;
  private static final long PRIME = 0x100000001b3L;

  /** How much is written down. */
  public enum Detail {
    /** Only the figure: thousands of seeds have to be quick. */
    FINGERPRINT,
    /** Every event, in words. */
    WORDS
  }

  private final Detail detail;
  private final Deque<String> lines = new ArrayDeque<>();
  private long newest;
  private long fingerprint = 0xcbf29ce484222325L;

  public Journal(Detail detail) {
    this.detail = detail;
  }

  /** Adds what somebody said just now. */
  public void say(String words) {
    add(newest, () -> words);
  }

  void add(long at, Supplier<String> what) {
    if (detail == Detail.WORDS) {
      Duration time = Duration.ofNanos(at);
      lines.add(
          String.format(
              Locale.ROOT, "%8.6f  %s", time.toSeconds() + time.toNanosPart() / 1e9, what.get()));
      while (lines.size() > MAX_KEPT) {
        lines.removeFirst();
      }
    }
  }

  void mix(long at, int who) {
    newest = at;
    fingerprint = (fingerprint ^ at) * PRIME;
    fingerprint = (fingerprint ^ who) * PRIME;
  }

  /** Equal for equal histories, and for hardly any others. */
  public long fingerprint() {
    return fingerprint;
  }

  /** The newest events, oldest first. */
  public List<String> last(int count) {
    List<String> all = List.copyOf(lines);
    return all.subList(Math.max(0, all.size() - count), all.size());
  }
}
