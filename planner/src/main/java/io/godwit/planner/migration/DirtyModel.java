package io.godwit.planner.migration;

import io.godwit.model.migration.MemoryFacts.Dirtied;
import java.util.List;

/**
 * How a guest rewrites its memory: {@code U(t) = W (1 - e^(-Dt/W))} different bytes within {@code
 * t} seconds.
 *
 * @param rate D, bytes per second when it starts to count, 0 or more
 * @param workingSet W, the most that it rewrites however long it is watched, above 0
 */
record DirtyModel(double rate, double workingSet) {
  /** Beyond this many times the linear growth nothing is gained by looking closer. */
  private static final int HALVINGS = 80;

  /** Two windows that differ by less from a straight line show no end of the working set. */
  private static final double STRAIGHT = 0.98;

  DirtyModel {
    if (!(rate >= 0) || !(workingSet > 0)) {
      throw new IllegalArgumentException("a dirty rate is 0 or more, a working set above 0");
    }
  }

  /**
   * Through the shortest and the longest window.
   *
   * @param ceiling bytes that the guest can rewrite at all
   */
  static DirtyModel through(List<Dirtied> windows, double ceiling) {
    double cap = Math.max(1, ceiling);
    Dirtied first = windows.getFirst();
    Dirtied last = windows.getLast();
    double t1 = seconds(first);
    double t2 = seconds(last);
    double u1 = Math.min((double) first.amount().bytes(), cap);
    double u2 = Math.min(Math.max((double) last.amount().bytes(), u1), cap);
    if (u1 <= 0) {
      return u2 <= 0 ? new DirtyModel(0, cap) : through(u2, t2, cap);
    }
    if (t1 == t2 || u2 / u1 >= STRAIGHT * t2 / t1) {
      return through(u2, t2, cap);
    }
    double k = saturation(u1, u2, t1, t2);
    double workingSet = Math.min(cap, Math.max(u2, u1 / -Math.expm1(-k * t1)));
    return through(u1, t1, workingSet);
  }

  private static double seconds(Dirtied window) {
    return window.window().toNanos() / 1e9;
  }

  /** With this working set, through one window. */
  private static DirtyModel through(double dirtied, double seconds, double workingSet) {
    double share = Math.min(dirtied / workingSet, 0.999);
    return new DirtyModel(-workingSet * Math.log1p(-share) / seconds, workingSet);
  }

  /** D/W: how fast the count approaches the working set. The ratio of both windows decides. */
  private static double saturation(double u1, double u2, double t1, double t2) {
    double ratio = u2 / u1;
    double low = 1e-9 / t2;
    double high = 50 / t1;
    for (int i = 0; i < HALVINGS; i++) {
      double k = Math.sqrt(low * high);
      double bent = Math.expm1(-k * t2) / Math.expm1(-k * t1);
      if (bent > ratio) {
        low = k;
      } else {
        high = k;
      }
    }
    return low;
  }

  /** Bytes that are rewritten within {@code seconds}, each page once. */
  double within(double seconds) {
    return rate == 0 ? 0 : -workingSet * Math.expm1(-rate * seconds / workingSet);
  }

  /** The same guest with its dirty rate times {@code factor}. */
  DirtyModel times(double factor) {
    return new DirtyModel(rate * factor, workingSet);
  }

  /**
   * By how much the dirty rate may grow before rounds no longer shrink to {@code pending} bytes.
   *
   * @param memoryRate bytes of memory per second that are sent
   * @return infinite where no rate is too much
   */
  double headroom(double pending, double memoryRate) {
    double share = pending / workingSet;
    if (share >= 1 || rate == 0) {
      return Double.POSITIVE_INFINITY;
    }
    double most = share <= 1e-9 ? 1 : -Math.log1p(-share) / share;
    return most * memoryRate / rate;
  }
}
