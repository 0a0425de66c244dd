package io.godwit.manager.task;

import java.time.Instant;
import java.util.Comparator;

/** Orders things by time, and within one instant by id. */
record Moment(Instant at, String id) implements Comparable<Moment> {
  private static final Comparator<Moment> ORDER =
      Comparator.comparing(Moment::at).thenComparing(Moment::id);

  @Override
  public int compareTo(Moment other) {
    return ORDER.compare(this, other);
  }
}
