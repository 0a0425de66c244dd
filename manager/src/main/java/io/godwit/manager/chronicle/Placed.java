package io.godwit.manager.chronicle;

import io.godwit.manager.history.Cursor;
import io.godwit.manager.history.Paging;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;

/**
 * A thing at its place in the list of all that is over.
 *
 * @param at when, to the microsecond, which is what a database keeps
 */
record Placed<V>(Instant at, long sequence, V view) {
  private static final Comparator<Placed<?>> NEWEST_FIRST =
      Comparator.<Placed<?>, Instant>comparing(Placed::at)
          .thenComparingLong(Placed::sequence)
          .reversed();

  Placed {
    at = at.truncatedTo(ChronoUnit.MICROS);
  }

  static Comparator<Placed<?>> newestFirst() {
    return NEWEST_FIRST;
  }

  boolean isAfter(Cursor cursor) {
    int byTime = at.compareTo(cursor.at());
    return byTime < 0 || (byTime == 0 && sequence < cursor.sequence());
  }

  Cursor cursor() {
    return new Cursor(Paging.Order.NEWEST_FIRST, at, sequence);
  }
}
