package io.godwit.manager.telemetry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The last points of one thing. Single precision: seven digits are more than a graph shows. Guarded
 * by its host's lock.
 */
final class Ring {
  /** Ten minutes at the usual interval; what is older is the history database's. */
  static final int POINTS = 60;

  private final int columns;
  private final int[] seconds = new int[POINTS];
  private final float[] values;
  private int next;
  private int size;

  Ring(int columns) {
    this.columns = columns;
    this.values = new float[POINTS * columns];
  }

  /** Takes the place of the oldest. */
  void add(Instant at, double... point) {
    if (point.length != columns) {
      throw new IllegalArgumentException("a point of this ring has " + columns + " columns");
    }
    // Unsigned: holds until 2106.
    seconds[next] = (int) at.getEpochSecond();
    for (int i = 0; i < columns; i++) {
      values[next * columns + i] = (float) point[i];
    }
    next = (next + 1) % POINTS;
    size = Math.min(size + 1, POINTS);
  }

  /** Oldest first. */
  List<Point> points() {
    List<Point> points = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      int at = (next + POINTS - size + i) % POINTS;
      double[] point = new double[columns];
      for (int column = 0; column < columns; column++) {
        point[column] = values[at * columns + column];
      }
      points.add(new Point(Instant.ofEpochSecond(Integer.toUnsignedLong(seconds[at])), point));
    }
    return points;
  }

  /** One moment; whoever asked for it owns the array. */
  @SuppressWarnings("ArrayRecordComponent") // Made for one reader, which does not compare it.
  record Point(Instant at, double[] values) {}
}
