package io.godwit.manager.inventory;

import io.godwit.manager.time.Time;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Keeps what repeats itself, such as a link that breaks every second, from filling the history.
 * Safe for all threads.
 */
final class NoteLimit {
  /** People look at minutes. */
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  /** Two things of each host of the largest data center. */
  private static final int MAX_KNOWN = 5_000;

  private static final class Told {
    private long atNanos;
    private int untold;
  }

  private final Time time;
  private final Map<String, Told> known = new LinkedHashMap<>();

  NoteLimit(Time time) {
    this.time = time;
  }

  /** How often {@code what} has happened untold since it was told last; nothing: be silent. */
  synchronized OptionalInt tell(String what) {
    long now = time.nanos();
    Told told = known.get(what);
    if (told == null) {
      if (known.size() >= MAX_KNOWN) {
        known.remove(known.keySet().iterator().next());
      }
      Told first = new Told();
      first.atNanos = now;
      known.put(what, first);
      return OptionalInt.of(0);
    }
    if (now - told.atNanos < INTERVAL.toNanos()) {
      told.untold++;
      return OptionalInt.empty();
    }
    int untold = told.untold;
    told.atNanos = now;
    told.untold = 0;
    return OptionalInt.of(untold);
  }
}
